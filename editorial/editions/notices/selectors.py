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

# What the public reads of a wish is read by it before the log has it.
_UNCHECKED = """
SELECT n.* FROM (
    SELECT e.id, e.page_id, e.lang, convert_from(e.article, 'UTF8')::jsonb ->> 'title',
           said ->> 'reason' AS reason, said ->> 'notice' AS notice, editions_writers(e.id),
           e.published_at AS since
      FROM editions_edition e
      CROSS JOIN LATERAL (
          SELECT convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}' AS said) w
     WHERE e.action = 'withdrawn'
       AND NOT EXISTS (SELECT 1 FROM editions_noticecheck c WHERE c.edition_id = e.id)
     UNION ALL
    SELECT NULL, d.page_id, w.lang, d.title, w.reason, w.notice,
           array_remove(ARRAY[w.actor_id], NULL), w.wished_at
      FROM editions_withdrawalwish w
      JOIN editions_wishing h ON h.wish_id = w.id AND h.hides
      JOIN editions_shown d ON d.content_id = w.content_id AND d.lang = w.lang
) n
 WHERE NOT (n.reason = ANY (%(reasons)s) AND n.lang || ' ' || n.notice = ANY (%(notices)s))
 ORDER BY n.since, n.id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class UncheckedNotice:
    """A withdrawal that nobody has looked at but those whose it is, whatever came after it.

    `edition_id` is None while it is a wish that waits for the log; `writer_ids` are who is named in
    it and who wished for it.
    """

    edition_id: int | None
    page_id: int
    lang: str
    title: str
    reason: str
    notice: str
    writer_ids: list[int]
    withdrawn_at: datetime


def writers_of(*, edition_id: int) -> list[int]:
    """Who is named in a withdrawal, and who wished for it: nobody of them is its second person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT editions_writers(%s)", [edition_id])
        found: list[int] = cursor.fetchone()[0]
    return found


def line_in_form(line: str) -> str:
    """The words as they are kept: in one line, each two of them with one space between."""
    return " ".join(line.split())


def line_reasons(line: str) -> list[Reason]:
    """Everything that is wrong with the words of a notice; the log asks the same function."""
    texts = {
        "length": _("A notice has 1 to 300 characters."),
        "digits": _(
            "A notice has no digits but the telephone numbers 113, 116 117 and 116 123, and those "
            "only after a word of calling: “call 113”."
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
    """The oldest first: withdrawals for a reason that a person chose, or in a person's words.

    Those of texts that are public again too: the notice is read at its edition's address for good.
    """
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
