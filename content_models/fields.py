"""Fields that read what an older house may have written before the database refused it."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField


class ListField(ArrayField):
    """An array that is read as one list, as the database's own `ANY` reads it.

    An array may have more dimensions than one whatever its column says, and nothing in a place; no
    new row has (`helsekilde_refuse_unreadable`).
    """

    def from_db_value(self, value: Any, *_context: Any) -> list[Any] | None:
        """All that stands in it, in its order."""
        return None if value is None else list(_flat(value))

    def deconstruct(self) -> Any:
        """For migrations it is PostgreSQL's array."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs


def _flat(value: list[Any]) -> Iterator[Any]:
    for each in value:
        if isinstance(each, list):
            yield from _flat(each)
        elif each is not None:
            yield each
