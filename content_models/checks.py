"""System checks: a kind of page that forgot something never starts."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from content_models.pages import PAGE_TYPES, ContentPage
from content_models.policy import risk_classes
from content_models.projection import has_projector

LANGUAGES = ("nb", "nn", "se", "en")
POLICIES = ("required", "optional", "none")
# Fields of Wagtail's page that are no content: its place in the tree and its bookkeeping.
BOOKKEEPING = frozenset(
    {
        "id", "page_ptr", "path", "depth", "numchild", "translation_key", "locale", "live",
        "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision",
        "latest_revision", "latest_revision_created_at", "draft_title", "content_type", "url_path",
        "owner", "locked", "locked_at", "locked_by", "expired", "alias_of",
    }
)  # fmt: skip
# Fields that the projection puts into the article, whatever they are called there.
CLINICAL = frozenset(
    {
        "title", "summary", "body", "risk_class", "synonyms", "licence", "references_waiver",
        "topics", "audiences", "life_situations",
    }
)  # fmt: skip


@register()
def check_page_types(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Every concrete kind of page declares all that the house needs to know of it."""
    return [message for page_type in PAGE_TYPES for message in page_type_problems(page_type)]


def page_type_problems(page_type: type[ContentPage]) -> Iterator[CheckMessage]:
    """What one kind of page lacks; empty where it is complete."""
    name = page_type.__name__
    if not has_projector(page_type):
        yield Error(f"{name} has no projector.", obj=page_type, id="content_models.E001")
    if not (page_type.document_type and page_type.search_kind):
        yield Error(f"{name} has no document type or search kind.", id="content_models.E002")
    if set(page_type.path_segments) != set(LANGUAGES):
        yield Error(f"{name} has no address in every language.", id="content_models.E003")
    if page_type.default_risk_class not in risk_classes():
        yield Error(
            f"{name} has no risk class, so it has no review interval and no quorum.",
            id="content_models.E004",
        )
    if page_type.emergency_policy not in POLICIES:
        yield Error(f"{name} has no emergency policy.", id="content_models.E005")
    yield from field_problems(page_type)


def field_problems(page_type: type[ContentPage]) -> Iterator[CheckMessage]:
    """Fields that are neither clinical nor listed as editorial with a reason."""
    editorial = page_type.editorial_fields
    fields = {
        field.name for field in (*page_type._meta.concrete_fields, *page_type._meta.many_to_many)
    }
    for field in sorted(fields - BOOKKEEPING - CLINICAL - set(editorial)):
        yield Error(
            f"{page_type.__name__}.{field} is neither part of the article nor listed as editorial.",
            hint="Project it into the article, or give a reason in EDITORIAL_FIELDS.",
            id="content_models.E006",
        )
    for field, reason in sorted(editorial.items()):
        if not reason.strip():
            yield Error(f"{field} is editorial without a reason.", id="content_models.E007")
        if field not in fields:
            yield Error(
                f"{field} is listed as editorial but is no field.", id="content_models.E008"
            )
