"""Writes on the edition log that are no publication: withdrawal, and what the clock does."""

import json
import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from content_models.clock import day_of
from content_models.locks import pages_lock, texts_lock
from content_models.policy import risk_class
from content_models.publishing import Reason
from content_models.said import first_line
from editorial.editions.append import Draft, append
from editorial.editions.clock import DatabaseToday, database_now, database_today
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.models import Edition, PublicDocument
from editorial.editions.notices.selectors import notices_reasons
from editorial.editions.rules import add_months, public_until
from editorial.editions.taking_down import Stopped, stoppable
from editorial.editions.wishes.services import item_stop
from editorial.editions.withdrawal import (
    Withdrawal,
    WithdrawalReason,
    WithdrawalRefused,
    reasons_to_choose,
)
from editorial.editions.withdrawer import pages_take_down
from editorial.people.groups import CHIEF, DUTY
from editorial.people.selectors import is_in_group
from editorial.signoff.models import SignOff

logger = logging.getLogger(__name__)


def may_withdraw(*, user: Any) -> bool:
    """Duty editors and editors-in-chief may, whatever state the page is in."""
    return is_in_group(user=user, name=DUTY) or is_in_group(user=user, name=CHIEF)


def withdrawal_reasons(
    *,
    user: Any,
    reason: str,
    content_id: UUID,
    replacement: UUID | None,
    languages: list[str],
    notices: Mapping[str, str],
    noticed: list[str],
) -> list[Reason]:
    """Every reason against this withdrawal; empty means it will be carried out.

    `noticed` are those of the languages in which the public reads a notice.
    """
    reasons = []
    if not may_withdraw(user=user):
        reasons.append(
            Reason(
                code="not-entitled",
                text=_("Only duty editors and editors-in-chief may withdraw."),
            )
        )
    if reason not in dict(reasons_to_choose()):
        reasons.append(Reason(code="reason", text=_("Choose one of the reasons for withdrawal.")))
    if not languages:
        text = _("Nothing of this item is public, signed, on the clock or in review.")
        reasons.append(Reason(code="not-public", text=text))
    if replacement is not None:
        public = PublicDocument.objects.filter(content_id=replacement, state="current")
        if replacement == content_id or not public.exists():
            reasons.append(
                Reason(code="replacement", text=_("The replacement must be another public item."))
            )
    return reasons + notices_reasons(notices, languages=noticed)


def item_withdraw(
    *,
    content_id: UUID,
    actor: Any,
    reason: str,
    notices: dict[str, str],
    replacement: UUID | None = None,
    languages: list[str] | None = None,
) -> list[Stopped]:
    """Take an item down in all its languages, or in those named, and end what would bring it back.

    In each of these languages every schedule and every running review ends, and what was signed
    counts no more, whether the text was public there or not. Locks, reviews and invalid drafts do
    not stand in the way (R-17). `notices` maps a language to a line of its own for the public;
    where there is none, the public reads the house's words. Returns what was stopped, by language.

    Raises:
        WithdrawalRefused: with every reason; nothing is changed.
    """
    chosen = [
        each
        for each in stoppable(content_id=content_id)
        if languages is None or each.lang in languages
    ]
    reasons = withdrawal_reasons(
        user=actor, reason=reason, content_id=content_id, replacement=replacement,
        languages=[each.lang for each in chosen], notices=notices,
        noticed=[each.lang for each in chosen if each.was_public],
    )  # fmt: skip
    if reasons:
        raise WithdrawalRefused(reasons)
    details = Withdrawal(reason=reason, notices=notices, replacement=replacement)
    return item_stop(content_id=content_id, stopping=chosen, details=details, actor=actor)


def edition_withdraw(*, content_id: UUID, actor: Any, **what: Any) -> list[str]:
    """As `item_withdraw`; returns the languages in which the item was public."""
    stopped = item_withdraw(content_id=content_id, actor=actor, **what)
    return [each.lang for each in stopped if each.was_public]


