"""What the second scheme of editions promises: members, canonical bytes, times and days.

The gate compared it at commit (`editorial/editions/sql/editions_check.sql` and what that calls);
here it is computed again, from the bytes, the sign-offs' rows and the edition before. Editions of
the first scheme are not asked: they were written by its rule.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from content_models.clock import day_begins, day_of
from content_models.digest import canonical
from content_models.policy import LONGEST_MONTHS
from editorial.editions.audit.policies import Policies
from editorial.editions.models import Edition
from editorial.editions.rules import add_months, edition_action, severity
from editorial.signoff.models import SignOff

MEMBERS: Final = frozenset({
    "scheme", "contentId", "lang", "number", "action", "severity", "path", "status", "publishedAt",
    "firstPublishedAt", "lastClinicalChange", "lastReviewed", "nextReviewDue", "publicUntil",
    "clinicalScheme", "clinicalDigest", "signOffs", "withdrawal",
})  # fmt: skip
SIGNED: Final = frozenset({"role", "name", "profession", "organisation", "signedAt", "checklist"})
WITHDRAWN: Final = frozenset({"reason", "notice", "replacement", "withdrawnAt"})
LABELS: Final = frozenset({"demonstration", "machineTranslated"})
# A text of class A is shown for so long after its review was due.
LONGEST_OVERDUE: Final = timedelta(days=180)


def envelope_problems(
    edition: Edition, signoffs: dict[int, SignOff], policies: Policies
) -> Iterator[str]:
    """What of one edition is not by its scheme, from its bytes and the sign-offs' rows."""
    article, envelope = bytes(edition.article), bytes(edition.envelope)
    try:
        text, said = json.loads(article), json.loads(envelope)
        if canonical(text) != article or canonical(said) != envelope:
            yield "its bytes are not in canonical form."
        yield from _member_problems(said, is_withdrawn=edition.action == "withdrawn")
        yield from _severity_problems(said["edition"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield "its document can not be read."
    if edition.published_at != edition.recorded_at:
        yield "it says another time than that at which it was written."
    named = [signoffs[pk] for pk in edition.signoff_ids if pk in signoffs]
    if named and edition.action != "withdrawn":
        yield from _day_problems(edition, named)
        yield from _policy_problems(edition, named, policies)


def _member_problems(said: dict[str, Any], *, is_withdrawn: bool) -> Iterator[str]:
    edition, withdrawal = said["edition"], said["edition"]["withdrawal"]
    shapes = [(said, {"edition", "editorial"}), (edition, MEMBERS), (said["editorial"], LABELS)]
    shapes += [(row, SIGNED) for row in edition["signOffs"]]
    shapes += [(withdrawal, WITHDRAWN)] if is_withdrawn else []
    if any(set(value) != members for value, members in shapes):
        yield "its envelope has members that do not belong there, or lacks some."
    if not is_withdrawn and withdrawal is not None:
        yield "it says that it is withdrawn, and is not."


def _severity_problems(said: dict[str, Any]) -> Iterator[str]:
    reason = said["withdrawal"]["reason"] if said["withdrawal"] else ""
    if said["severity"] != severity(action=said["action"], withdrawal_reason=reason):
        yield "its severity is not that of its action."


def _day_problems(edition: Edition, named: list[SignOff]) -> Iterator[str]:
    days = [day_of(row.signed_at) for row in named]
    day = day_of(edition.published_at)
    months = _months(edition.last_reviewed, edition.next_review_due)
    if edition.last_reviewed != max(days) or months is None:
        yield "its days are not those of its sign-offs."
    elif edition.action != "status" and add_months(min(days), months) < day:
        yield "a sign-off was older than the review interval."
    end = day_begins(edition.next_review_due + LONGEST_OVERDUE)
    if edition.risk_class == "A" and (edition.public_until is None or edition.public_until > end):
        yield "it is shown longer than a text of its class may be."
    if edition.status == "overdue" and edition.next_review_due > day:
        yield "it is marked as overdue before it was due."
    if len({getattr(row, "review", None) for row in named}) > 1:
        yield "its sign-offs come from different reviews."


def _policy_problems(edition: Edition, named: list[SignOff], policies: Policies) -> Iterator[str]:
    """Is it what its risk class asked for when it was written? Nothing where that is not known."""
    held = policies.at(edition.risk_class, edition.recorded_at)
    if not held:
        return
    due = {add_months(edition.last_reviewed, policy.months) for policy in held}
    if edition.next_review_due not in due:
        yield "its next review is not by the interval of its risk class."
    if len({row.signed_by_id for row in named}) < min(policy.quorum for policy in held):
        yield "it names fewer people than its risk class asked for."


def _months(reviewed: date, due: date) -> int | None:
    """How many months lie between two days; None where none makes the one of the other.

    Any interval that there may be is right here; that of its class is `_policy_problems`.
    """
    counts = range(1, LONGEST_MONTHS + 1)
    return next((count for count in counts if add_months(reviewed, count) == due), None)


@dataclass(frozen=True)
class Before:
    """What the next edition of an item is compared with."""

    action: str
    clinical_digest: str
    signoff_ids: list[int]
    path: str
    public_until: datetime | None
    status: str
    published_at: datetime
    first_published_at: datetime
    last_clinical_change: datetime
    last_reviewed: date
    next_review_due: date

    @classmethod
    def of(cls, edition: Edition) -> "Before":
        return cls(**{name: getattr(edition, name) for name in cls.__dataclass_fields__})


def order_problems(edition: Edition, before: Before | None) -> Iterator[str]:
    """What of one edition does not follow from the one before it."""
    first = before.first_published_at if before else edition.published_at
    is_same = before is not None and (
        edition.action == "withdrawn" or edition.clinical_digest == before.clinical_digest
    )
    change = before.last_clinical_change if before and is_same else edition.published_at
    if (edition.first_published_at, edition.last_clinical_change) != (first, change):
        yield "its first publication or its last clinical change is not that of the log."
    if before is not None and edition.published_at < before.published_at:
        yield "it is older than the edition before it."
    if edition.action == "withdrawn":
        days = (edition.last_reviewed, edition.next_review_due)
        if before is None or days != (before.last_reviewed, before.next_review_due):
            yield "its days are not those of the edition that it takes down."
        return
    expected = edition_action(
        latest=before, clinical_digest=edition.clinical_digest, signoff_ids=edition.signoff_ids,
        path=edition.path, editorial_changed=True, until=edition.public_until,
    )  # fmt: skip
    if edition.action != ("status" if edition.status == "overdue" else expected):
        yield "its action is not what is new in it."
