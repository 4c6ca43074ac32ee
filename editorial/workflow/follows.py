"""What follows a signature, said before it is given: no button publishes that does not say so.

The form carries what its screen said, and the step compares it, under its lock, with what would
follow now; what has then really been published is compared once more, before it is committed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content_models.pages.content_page import ContentPage
from content_models.projection import LABEL_FIELDS
from content_models.publishing import Candidate, Reason, refusals
from editorial.editions.clock import database_now
from editorial.editions.plan import PERSONAL
from editorial.workflow.selectors import SignedSoFar, signed_so_far

# Reasons of the gate that the signature itself answers: what is signed anew is no more what was
# public, and its signer publishes it.
ANSWERED_BY_SIGNING = frozenset({"unsigned", "stale-signoff", "label"}) | PERSONAL

# Asked twice by every signature, so in one question.
_OUT: Final = """
SELECT (SELECT max(number) FROM editions_edition WHERE content_id = %s AND lang = %s),
       (SELECT approved_go_live_at FROM wagtailcore_revision WHERE id = %s)
"""

# The steps of a workflow that are left of a review, beside one of them.
_LEFT: Final = """
SELECT EXISTS (
    SELECT 1 FROM wagtailcore_workflowtask w JOIN wagtailcore_task k ON k.id = w.task_id
     WHERE w.workflow_id = %s AND k.active AND k.id <> %s AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_taskstate s
         WHERE s.task_id = k.id AND s.workflow_state_id = %s
           AND s.status IN ('approved', 'skipped') AND s.revision_id = %s))
"""


@dataclass(frozen=True)
class Follows:
    """What one more signature leads to; at most one of these is so.

    `is_public`: the text is public at once. `goes_live_at`: it goes on the clock. `lacks_another`:
    another clinician must sign. `lacks_a_step`: another step follows. None of them: something
    stands in the way of publication, which the screens name elsewhere. `labels` are the fields of
    the warning labels that the text has.
    """

    is_public: bool = False
    goes_live_at: datetime | None = None
    lacks_another: bool = False
    lacks_a_step: bool = False
    labels: tuple[str, ...] = ()

    @property
    def is_last(self) -> bool:
        """True where nothing else has to be done before the text is public, but time to pass."""
        return self.is_public or self.goes_live_at is not None

    @property
    def promise(self) -> str:
        """The same for a form to carry: one word, a moment in UTC, and the labels."""
        kinds = {
            "public": self.is_public,
            "clock": self.goes_live_at is not None,
            "another": self.lacks_another,
            "step": self.lacks_a_step,
        }
        kind = next((name for name, is_so in kinds.items() if is_so), "nothing")
        moment = self.goes_live_at.astimezone(UTC).isoformat() if self.goes_live_at else ""
        return " ".join(part for part in (kind, moment, *self.labels) if part)

    @property
    def sentence(self) -> str:
        """The same for whoever signs; empty where nothing follows."""
        if self.is_public:
            return _(
                "Yours is the last signature that it needs: it is public as soon as you have "
                "signed."
            )
        if self.goes_live_at is not None:
            text = _("Yours is the last signature that it needs: it goes live on %(when)s.")
            local = timezone.localtime(self.goes_live_at)
            return text % {"when": date_format(local, "SHORT_DATETIME_FORMAT")}
        if self.lacks_another:
            return _(
                "It is not public by your signature alone: another clinician must sign after you."
            )
        if self.lacks_a_step:
            return _(
                "It is not public by your signature alone: another step of the review comes after "
                "you."
            )
        return ""

    @property
    def label_sentence(self) -> str:
        """The warning labels that the text has; empty where it has none."""
        if not self.labels:
            return ""
        names = [str(ContentPage._meta.get_field(name).verbose_name) for name in self.labels]
        return _("Its warning labels: %(labels)s.") % {"labels": ", ".join(names)}


def follows_signature(
    *, task_state: Any, candidate: Candidate, progress: SignedSoFar, signer: Any
) -> Follows:
    """What follows if `signer` signs the text of a step now; nobody counts twice."""
    found = _unless_refused(
        task_state=task_state, candidate=candidate, progress=progress, signer=signer
    )
    if found.is_last and _in_the_way(candidate):
        return Follows(labels=found.labels)
    return found


def promise_obstacles(
    *, shown: str, task_state: Any, candidate: Candidate, signer: Any
) -> list[Reason]:
    """Why a signature is not what its giver was told; asked under the step's lock.

    `shown` is the promise that the form carried. Empty where it is kept: what the publication
    itself is refused for then is said by the gate.
    """
    progress = signed_so_far(task_state=task_state, candidate=candidate)
    now = _unless_refused(
        task_state=task_state, candidate=candidate, progress=progress, signer=signer
    )
    if now.promise == shown:
        return []
    in_the_way = _in_the_way(candidate) if now.is_last else []
    if in_the_way:
        return [] if Follows(labels=now.labels).promise == shown else in_the_way
    text = _(
        "What follows your signature is not what your screen said when you opened it. As it is "
        "now: %(now)s Read it once more before you sign."
    )
    labels = now.label_sentence or _("It has no warning label.")
    said = {"now": f"{now.sentence} {labels}"}
    return [Reason(code="follows", text=text % said)]


@dataclass(frozen=True)
class Published:
    """How far a text is out: the number of its newest edition, and when its step's text is due."""

    edition: int | None
    due: datetime | None

    def breach(self, *, after: "Published", promised: str) -> list[Reason]:
        """A reason where more became of the text than the form said; to be undone then."""
        kind, _space, rest = promised.partition(" ")
        is_kept = True
        if after.edition != self.edition:
            is_kept = kind == "public"
        elif after.due not in (None, self.due):
            # Where the clock of this process is behind, what is due waits a moment on the clock.
            is_kept = kind == "public" or rest.startswith(after.due.astimezone(UTC).isoformat())
        if is_kept:
            return []
        text = _(
            "What followed your signature was not what your screen had said, so it was undone. "
            "Read it once more before you sign."
        )
        return [Reason(code="follows", text=text)]


