"""A draft as the reader will see it: the same blocks and styles as the citizens' site."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from wagtail.images import get_image_model

from cms.site.article import article_of
from content_models.projection import editorial_fields, project_article, publication_problems

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
    # Said in the language of the person at work, above the text in its own.
    words = {
        "admin_lang": translation.get_language(),
        "notice": gettext("Draft. Not signed, not public."),
        "before": gettext("Before it can be published:"),
        "problems": publication_problems(page, article),
    }
    with translation.override(article["lang"]):
        document = {
            "article": with_private_pictures(article, page),
            "editorial": editorial_fields(page),
            "edition": NO_EDITION,
        }
        context = {**words, "lang": article["lang"], "article": article_of(document)}
        html = render_to_string("cms_admin/draft.html", context)
    response = HttpResponse(html)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


def with_private_pictures(article: dict[str, Any], page: Any) -> dict[str, Any]:
    """The article with each picture at its address inside the admin, where drafts' pictures are."""
    images = {
        block.get("id"): int(block["value"]["image"])
        for section in page.body.raw_data
        for block in section["value"].get("blocks", [])
        if block["type"] == "image" and block["value"].get("image")
    }
    if not images:
        return article
    rows = get_image_model().objects.in_bulk(images.values())
    addresses = {block: rows[pk].file.url for block, pk in images.items() if pk in rows}
    return {
        **article,
        "sections": [
            {
                **section,
                "blocks": [
                    {**block, "address": addresses.get(block["id"], "")}
                    for block in section["blocks"]
                ],
            }
            for section in article["sections"]
        ],
    }
