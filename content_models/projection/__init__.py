"""From a page to what is published of it. Pure: reads, never writes."""

from typing import Any, Final

from content_models.projection.problems import publication_problems
from content_models.projection.registry import has_projector, project_article, register

# All that an edition carries beside what is signed: each label's name in a document, and the
# page's field that it is of.
LABEL_FIELDS: Final = {"demonstration": "demonstration", "machineTranslated": "machine_translated"}
LABELS: Final = tuple(LABEL_FIELDS)


def editorial_fields(page: Any) -> dict[str, Any]:
    """The part of a document that may change without a clinician: warning labels, and no words."""
    return {name: getattr(page, field) for name, field in LABEL_FIELDS.items()}


def labels_of(editorial: dict[str, Any]) -> dict[str, bool]:
    """What of a document's editorial part is written today.

    An older one also has `seoTitle` and `seoDescription`, which nobody signed: they stay readable
    where they stand, and no edition that follows repeats them.
    """
    return {name: bool(editorial.get(name)) for name in LABELS}


__all__ = [
    "LABELS",
    "LABEL_FIELDS",
    "editorial_fields",
    "has_projector",
    "labels_of",
    "project_article",
    "publication_problems",
    "register",
]