def published_so_far(*, page: ContentPage, revision_id: int) -> Published:
    """How far a text is out, in the running transaction; `revision_id` is that of its step."""
    with connection.cursor() as cursor:
        cursor.execute(_OUT, [page.translation_key, page.locale.language_code, revision_id])
        number, due = cursor.fetchone()
    return Published(edition=number, due=due)


def _unless_refused(
    *, task_state: Any, candidate: Candidate, progress: SignedSoFar, signer: Any
) -> Follows:
    """The same as `follows_signature`, of a text that the gate has nothing against."""
    labels = tuple(name for name in LABEL_FIELDS.values() if getattr(candidate.page, name))
    if len(progress.signers | {signer.pk}) < progress.quorum:
        return Follows(lacks_another=True, labels=labels)
    if _another_step(task_state=task_state, page=candidate.page):
        return Follows(lacks_a_step=True, labels=labels)
    wanted = candidate.page.go_live_at
    if wanted is not None and wanted > database_now():
        return Follows(goes_live_at=wanted, labels=labels)
    return Follows(is_public=True, labels=labels)


def _in_the_way(candidate: Candidate) -> list[Reason]:
    return [row for row in refusals(candidate) if row.code not in ANSWERED_BY_SIGNING]


def _another_step(*, task_state: Any, page: ContentPage) -> bool:
    """True where the review has a step that is not done, beside this one.

    As Wagtail's `get_next_task`, which reads the whole text again to learn which revision is the
    newest: only steps that approved that one are done.
    """
    review = task_state.workflow_state
    with connection.cursor() as cursor:
        cursor.execute(
            _LEFT, [review.workflow_id, task_state.task_id, review.pk, page.latest_revision_id]
        )
        return bool(cursor.fetchone()[0])
