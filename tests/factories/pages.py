"""Drafts of every kind of page."""

from typing import Any

from wagtail.models import Page

from content_models.pages import ContentPage, HubPage, LifestylePage


def section(
    text: str, *, aspect: str = "overview", heading: str = "Kort fortalt"
) -> dict[str, Any]:
    """One section with one text block."""
    return {
        "type": "section",
        "value": {
            "aspect": aspect,
            "heading": heading,
            "blocks": [{"type": "text", "value": f"<p>{text}</p>"}],
        },
    }


def emergency_section() -> dict[str, Any]:
    """What a page of policy "required" must have."""
    return {
        "type": "section",
        "value": {
            "aspect": "help-emergency",
            "heading": "Ring 113",
            "blocks": [
                {
                    "type": "care_card",
                    "value": {
                        "level": "emergency",
                        "heading": "Ring 113",
                        "html": "<p>Ved akutt fare for liv.</p>",
                    },
                }
            ],
        },
    }


def home(lang: str = "nb") -> HubPage:
    """The root of a language's tree."""
    return HubPage.objects.get(slug=lang, depth=2)


def draft(
    page_class: type[ContentPage] = LifestylePage,
    *,
    lang: str = "nb",
    author: Any = None,
    title: str = "Søvn og hvile",
    slug: str = "sovn-og-hvile",
    text: str = "Sov nok.",
    **fields: Any,
) -> ContentPage:
    """A draft with one revision by its author; complete but for the sign-off."""
    parent: Page = home(lang)
    body = [section(text)]
    if page_class.emergency_policy == "required":
        body.append(emergency_section())
    values: dict[str, Any] = {
        "summary": "Hva du kan gjøre selv.",
        "body": body,
        "references_waiver": "Allment kjent.",
        **fields,
    }
    page = page_class(
        title=title, slug=slug, live=False, owner=author, locale=parent.locale, **values
    )
    parent.add_child(instance=page)
    page.save_revision(user=author)
    return page


def edit(page: ContentPage, *, author: Any, **fields: Any) -> ContentPage:
    """A new revision of the newest draft by somebody."""
    latest: ContentPage = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision(user=author)
    return latest
