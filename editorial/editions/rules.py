"""Decisions about editions. Pure: values in, decision out."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from content_models.clock import day_begins, day_of
from content_models.publishing import Reason
from editorial.signoff.rules import review_is_open

# A class A text that nobody has reviewed half a year after it was due is taken down.
OVERDUE_HIDDEN_AFTER = timedelta(days=180)
# Reasons of a withdrawal that say that the text may harm; `editions_is_danger` is the same.
DANGERS = frozenset({"unsafe", "recalled"})
# A signature that was taken back does not say why to partners: they get the worst for granted.
SAFETY_REASONS = DANGERS | {"revoked"}


@dataclass(frozen=True)
class StandingSignOff:
    """The part of a sign-off that decides: in which review, begun when, who and when.

    `review_id` is None where the sign-off counts no more: its review was cancelled, or its signer
    asked for changes afterwards. `keeps_labels`: the text has every warning label still that it
    had when this was signed.
    """

    id: int
    review_id: int | None
    signer_id: int
    signed_at: datetime
    review_begun_at: datetime | None = None
    keeps_labels: bool = True


@dataclass(frozen=True)
class Verdict:
    """`chosen` are the sign-offs that carry the edition; empty where `reasons` is not."""

    reasons: list[Reason]
    chosen: tuple[int, ...]


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last of that month: 31 August + 6 is 28 February."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def signoff_verdict(
    *,
    signoffs: Sequence[StandingSignOff],
    boundary: datetime | None,
    withdrawn_at: datetime | None,
    now: datetime,
    quorum: int,
    interval_months: int,
) -> Verdict:
    """Are these sign-offs of exactly this text enough today?

    ```
        boundary (last other text, withdrawal, or label)   now - interval
            │   older ones count no more │                       │ expired before here
      ──────┼────────────────────────────┼───────────────────────┼──────────► now
    ```
    A quorum comes out of one review: two clinicians who signed the same text in two unfinished
    reviews do not add up (`signoff_review` says which one a sign-off is of). Of several complete
    reviews the newest is taken; in it each person counts once. A review that was begun before the
    text was withdrawn is of no use, however late somebody signs in it. Nor is a sign-off for a text
    with a warning label that is to come off: whoever gave it was told that the label stays.
    """
    reviews: dict[int, dict[int, StandingSignOff]] = {}
    stale = unlabelled = 0
    for signoff in sorted(signoffs, key=lambda row: row.signed_at):
        after = boundary is None or signoff.signed_at > boundary
        in_time = add_months(day_of(signoff.signed_at), interval_months) >= day_of(now)
        begun = review_is_open(begun_at=signoff.review_begun_at, withdrawn_at=withdrawn_at)
        if not (after and in_time and begun) or signoff.review_id is None:
            stale += 1
        elif not signoff.keeps_labels:
            unlabelled += 1
        else:
            reviews.setdefault(signoff.review_id, {})[signoff.signer_id] = signoff
    complete = [list(people.values()) for people in reviews.values() if len(people) >= quorum]
    if complete:
        newest = max(complete, key=lambda rows: max(row.signed_at for row in rows))
        ranked = sorted(newest, key=lambda row: row.signed_at, reverse=True)
        return Verdict(reasons=[], chosen=tuple(sorted(row.id for row in ranked[:quorum])))
    most = max((len(people) for people in reviews.values()), default=0)
    text = _("Not signed: %(count)d of %(quorum)d clinicians have signed exactly this text.")
    reasons = [Reason(code="unsigned", text=text % {"count": most, "quorum": quorum})]
    if stale:
        reasons.append(
            Reason(
                code="stale-signoff",
                text=_(
                    "Earlier sign-offs of this text count no more: they are too old, the text was "
                    "replaced or withdrawn since, or their review was cancelled."
                ),
            )
        )
    if unlabelled:
        reasons.append(label_reason())
    return Verdict(reasons=reasons, chosen=())


def label_reason() -> Reason:
    """Why a label does not come off; the database says the same (`editions_check_signoffs`)."""
    text = _("A warning label was taken off: that takes a new signature.")
    return Reason(code="label", text=text)


def edition_action(
    *,
    latest: Any | None,
    clinical_digest: str,
    signoff_ids: Sequence[int],
    path: str,
    editorial_changed: bool,
    until: datetime | None,
) -> str | None:
    """What kind of edition a publication makes; None where it says nothing new.

    `until` is when it shall end. The public reads that from the newest edition alone, so a longer
    or shorter time is news like any other.
    """
    if latest is None or latest.action == "withdrawn" or latest.clinical_digest != clinical_digest:
        return "published"
    if sorted(latest.signoff_ids) != sorted(signoff_ids):
        return "reaffirmed"
    if latest.path != path:
        return "moved"
    is_other = editorial_changed or latest.public_until != until or latest.status == "overdue"
    return "corrected" if is_other else None


def severity(*, action: str, withdrawal_reason: str = "") -> str:
    """How urgent an edition is to a partner: safety, major or minor."""
    if action == "withdrawn":
        return "safety" if withdrawal_reason in SAFETY_REASONS else "major"
    return "major" if action == "published" else "minor"


def public_until(
    *, risk_class: str, next_review_due: date, expire_at: datetime | None
) -> datetime | None:
    """The moment from which nothing may show the text any more, whatever runs or does not."""
    limits = [expire_at] if expire_at else []
    if risk_class == "A":
        end = next_review_due + OVERDUE_HIDDEN_AFTER
        limits.append(day_begins(end))
    return min(limits).replace(microsecond=0) if limits else None