@transaction.atomic
def signoff_revoked(*, signoff: SignOff, actor: Any) -> None:
    """Take down the text whose newest edition names a sign-off that was taken back (R-01).

    Whoever may take the sign-off back may do this by it, a duty editor or not.
    """
    texts_lock(page_ids=[signoff.page_id])
    newest = (
        Edition.objects.filter(content_id=signoff.content_id, lang=signoff.lang)
        .order_by("-number")
        .values_list("action", "signoff_ids", "page_id")
        .first()
    )
    if newest is None:
        return
    action, signoff_ids, page_id = newest
    if action != "withdrawn" and signoff.pk in signoff_ids:
        pages_take_down(
            page_ids=[page_id], actor=actor, details=Withdrawal(reason=WithdrawalReason.REVOKED)
        )


def status_refresh() -> int:
    """Write a status edition for every text that is overdue by the database. Returns how many.

    Idempotent, and catches up after any time that the clock stood still. Each text for itself: one
    that is refused is said in the log and stops no other.
    """
    standing = standing_now()
    if standing.is_restored:
        logger.error("No text is marked as overdue. %s", standing.sentence())
        return 0
    due = PublicDocument.objects.filter(
        state="current", status="current", next_review_due__lte=DatabaseToday()
    ).order_by("next_review_due", "seq")
    count = 0
    for edition_id, lang, path in list(due.values_list("edition_id", "lang", "path")):
        try:
            # Durable: the database refuses at commit, so each commits for itself.
            with transaction.atomic(durable=True):
                written = status_set(edition_id=edition_id, status="overdue")
            count += written
        except Exception as error:
            logger.error(
                "%s/%s could not be marked as overdue: %s",
                lang, path, first_line(error),
                exc_info=not isinstance(error, DatabaseError),
            )  # fmt: skip
    return count


@transaction.atomic
def status_set(*, edition_id: int, status: str) -> int:
    """Repeat the newest edition with another status; 0 where it is not the newest any more, or not
    due by the days of today's scheme.
    """
    edition = Edition.objects.get(pk=edition_id)
    pages_lock(page_ids=[edition.page_id])
    newer = Edition.objects.filter(
        content_id=edition.content_id, lang=edition.lang, number__gt=edition.number
    )
    if newer.exists():
        return 0
    draft = _repeat(edition=edition, status=status)
    if draft.next_review_due > database_today():
        return 0
    append(draft, article_bytes=bytes(edition.article))
    return 1


def _repeat(*, edition: Edition, status: str) -> Draft:
    """The same text with another status. Its days and its end are counted anew from what they
    follow from: by the scheme of the new edition, which may be another than that of the old one.
    """
    signoffs = tuple(SignOff.objects.filter(pk__in=edition.signoff_ids).order_by("signed_at", "pk"))
    reviewed = max(day_of(row.signed_at) for row in signoffs)
    due = add_months(reviewed, risk_class(edition.risk_class).months)
    expire_at = Page.objects.values_list("expire_at", flat=True).get(pk=edition.page_id)
    return Draft(
        content_id=edition.content_id,
        lang=edition.lang,
        number=edition.number + 1,
        action="status",
        severity="minor",
        status=status,
        kind=edition.kind,
        risk_class=edition.risk_class,
        path=edition.path,
        page_id=edition.page_id,
        revision_id=edition.revision_id,
        article=json.loads(bytes(edition.article)),
        editorial=json.loads(bytes(edition.envelope))["editorial"],
        signoffs=signoffs,
        published_at=database_now(),
        first_published_at=edition.first_published_at,
        last_clinical_change=edition.last_clinical_change,
        last_reviewed=reviewed,
        next_review_due=due,
        public_until=public_until(
            risk_class=edition.risk_class, next_review_due=due, expire_at=expire_at
        ),
    )
