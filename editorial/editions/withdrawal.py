"""Taking an item down: who, why, what the public is told, and what to read instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content_models.publishing import Reason, Refusal
from editorial.editions.clock import DatabaseNow
from editorial.editions.models import PublicDocument
from editorial.people.groups import CHIEF, DESK, DUTY
from editorial.people.selectors import is_in_group


class WithdrawalReason(models.TextChoices):
    """Why an item is not to be read any more (R-18)."""

    UNSAFE = "unsafe", _("may be unsafe to follow")
    RECALLED = "recalled", _("the evidence was recalled")
    ERROR = "error", _("contains errors")
    OUTDATED = "outdated", _("is out of date")
    REVOKED = "revoked", _("a signature under it was taken back")
    CONSOLIDATED = "consolidated", _("is covered by another page")
    EXPIRED = "expired", _("its period is over")
    UNPUBLISHED = "unpublished", _("was taken down by the editors")


# What the house finds out by itself. Nobody may choose these, in any form or call, and the database
# asks whether they are so.
SYSTEM_REASONS = (WithdrawalReason.REVOKED, WithdrawalReason.EXPIRED)


class WithdrawalRefused(Refusal):
    """A withdrawal was not accepted."""


def unpublish_reasons(*, user: Any) -> list[Reason]:
    """Why this person may not take a public text down without a reason of its own.

    `editions_note_wish` asks the same of a wish to unpublish. A superuser has no part in it: who
    takes a text down is somebody who answers for what the public reads.
    """
    if any(is_in_group(user=user, name=name) for name in (DESK, DUTY, CHIEF)):
        return []
    text = _(
        "Only desk editors, duty editors and editors-in-chief may take a public text down. Nothing "
        "was changed: ask one of them."
    )
    return [Reason(code="not-entitled", text=str(text))]


def reasons_to_choose() -> list[tuple[str, Any]]:
    """What a person may give as the reason of a withdrawal, with its label."""
    return [row for row in WithdrawalReason.choices if row[0] not in SYSTEM_REASONS]


@dataclass(frozen=True)
class Withdrawal:
    """What the withdrawal action knows; `notices` maps a language to a line of a person's own."""

    reason: str
    notices: dict[str, str] = field(default_factory=dict)
    replacement: UUID | None = None


_running: ContextVar[Withdrawal | None] = ContextVar("withdrawal", default=None)


@contextmanager
def withdrawing(details: Withdrawal) -> Iterator[None]:
    """Give these details to every withdrawal that is recorded while the block runs."""
    token = _running.set(details)
    try:
        yield
    finally:
        _running.reset(token)


def withdrawal_details(*, page: Any, lang: str) -> dict[str, Any]:
    """Reason, notice and replacement for one language, as they stand in the document."""
    running = _running.get()
    if running is None:
        over = _is_over(page=page, lang=lang)
        running = Withdrawal(
            reason=WithdrawalReason.EXPIRED if over else WithdrawalReason.UNPUBLISHED
        )
    notice = " ".join(running.notices.get(lang, "").split())
    if not notice:
        over = running.reason == WithdrawalReason.EXPIRED
        notice = ended_notice(lang=lang) if over else default_notice(lang=lang)
    return {
        "reason": str(running.reason),
        "notice": notice,
        "replacement": str(running.replacement) if running.replacement else None,
    }


def _is_over(*, page: Any, lang: str) -> bool:
    """True where the text's time has come by the database, as its newest edition says it."""
    ended = PublicDocument.objects.filter(
        content_id=page.translation_key, lang=lang, public_until__lte=DatabaseNow()
    )
    return ended.exists()


def default_notice(*, lang: str) -> str:
    """The notice where nobody wrote one, in the language of the page."""
    with translation.override(lang):
        return gettext("This page has been withdrawn and is no longer to be used.")


def danger_notice(*, lang: str) -> str:
    """The notice of an edition whose signer took the signature back because of a danger."""
    with translation.override(lang):
        return gettext(
            "A clinician has taken back their signature under this edition, because it may be "
            "unsafe to follow. It is not to be used any more."
        )


def ended_notice(*, lang: str) -> str:
    """The notice of a text whose time is over, in the language of the page.

    It is the same before and after the clock has written the withdrawal.
    """
    with translation.override(lang):
        return gettext(
            "This page is no longer shown: its time is over, or its review is overdue. It is not "
            "to be used any more."
        )
