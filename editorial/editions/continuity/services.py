"""Hold publishing where the log has lost its end, and let a person go on with it."""

import logging
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from content_models.blank import is_blank
from content_models.digest import sha256_hex
from content_models.publishing import Reason, Refusal
from editorial.editions.clock import database_now
from editorial.editions.continuity.again import RestorationReport, Tell, lost_again
from editorial.editions.continuity.backing import KINDS, holds_told
from editorial.editions.continuity.loss import lost_part
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.continuity.rules import Lost, range_text
from editorial.editions.continuity.selectors import log_now
from editorial.editions.continuity.statement import Person, Statement, statement_encode
from editorial.editions.heads.claims import SignedHead
from editorial.editions.heads.members import (
    Fact,
    Unlogged,
)
from editorial.people.groups import CHIEF
from editorial.people.selectors import is_in_group

logger = logging.getLogger(__name__)
LONGEST_REASON = 2000
# Where one decision comes after the other, the next look of the watch goes on, seconds later.
MOST_LOOKS = 3


class _KeptError(Exception):
    """Somebody else has written the same hold meanwhile; this one is undone."""


class _DecidedError(Exception):
    """A person decided while it was looked: what was seen is of before; this hold is undone."""


class RestorationRefused(Refusal):
    """A restored log was not accepted."""


def may_accept_restore(*, user: Any) -> bool:
    """Editors-in-chief may."""
    return is_in_group(user=user, name=CHIEF)


def hold_raise(
    *, seen: Sequence[SignedHead] | None = None, forgotten: Sequence[Unlogged] = ()
) -> Hold | None:
    """Keep in the database what the heads tell, so that nothing is published past it.

    `seen` and `forgotten` are what a look found the database to lack: where all of it is kept
    already, no folder is looked through. Returns None where nothing is lost, or nothing is new.
    """
    if seen is not None and _keeps([head.digest for head in seen], forgotten):
        return None
    hold = None
    for _try in range(MOST_LOOKS):
        decided = _newest_decision()
        lost = lost_part()
        if lost is None:
            return None
        try:
            hold = _hold_write(lost, decided=decided)
            break
        except _KeptError:
            return None
        except (_DecidedError, DatabaseError):
            # The database refuses most of what was seen before a decision by itself.
            if _newest_decision() == decided:
                raise
    if hold is None:
        return None
    logger.error(
        "%s lost: the database was restored from an older backup. The public is not served and "
        "nothing is published until a person accepts it: manage.py restore_accept.",
        range_text(hold.first_seq, hold.last_seq),
    )  # fmt: skip
    return hold


def _newest_decision() -> int:
    return Restoration.objects.aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic(durable=True)
def _hold_write(lost: Lost, *, decided: int) -> Hold:
    # Writing one takes the lock of the log, so that the others are all that there are.
    hold = Hold.objects.create(
        log_seq=log_now().seq,
        first_seq=lost.first,
        last_seq=lost.last,
        heads=[head.digest for head in lost.heads],
        facts={
            name: [
                fact.model_dump(mode="json", by_alias=True)
                for fact in lost.facts
                if isinstance(fact, kind)
            ]
            for name, kind in KINDS.items()
        },
    )
    if _keeps([head.digest for head in lost.heads], lost.facts, but=hold):
        raise _KeptError
    if _newest_decision() != decided:
        raise _DecidedError
    return hold


def _keeps(digests: Sequence[str], facts: Sequence[Fact], *, but: Hold | None = None) -> bool:
    """Whether the standing holds, without `but`, name all of these heads and tell all these facts.

    Those that stand for the database: a decision whose statement does not hold answers nothing, and
    the database, which cannot verify it, lets editions pass after it. A new hold stops them again.
    """
    answered = Restoration.objects.aggregate(last=Max("hold_id"))["last"] or 0
    holds = [hold for hold in holds_told(after=answered) if but is None or hold.pk != but.pk]
    named = frozenset().union(*(hold.heads for hold in holds))
    known = {row.fact for hold in holds for row in hold.told}
    return bool(holds) and named >= set(digests) and known >= set(facts)


