"""Walk drafts through the real review with the demonstration's people: no step is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from wagtail.models import Page, Workflow

from cms.demo.accounts import people_write, require_demonstration
from cms.imports.indexing import index_pages, indexing_put_off
from content_models.pages import PAGE_TYPES
from content_models.policy import risk_class
from content_models.publishing import Candidate, Refusal
from content_models.said import first_line
from editorial.signoff.checklist import current
from editorial.workflow.follows import follows_signature
from editorial.workflow.provisioning import DESK_TASK, WORKFLOW
from editorial.workflow.selectors import signed_so_far

# So many pages share an update of the admin's indexes; each is published by itself.
BATCH = 25


@dataclass(frozen=True)
class Result:
    """What became of one draft; `reasons` is empty where it is public now."""

    page_id: int
    title: str
    reasons: tuple[str, ...] = ()


def open_drafts(*, limit: int | None = None) -> list[tuple[int, str]]:
    """Identifier and title of every imported draft that was never public, oldest first.

    What people wrote waits for people, and what was withdrawn stays down.
    """
    rows: list[tuple[int, str]] = []
    for page_type in PAGE_TYPES:
        drafts = page_type.objects.filter(
            live=False, latest_revision__isnull=False, first_published_at__isnull=True
        ).exclude(import_id="")
        rows += drafts.values_list("pk", "title")
    return sorted(rows)[:limit]


class Reviewers:
    """The people and the workflow, looked up once."""

    def __init__(self) -> None:
        require_demonstration()
        people = people_write()
        self.desk = people["desk"]
        self.author = people["forfatter"]
        self.clinicians = [people["lege"], people["sykepleier"]]
        self.workflow = Workflow.objects.get(name=WORKFLOW)
        self.steps = {task.pk: task.specific for task in self.workflow.tasks}

    def page_publish(self, page_id: int) -> Result:
        """Submit, pass the desk, sign; the last signature publishes."""
        page = Page.objects.get(pk=page_id).specific
        return self.draft_publish(page)

    def draft_publish(self, page: Any) -> Result:
        """The same for a draft that was just read."""
        try:
            with transaction.atomic():
                self._walk(page)
        except Refusal as refusal:
            return Result(page.pk, page.title, tuple(str(r.text) for r in refusal.reasons))
        except DatabaseError as error:
            return Result(page.pk, page.title, (first_line(error),))
        return Result(page.pk, page.title)

    def _walk(self, page: Any) -> None:
        state = page.current_workflow_state or self.submit(page)
        self.desk_pass(state)
        self.sign(page, state, self.clinicians[: risk_class(page.risk_class).quorum])

    def submit(self, page: Any) -> Any:
        """The author hands the draft in. Returns the state of its review."""
        return self.workflow.start(page, self.author)

    def desk_pass(self, state: Any) -> None:
        """The desk passes it on, where it lies there."""
        task_state = state.current_task_state
        task = self.steps[task_state.task_id]
        if task.name == DESK_TASK:
            task.on_action(task_state, self.desk, "approve")
            state.refresh_from_db(fields=["current_task_state"])

    def sign(self, page: Any, state: Any, clinicians: list[Any]) -> None:
        """Each clinician signs what was submitted; the last one needed publishes it."""
        task_state = state.current_task_state
        task = self.steps[task_state.task_id]
        text = Candidate(self._shown(page, task_state))
        checklist = current()
        for clinician in clinicians:
            follows = follows_signature(
                task_state=task_state,
                candidate=text,
                progress=signed_so_far(task_state=task_state, candidate=text),
                signer=clinician,
            )
            task.on_action(
                task_state,
                clinician,
                "sign",
                shown_digest=text.clinical_digest,
                shown_follows=follows.promise,
                checklist_version=checklist.version,
                ticked=list(checklist.items),
                attested=True,
            )

    @staticmethod
    def _shown(page: Any, task_state: Any) -> Any:
        """The text before the clinician: a fresh draft's row says the same as its revision."""
        if page.revisions.count() == 1:
            return page
        return task_state.revision.as_object()


def drafts_publish(page_ids: list[int], tell: Callable[[Result], None]) -> None:
    """Publish drafts one after the other; a refused one does not stop the rest."""
    reviewers = Reviewers()
    with indexing_put_off():
        for start in range(0, len(page_ids), BATCH):
            _batch_publish(reviewers, page_ids[start : start + BATCH], tell)


def _batch_publish(
    reviewers: Reviewers, page_ids: list[int], tell: Callable[[Result], None]
) -> None:
    done = []
    try:
        for draft in Page.objects.filter(pk__in=page_ids).order_by("pk").specific():
            result = reviewers.draft_publish(draft)
            done += [] if result.reasons else [draft.pk]
            tell(result)
    finally:
        index_pages(list(Page.objects.filter(pk__in=done).specific()))
