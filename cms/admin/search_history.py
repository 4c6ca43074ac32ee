"""The history of an entry as a table: which values a change had before and after."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from search.curation.models import Bet, Change, Entry
from search.curation.selectors import history_of, public_titles


@dataclass(frozen=True)
class ValueRow:
    """A value that a change touched; `before` is "" where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryRow:
    """One change. `can_restore` is false where there is nothing to go back to."""

    pk: int
    at: datetime
    who: str
    what: str
    values: list[ValueRow]
    can_restore: bool


def history_rows(entry: Entry) -> list[HistoryRow]:
    """All changes, the newest first."""
    current = entry.values()
    return [
        HistoryRow(
            pk=change.pk,
            at=change.at,
            who=change.actor_name or _("the house itself"),
            what=str(change.get_action_display()),
            values=_values(entry, change),
            can_restore=change.before is not None and change.before != current,
        )
        for change in history_of(entry)
    ]


def _values(entry: Entry, change: Change) -> list[ValueRow]:
    before: dict[str, Any] = change.before or {}
    return [
        ValueRow(
            label=capfirst(str(entry._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]
            before=_shown(entry, name, before[name]) if name in before else "",
            after=_shown(entry, name, value),
        )
        for name, value in change.after.items()
        if before.get(name) != value
    ]


def _shown(entry: Entry, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(entry, Bet) and name == "content_id":
        return public_titles([value], lang=entry.lang).get(str(value), str(value))
    if name == "expires_on":
        return date_format(date.fromisoformat(str(value)))
    choices = dict(entry._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))
