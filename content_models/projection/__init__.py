"""From a page to what is published of it. Pure: reads, never writes."""

from typing import Any

from content_models.projection.problems import publication_problems
from content_models.projection.registry import has_projector, project_article, register


def editorial_fields(page: Any) -> dict[str, Any]:
    """The part of a document that may change without a clinician."""
    return {
        "demonstration": page.demonstration,
        "machineTranslated": page.machine_translated,
        "seoTitle": page.seo_title,
        "seoDescription": page.search_description,
    }


__all__ = [
    "editorial_fields",
    "has_projector",
    "project_article",
    "publication_problems",
    "register",
]
