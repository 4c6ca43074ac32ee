"""Questions that Wagtail asks at each save of a review and of a log line, left to the database.

Both clean themselves wholly whenever they are saved: one query for each row they point to, and
three for each unique index. They point to rows that were read or written a moment ago, and the
database holds the foreign keys and the indexes whoever writes (a log line outlives what it is
about, so there Wagtail has none on purpose). In a publication with its two steps these were forty
queries out of two hundred, and none of them could say anything but yes. Everything else is checked
as before: one running review for a page, known actions in the log, the form of each value.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models


def references_leave_to_database(model: type[models.Model]) -> None:
    """Let `full_clean` of a model look at its own values only."""
    references = {field.name for field in model._meta.concrete_fields if field.is_relation}

    def full_clean(
        self: models.Model, exclude: Iterable[str] | None = None, **_options: Any
    ) -> None:
        models.Model.full_clean(
            self,
            exclude=references | set(exclude or ()),
            validate_unique=False,
            validate_constraints=False,
        )

    model.full_clean = full_clean  # type: ignore[assignment,method-assign]
