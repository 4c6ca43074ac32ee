"""A draft as the reader will see it: the same blocks and styles as the citizens' site."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from wagtail.images import get_image_model

from cms.admin.public_state import newest_edition
from cms.admin.signed import label_sentences, signed_notes
from cms.site.article import article_of
from content_models.projection import (
    LABELS,
    editorial_fields,
    project_article,
    publication_problems,
)
from editorial.editions.gate import dropped_labels

# Whoever reads a draft may be able to sign it, and it may come from anywhere: nothing in it runs.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# What only an edition has; a draft has none of it yet.
NO_EDITION: dict[str, Any] = {
    "number": 0,
    "status": "current",
    "action": "published",
    "signOffs": [],
    "firstPublishedAt": None,
    "publishedAt": None,
    "lastClinicalChange": None,
    "lastReviewed": None,
    "nextReviewDue": None,
}


def draft_response(request: HttpRequest, page: Any) -> HttpResponse:
    """The text of a draft, with all that it still lacks. Never stored by anybody."""
    article = project_article(page)
    editorial = editorial_fields(page)
    # Said in the language of the person at work, beside the text in its own.
    words = {
        "admin_lang": translation.get_language(),
        "notice": gettext("Draft. Not signed, not public."),
        "labels": label_sentences(
            carried=[name for name in LABELS if editorial[name]],
            dropped=dropped_labels(page, newest_edition(page)),
        ),
        "before": gettext("Before it can be published:"),
        "problems": publication_problems(page, article),
    }
    notes = signed_notes(article)
    with translation.override(article["lang"]):
        document = {
            "article": with_private_pictures(article, page),
            "editorial": editorial,
            "edition": NO_EDITION,
        }
        drawn = article_of(document)
        context = {
            **words,
            "lang": article["lang"],
            "article": drawn,
            "about": notes.about,
            "sections": [
                (section, beside.aspect, zip(section.blocks, beside.blocks, strict=True))
                for section, beside in zip(drawn.sections, notes.sections, strict=True)
            ],
            # What a reader unfolds is read by whoever signs.
            "is_unfolded": True,
            "sources": zip(drawn.sources, notes.sources, strict=True),
        }
        html = render_to_string("cms_admin/draft.html", context)
    response = HttpResponse(html)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def with_private_pictures(article: dict[str, Any], page: Any) -> dict[str, Any]:
    """The article with each picture at its address inside the admin, where drafts' pictures are."""
    # By place and not by identifier: an editor's browser sends those, and may send one twice.
    chosen = [
        [_picture_of(block) for block in section["value"].get("blocks", [])]
        for section in page.body.raw_data
    ]
    wanted = {pk for section in chosen for pk in section if pk}
    if not wanted:
        return article
    rows = get_image_model().objects.in_bulk(wanted)
    return {
        **article,
        "sections": [
            {
                **section,
                "blocks": [
                    {**block, "address": rows[pk].file.url if pk in rows else ""}
                    for block, pk in zip(section["blocks"], pictures, strict=True)
                ],
            }
            for section, pictures in zip(article["sections"], chosen, strict=True)
        ],
    }


def _picture_of(block: Any) -> int | None:
    is_picture = block["type"] == "image" and block["value"].get("image")
    return int(block["value"]["image"]) if is_picture else None
