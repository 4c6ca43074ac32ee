"""Who may vouch, and since when: what changed of it lately, for the editor-in-chief's dashboard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, ForeignKey, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from editorial.people import groups
from editorial.people.models import (
    AuthorityChange,
    Credential,
    InterestDeclaration,
    ReviewerProfile,
)
from editorial.people.selectors import authority_changes, is_in_group

DAYS: Final = 30
MOST_ROWS: Final = 50
_MODELS: Final[dict[str, type[Model]]] = {
    AuthorityChange.Relation.ACCOUNT: get_user_model(),
    AuthorityChange.Relation.PROFILE: ReviewerProfile,
    AuthorityChange.Relation.CREDENTIAL: Credential,
    AuthorityChange.Relation.DECLARATION: InterestDeclaration,
}


@dataclass(frozen=True)
class AuthorityRow:
    """A change in the words of the screen. `details` are the fields that are others now."""

    who: str
    what: str
    operation: str
    changed_at: datetime
    login: str
    details: list[str]


def authority_rows(user: Any) -> list[AuthorityRow]:
    """What changed in the last thirty days, the newest first; nothing for who is no chief."""
    if not is_in_group(user=user, name=groups.CHIEF):
        return []
    found = authority_changes(within=timedelta(days=DAYS), limit=MOST_ROWS)
    people = get_user_model().objects.in_bulk({row.user_id for row in found})
    rows = []
    for row in found:
        person = people.get(row.user_id)
        rows.append(
            AuthorityRow(
                who=(person.get_full_name() or person.get_username())
                if person
                else _("account %(number)s, which is gone") % {"number": row.user_id},
                what=_what(row),
                operation=str(row.get_operation_display()),
                changed_at=row.changed_at,
                login=row.login,
                details=_details(row),
            )
        )
    return rows


def _what(row: AuthorityChange) -> str:
    if row.subject:
        return _("%(what)s “%(name)s”") % {
            "what": row.get_relation_display(), "name": row.subject,
        }  # fmt: skip
    return str(row.get_relation_display())


def _details(row: AuthorityChange) -> list[str]:
    """Each field that has another value, with both."""
    before, after = row.before or {}, row.after or {}
    if not (before and after):
        return []
    return [
        _("%(field)s: “%(before)s” became “%(after)s”")
        % {
            "field": _label(row.relation, name),
            "before": _value(row.relation, name, before.get(name)),
            "after": _value(row.relation, name, after[name]),
        }
        for name in sorted(after)
        if before.get(name) != after[name]
    ]


def _field(relation: str, name: str) -> Any:
    try:
        return _MODELS[relation]._meta.get_field(name.removesuffix("_id"))
    except (KeyError, FieldDoesNotExist):
        return None


def _label(relation: str, name: str) -> str:
    field = _field(relation, name)
    return name if field is None else str(field.verbose_name)


def _value(relation: str, name: str, value: Any) -> str:
    """A value of the trail as the screens of its model would show it, else as it stands there.

    The trail is kept: it may have what no screen can show, and the dashboard goes on.
    """
    try:
        return _shown(relation, name, value)
    except (ValueError, TypeError, OverflowError):
        return str(value)


def _shown(relation: str, name: str, value: Any) -> str:
    field = _field(relation, name)
    if value in (None, "", []):
        shown = _("none")
    elif isinstance(value, bool):
        shown = _("yes") if value else _("no")
    elif isinstance(value, list):
        languages = dict(settings.LANGUAGES)
        shown = ", ".join(str(languages.get(each, each)) for each in value)
    elif isinstance(field, ForeignKey):
        shown = str(field.related_model._base_manager.filter(pk=value).first() or value)
    elif isinstance(field, DateTimeField):
        moment = timezone.localtime(datetime.fromisoformat(value))
        shown = date_format(moment, "SHORT_DATETIME_FORMAT")
    elif isinstance(field, DateField):
        shown = date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    else:
        shown = str(value)
    return shown
