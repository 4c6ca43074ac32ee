"""The rule about a notice's words, and which withdrawals still want a second person's look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from content_models.publishing import Reason
from editorial.editions.withdrawal import (
    SYSTEM_REASONS,
    WithdrawalReason,
    default_notice,
    ended_notice,
)

_UNCHECKED = """
SELECT e.id, e.page_id, e.lang, d.title, said ->> 'reason', said ->> 'notice', e.actor_id,
       e.published_at
  FROM editions_publicdocument d
  JOIN editions_edition e ON e.id = d.edition_id
  CROSS JOIN LATERAL (
      SELECT convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}' AS said) w
 WHERE d.state = 'withdrawn'
   AND NOT EXISTS (SELECT 1 FROM editions_noticecheck c WHERE c.edition_id = e.id)
   AND NOT (said ->> 'reason' = ANY (%(reasons)s)
            AND e.lang || ' ' || (said ->> 'notice') = ANY (%(notices)s))
 ORDER BY d.seq LIMIT %(limit)s
"""


@dataclass(frozen=True)
class UncheckedNotice:
    """A withdrawal that stands and that only its writer has looked at; `by_id` may be unknown."""

    edition_id: int
    page_id: int
    lang: str
    title: str
    reason: str
    notice: str
    by_id: int | None
    withdrawn_at: datetime


def line_in_form(line: str) -> str:
    """The words as they are kept: in one line, each two of them with one space between."""
    return " ".join(line.split())


def line_reasons(line: str) -> list[Reason]:
    """Everything that is wrong with the words of a notice; the log asks the same function."""
    texts = {
        "length": _("A notice has 1 to 300 characters."),
        "digits": _(
            "A notice has no digits but the telephone numbers 113, 116 117 and 116 123, and none "
            "of them before a unit."
        ),
        "characters": _("A notice has letters, spaces and ordinary punctuation, and nothing else."),
    }
    if "\x00" in line:
        return [Reason(code="notice-characters", text=texts["characters"])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT editions_line_faults(%s)", [line])
        (faults,) = cursor.fetchone()
    return [Reason(code=f"notice-{fault}", text=texts[fault]) for fault in faults]


def notices_reasons(notices: Mapping[str, str], *, languages: list[str]) -> list[Reason]:
    """Everything that is wrong with what somebody wrote for the public, by language.

    Words for a language that is not withdrawn are refused: nobody would ever read them.
    """
    names = dict(settings.LANGUAGES)
    reasons = []
    for lang, text in notices.items():
        line = line_in_form(text)
        if not line:
            continue
        if lang not in languages:
            said = _("There is a notice in %(language)s, and nothing is withdrawn in it.")
            name = names.get(lang, lang)
            reasons.append(Reason(code="notice-language", text=said % {"language": name}))
        reasons += line_reasons(line)
    return list(dict.fromkeys(reasons))


def unchecked_notices(*, limit: int) -> list[UncheckedNotice]:
    """The oldest first: withdrawals for a reason that a person chose, or in a person's words."""
    house = [
        f"{lang} {notice(lang=lang)}"
        for lang, _name in settings.LANGUAGES
        for notice in (default_notice, ended_notice)
    ]
    values: dict[str, Any] = {
        "reasons": [*map(str, SYSTEM_REASONS), str(WithdrawalReason.UNPUBLISHED)],
        "notices": house,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNCHECKED, values)
        return [UncheckedNotice(*row) for row in cursor.fetchall()]