def restoration_reasons(*, actor: Any, reason: str) -> list[Reason]:
    """Every reason why this person may not accept a restore in these words."""
    reasons = []
    if not may_accept_restore(user=actor):
        text = _("Only an active editor-in-chief may accept a restored log.")
        reasons.append(Reason(code="not-entitled", text=text))
    if is_blank(reason):
        reasons.append(Reason(code="reason", text=_("Say why the restored log is accepted.")))
    if len(reason) > LONGEST_REASON:
        text = _("The reason is too long: %(most)d characters at most.") % {"most": LONGEST_REASON}
        reasons.append(Reason(code="reason", text=text))
    return reasons


def unbacked_reasons(lost: Lost) -> list[Reason]:
    """Why a log may not go on unless a person leaves what holds alone tell."""
    text = lost.unbacked_text()
    return [Reason(code="unbacked", text=text)] if text else []


def restoration_accept(
    *,
    actor: Any,
    reason: str,
    leaves_unsaid: bool = False,
    tell: Tell = lambda _line: None,
) -> RestorationReport | None:
    """Go on with a log that has lost its end: take down again, then write the decision.

    What the signed heads say is done again. What holds alone tell is not: they are written with the
    application's password. Where there is such, only `leaves_unsaid` goes on.

    Each text and sign-off in a transaction of its own, and all that was done is done: where it
    ends half-way, it is run again and goes on. None where nothing is lost.

    Raises:
        RestorationRefused: with every reason, before anything is changed.
        Refusal, DatabaseError: a text could not be taken down; the log is not accepted.
    """
    reasons = restoration_reasons(actor=actor, reason=reason)
    lost = lost_part()
    if lost is not None and not leaves_unsaid:
        reasons += unbacked_reasons(lost)
    if reasons:
        raise RestorationRefused(reasons)
    hold_raise()
    lost = lost_part()
    if lost is None:
        return None
    if not leaves_unsaid and (reasons := unbacked_reasons(lost)):
        raise RestorationRefused(reasons)
    report = RestorationReport(lost)
    lost_again(report, actor=actor, tell=tell)
    report.restoration = _decision_write(report, actor=actor, reason=reason.strip())
    return report


def _decision_write(report: RestorationReport, *, actor: Any, reason: str) -> Restoration:
    """The entry of the log; the database refuses it while a text of the lost part is public, and
    where another hold was written since `report.lost` was looked at.
    """
    lost = report.lost
    with transaction.atomic(durable=True):
        log, now = log_now(), database_now()
        epochs = [log.epoch, *(head.epoch for head in lost.heads)]
        statement = statement_encode(
            Statement(
                iss=settings.PUBLIC_BASE_URL,
                iat=int(now.timestamp()),
                at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                epoch=max(epochs) + 1,
                common=lost.common,
                first=lost.first,
                last=lost.last,
                log_seq=log.seq,
                chain_hash=log.chain_hash,
                hold=lost.hold_id,
                by=Person(id=actor.pk, username=actor.get_username(), name=actor.get_full_name()),
                reason=reason,
                replaces=tuple(sorted(head.digest for head in lost.heads)),
                facts=tuple(sorted(lost.fact_keys)),
                withdrawn=tuple(
                    {"contentId": str(fact.content_id), "lang": fact.lang, "reason": fact.reason}
                    for fact in report.withdrawn
                ),
                stopped=tuple(
                    {"contentId": str(fact.content_id), "lang": fact.lang, "reason": fact.reason}
                    for fact in report.stopped
                ),
                revoked=tuple(fact.signoff_id for fact in report.revoked),
                unsaid=tuple(sorted(lost.unsaid)),
            )
        )
        return Restoration.objects.create(
            statement=statement,
            digest=sha256_hex(statement.encode("ascii")),
            hold_id=lost.hold_id,
            actor_id=actor.pk,
        )
