"""What a publication would write: decided once, by the gate, and written by the recorder."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from content_models.clock import day_of
from content_models.policy import risk_class
from content_models.projection import editorial_fields, labels_of
from content_models.publishing import Candidate, Reason
from editorial.editions.history import ItemHistory
from editorial.editions.models import Edition
from editorial.editions.rules import add_months, edition_action, public_until
from editorial.editions.withdrawal import unpublish_reasons
from editorial.people.groups import CHIEF, CLINICIANS, DESK
from editorial.people.selectors import is_in_group
from editorial.signoff.models import SignOff

# Editions that say nothing new of the text: no signature is given for them.
REPEATING: Final = frozenset({"moved", "corrected"})
# Reasons about who is at work, and not about the text: whoever else may, or a signature, answers
# them.
PERSONAL: Final = frozenset({"publisher", "shortened"})


@dataclass(frozen=True)
class Plan:
    """The next edition of a text that nothing is in the way of.

    `action` is what kind it is, None where it would say nothing new. `signoffs` carry it;
    `reviewed` and `due` are its days, `until` when nothing may show it any more.
    """

    history: ItemHistory
    action: str | None
    editorial: dict[str, Any]
    signoffs: tuple[SignOff, ...]
    reviewed: date
    due: date
    until: datetime | None


def plan_of(candidate: Candidate, *, history: ItemHistory, signoffs: tuple[SignOff, ...]) -> Plan:
    """The edition that these sign-offs, at least one, would carry."""
    page, latest = candidate.page, history.latest
    editorial = editorial_fields(page)
    reviewed = max(day_of(row.signed_at) for row in signoffs)
    due = add_months(reviewed, risk_class(page.risk_class).months)
    until = public_until(risk_class=page.risk_class, next_review_due=due, expire_at=page.expire_at)
    action = edition_action(
        latest=latest,
        clinical_digest=candidate.clinical_digest,
        signoff_ids=[row.pk for row in signoffs],
        path=page.public_path,
        editorial_changed=latest is not None and editorial_of(latest) != editorial,
        until=until,
    )
    return Plan(
        history=history, action=action, editorial=editorial, signoffs=signoffs,
        reviewed=reviewed, due=due, until=until,
    )  # fmt: skip


def editorial_of(edition: Edition) -> dict[str, Any]:
    """The labels that an edition carries."""
    return labels_of(json.loads(bytes(edition.envelope))["editorial"])


def actor_reasons(*, plan: Plan, page: Any, person: Any) -> list[Reason]:
    """Why this edition cannot be this person's; `editions_check_actor` says the same.

    Nobody at work (the clock, a command) publishes what somebody has put there who might. Who has
    signed it has the rights of a clinician.
    """
    if person is None or plan.action is None:
        return []
    if person.pk in {row.signed_by_id for row in plan.signoffs} and plan.action not in REPEATING:
        return []
    reasons = []
    publishes = any(is_in_group(user=person, name=name) for name in (DESK, CHIEF, CLINICIANS))
    if not (publishes or (person.is_superuser and plan.action in REPEATING)):
        text = _(
            "Only clinicians, desk editors and editors-in-chief publish. A superuser may change "
            "what is not signed of a text that is public, and nothing more."
        )
        reasons.append(Reason(code="publisher", text=text))
    if is_shortened(plan=plan, page=page) and unpublish_reasons(user=person):
        text = _(
            "Only desk editors, duty editors and editors-in-chief may let a public text end "
            "sooner: before the end that it has. Where it has none: before any that it had since "
            "it was signed, before its next review, or within a day."
        )
        reasons.append(Reason(code="shortened", text=text))
    return reasons


def is_shortened(*, plan: Plan, page: Any) -> bool:
    """Whether the page's own end is sooner than what the public was promised, by no signature.

    A text that was signed anew has passed the desk with the end that it has. What is promised the
    database says (`editions_promised`), and `editions_check_actor` refuses by the same.
    """
    promised = plan.history.promised
    if promised is None or plan.action not in REPEATING or page.expire_at is None:
        return False
    return plan.until == page.expire_at.replace(microsecond=0) and plan.until < promised
