"""The admin's preview of a draft: plain, complete, and marked as a draft."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from content_models.projection.problems import publication_problems
from content_models.projection.registry import project_article


def preview_response(*, request: HttpRequest, page: Any) -> HttpResponse:
    """The article as HTML with all that still stands in the way of publishing it."""
    article = project_article(page)
    response = TemplateResponse(
        request,
        "content_models/preview.html",
        {"article": article, "problems": publication_problems(page, article), "page": page},
    )
    response["Cache-Control"] = "no-store"
    return response
