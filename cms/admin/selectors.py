"""What the dashboard and the editor tell: what waits for whom, what is overdue, what stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.admin.schedule import in_words, on_the_clock
from content_models.facts.models import FactVersion
from editorial.editions.models import ParkedItem, PublicDocument
from editorial.people.groups import CLINICIANS
from editorial.people.selectors import is_in_group
from editorial.workflow.models import HouseTask

MOST_ROWS = 50
# Long enough before the date that a review can be made in time.
REVIEW_SOON = timedelta(days=60)


@dataclass(frozen=True)
class WaitingRow:
    """A step that somebody may act on."""

    task_state_id: int
    title: str
    language: str
    step: str
    submitted_by: str
    since: datetime


@dataclass(frozen=True)
class TextRow:
    """A text and what is to be said of it."""

    page_id: int
    title: str
    language: str
    state: str
    note: str = ""
    day: date | None = None
    is_urgent: bool = False


def waiting_for(user: Any) -> list[WaitingRow]:
    """The running steps of this person's groups, the oldest first."""
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("workflow_state__requested_by", "task", "revision")
        .prefetch_related("revision__content_object__locale")
        .order_by("started_at")[:MOST_ROWS]
    )
    rows = []
    for state in states:
        task, page = state.task.specific, state.revision.content_object
        if not isinstance(task, HouseTask) or page is None:
            continue
        by = state.workflow_state.requested_by
        rows.append(
            WaitingRow(
                task_state_id=state.pk,
                title=state.revision.object_str,
                language=page.locale.get_display_name(),
                step=str(task._meta.verbose_name),
                submitted_by=(by.get_full_name() or by.get_username()) if by else "",
                since=state.started_at,
            )
        )
    return rows


def facts_waiting_for(user: Any) -> list[FactVersion]:
    """Versions of facts that this clinician may sign."""
    if not is_in_group(user=user, name=CLINICIANS):
        return []
    rows = FactVersion.objects.filter(signed_at__isnull=True).exclude(author_id=user.pk)
    return list(rows.select_related("fact").order_by("pk")[:MOST_ROWS])


def texts_of(user: Any) -> list[TextRow]:
    """This person's own texts that are under way: drafts, in review, sent back."""
    pages = (
        Page.objects.filter(owner=user, depth__gt=2)
        .filter(Q(live=False) | Q(has_unpublished_changes=True))
        .select_related("locale")
        .order_by("-latest_revision_created_at")[:MOST_ROWS]
    )
    states = {
        int(state.object_id): state
        for state in WorkflowState.objects.active()
        .filter(object_id__in=[str(page.pk) for page in pages])
        .select_related("current_task_state__task")
    }
    withdrawn = set(
        PublicDocument.objects.filter(
            page_id__in=[page.pk for page in pages], state="withdrawn"
        ).values_list("page_id", flat=True)
    )
    clock = on_the_clock([page.pk for page in pages])
    return [
        _own_row(page, states.get(page.pk), page.pk in withdrawn, clock.get(page.pk))
        for page in pages
    ]


def _own_row(page: Page, state: Any, is_withdrawn: bool, clock: datetime | None) -> TextRow:
    note, is_back = "", False
    if state is None and clock is not None:
        text = _goes_live(clock)
    elif state is None:
        text = _("withdrawn") if is_withdrawn else _("draft")
    else:
        step = state.current_task_state
        if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            text, note, is_back = _("sent back to you"), step.specific.get_comment(), True
        else:
            text = _("waits for: %(step)s") % {"step": step.task.specific._meta.verbose_name}
    return TextRow(
        page_id=page.pk,
        title=page.draft_title,
        language=page.locale.get_display_name(),
        state=text,
        note=note,
        is_urgent=is_back,
    )


def _goes_live(clock: datetime) -> str:
    return _("on the clock for %(when)s") % {"when": in_words(clock)}


def reviews_due(*, today: date) -> list[TextRow]:
    """Public texts whose review is overdue or due soon, the oldest date first."""
    documents = PublicDocument.objects.filter(
        state="current", next_review_due__lte=today + REVIEW_SOON
    ).order_by("next_review_due", "path")[:MOST_ROWS]
    return [
        TextRow(
            page_id=row.page_id,
            title=row.title,
            language=row.lang,
            state=_("overdue") if row.next_review_due <= today else _("due soon"),
            day=row.next_review_due,
            is_urgent=row.next_review_due <= today,
        )
        for row in documents
    ]


def changed_since_signed() -> list[TextRow]:
    """Public texts that have a newer draft: what the public reads is the older, signed one."""
    pages = (
        Page.objects.filter(live=True, has_unpublished_changes=True, depth__gt=2)
        .select_related("locale")
        .order_by("-latest_revision_created_at")[:MOST_ROWS]
    )
    in_review = set(
        WorkflowState.objects.active()
        .filter(object_id__in=[str(page.pk) for page in pages])
        .values_list("object_id", flat=True)
    )
    clock = on_the_clock([page.pk for page in pages])

    def state_of(page: Page) -> str:
        if str(page.pk) in in_review:
            return _("in review")
        return _goes_live(clock[page.pk]) if page.pk in clock else _("not submitted")

    return [
        TextRow(
            page_id=page.pk,
            title=page.draft_title,
            language=page.locale.get_display_name(),
            state=state_of(page),
            day=timezone.localdate(page.latest_revision_created_at),
        )
        for page in pages
    ]


def parked_count() -> int:
    """Deliveries that were tried too often and wait for a person."""
    return ParkedItem.objects.filter(is_parked=True).count()
