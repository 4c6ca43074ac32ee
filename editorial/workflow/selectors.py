"""What a reviewer has to know before acting: what stands in the way, and what is new."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import TaskState

from content_models.locks import step_lock
from content_models.policy import risk_class
from content_models.projection import editorial_fields
from content_models.publishing import Candidate, Reason
from editorial.editions.history import last_signed_revision_id, last_withdrawn_at
from editorial.editions.models import Edition
from editorial.signoff.checklist import current
from editorial.signoff.differences import Difference, article_differences
from editorial.signoff.models import SignOff
from editorial.signoff.reviews.selectors import text_changed
from editorial.signoff.rules import review_reasons, signing_reasons
from editorial.signoff.selectors import (
    contributors_since,
    lacks_label,
    signing_facts,
    signoffs_in_review,
)


def since(page: Any) -> int | None:
    """The revision that was last signed and published; None before the first time."""
    return last_signed_revision_id(
        content_id=page.translation_key, lang=page.locale.language_code, page_id=page.pk
    )


def withdrawn_at(page: Any) -> datetime | None:
    """When the text was last withdrawn; reviews that were begun before are over."""
    return last_withdrawn_at(content_id=page.translation_key, lang=page.locale.language_code)


def task_state_locked(*, kind: Any, pk: int) -> Any:
    """A step, locked so that two clicks, or two people, take turns; with its review and its text.

    The locks first, then the rows as they are once we have them. A step of another kind comes as it
    is: the rules refuse it.
    """
    step_lock(task_state_id=pk)
    found = kind.objects.select_related("workflow_state__workflow", "task", "revision")
    locked = found.filter(pk=pk).first()
    if locked is None:
        return TaskState.objects.get(pk=pk).specific
    if locked.workflow_state.current_task_state_id == locked.pk:
        locked.workflow_state.current_task_state = locked
    return locked


def closed_reasons(*, task_state: Any) -> list[Reason]:
    """Why nothing can be done in this step any more; empty while it runs and is the newest."""
    newer = TaskState.objects.filter(
        workflow_state_id=task_state.workflow_state_id, pk__gt=task_state.pk
    )
    if task_state.status == TaskState.STATUS_IN_PROGRESS and not newer.exists():
        return []
    return [
        Reason(code="not-running", text=_("This step is not running any more.")),
        *_withdrawn_reasons(task_state=task_state),
    ]


def _withdrawn_reasons(*, task_state: Any) -> list[Reason]:
    review = task_state.workflow_state
    return review_reasons(
        begun_at=review.created_at, withdrawn_at=withdrawn_at(review.content_object)
    )


def pass_obstacles(*, task_state: Any, user: Any) -> list[Reason]:
    """Every reason why this person may not pass this text on; empty means they may."""
    page = task_state.workflow_state.content_object
    barred = contributors_since(
        page=page,
        revision_id=since(page),
        review=task_state.workflow_state,
        until_revision_id=task_state.revision_id,
    )
    reasons = _withdrawn_reasons(task_state=task_state)
    if user.pk in barred:
        text = _(
            "You have written, owned or submitted this text; another desk editor must pass it."
        )
        reasons.append(Reason(code="four-eyes", text=text))
    return reasons


def revision_obstacles(*, page: Any, revision: Any) -> list[Reason]:
    """A text that was edited after its clinical step began can not be signed in that step."""
    is_newest = page.latest_revision_id == revision.pk
    if is_newest and not text_changed(page_id=page.pk, after=revision.pk):
        return []
    text = _("The text has been edited since this step began. Ask for it to be submitted again.")
    return [Reason(code="newer-revision", text=text)]


def sign_obstacles(*, task_state: Any, user: Any, candidate: Candidate) -> list[Reason]:
    """Every reason why this person may not sign, were the form filled in; empty means they may."""
    checklist = current()
    facts = signing_facts(
        candidate=candidate,
        revision_id=task_state.revision_id,
        user=user,
        shown_digest=candidate.clinical_digest,
        checklist_version=checklist.version,
        ticked=frozenset(checklist.items),
        attested=True,
        task_state=task_state,
        since_revision_id=since(candidate.page),
        withdrawn_at=withdrawn_at(candidate.page),
    )
    return [
        *revision_obstacles(page=candidate.page, revision=task_state.revision),
        *signing_reasons(facts),
    ]


@dataclass(frozen=True)
class SignedSoFar:
    """The sign-offs of a step's review, and how many it needs; apart from them those of another
    wording, and those of a text with a warning label that it has no more.
    """

    signoffs: list[SignOff]
    of_other_wording: list[SignOff]
    of_other_labels: list[SignOff]
    quorum: int

    @property
    def signers(self) -> frozenset[int]:
        """Whose signatures count, each once: one may have signed in two steps of a review."""
        return frozenset(row.signed_by_id for row in self.signoffs)

    @property
    def by_signer(self) -> list[SignOff]:
        """The newest sign-off that counts of each of them, in the order of the first."""
        return list({row.signed_by_id: row for row in self.signoffs}.values())


def signed_so_far(*, task_state: Any, candidate: Candidate) -> SignedSoFar:
    """How far a step has come with the text as it is now."""
    lang = candidate.page.locale.language_code
    off = lacks_label(editorial_fields(candidate.page))
    rows = list(signoffs_in_review(task_state_id=task_state.pk, lang=lang).annotate(off=off))
    same = [row for row in rows if row.clinical_digest == candidate.clinical_digest]
    return SignedSoFar(
        signoffs=[row for row in same if not row.off],
        of_other_wording=[row for row in rows if row not in same],
        of_other_labels=[row for row in same if row.off],
        quorum=risk_class(candidate.page.risk_class).quorum,
    )


def differences_since_signed(candidate: Candidate) -> list[Difference] | None:
    """What is new since the newest edition that could be read; None where there never was one."""
    page = candidate.page
    row = (
        Edition.objects.filter(content_id=page.translation_key, lang=page.locale.language_code)
        .exclude(action="withdrawn")
        .order_by("-number")
        .values_list("article", flat=True)
        .first()
    )
    if row is None:
        return None
    return article_differences(json.loads(bytes(row)), candidate.article)
