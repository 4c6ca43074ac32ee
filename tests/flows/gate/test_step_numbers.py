"""What came after what in a review is read from numbers that nobody chooses."""

import pytest
from django.db import DatabaseError, connection, transaction
from wagtail.models import Page, TaskState, WorkflowState

from editorial.signoff.models import SignOff
from editorial.signoff.selectors import review_of
from editorial.workflow.services import ActionRefused
from tests.factories.pages import draft, edit, section
from tests.flows.gate.forging import signoff_forge
from tests.flows.gate.test_reviews import ask_for_changes, in_clinic, resume, sign
from tests.signing import act

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def page(house):
    return draft(author=house["author"], risk_class="A")


def reserved():
    """A number that is taken now, to be used later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('wagtailcore_taskstate', 'id'))")
        return cursor.fetchone()[0]


def renumber(step, number):
    """Give a step another number, and whatever points to it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("UPDATE wagtailcore_taskstate SET id = %s WHERE id = %s", [number, step.pk])
        cursor.execute(
            "UPDATE wagtailcore_workflowstate SET current_task_state_id = %s"
            " WHERE current_task_state_id = %s",
            [number, step.pk],
        )


def test_a_step_that_runs_keeps_its_number(house, page):
    number = reserved()
    state = in_clinic(page, house)
    for chosen in (number, -1, 2_000_000_000):
        with pytest.raises(DatabaseError, match="keeps its number"):
            renumber(state.current_task_state, chosen)


def another_step(step, number):
    """A step of the same review as the application might write it, with this number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailcore_taskstate (id, workflow_state_id, task_id, revision_id,"
            " status, started_at, comment, content_type_id)"
            " SELECT %s, workflow_state_id, task_id, revision_id, 'in_progress', now(), '',"
            " content_type_id FROM wagtailcore_taskstate WHERE id = %s RETURNING id",
            [number, step.pk],
        )
        (made,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO workflow_clinicaltaskstate (taskstate_ptr_id) VALUES (%s)", [made]
        )
    return TaskState.objects.get(pk=made)


def test_nobody_chooses_the_number_of_a_new_step(house, page):
    number = reserved()
    state = in_clinic(page, house)
    newest = state.current_task_state.pk
    for chosen in (number, -1, 2_000_000_000):
        made = another_step(state.current_task_state, chosen).pk
        assert newest < made < 1_000_000
        newest = made


def test_nothing_is_decided_or_signed_in_a_step_once_there_is_a_newer_one(house, page):
    state = in_clinic(page, house)
    step = state.current_task_state
    newer = another_step(step, 1)
    with pytest.raises(ActionRefused, match="not running any more"):
        sign(state, by=house["clinician"])
    for status in ("approved", "rejected"):
        with pytest.raises(DatabaseError, match="not the newest of its review"):
            TaskState.objects.filter(pk=step.pk).update(status=status)
    with pytest.raises(DatabaseError, match="in a step of a review that runs"):
        signoff_forge(step, by=house["clinician"])
    assert signoff_forge(newer, by=house["clinician"]).task_state_id == newer.pk
    state.refresh_from_db()
    state.cancel(user=house["author"])
    assert set(SignOff.objects.annotate(review=review_of()).values_list("review")) == {(None,)}


def test_a_review_of_several_rounds_goes_on_as_before(house, page):
    """The house's own steps are the newest whenever somebody decides in them."""
    state = in_clinic(page, house)
    ask_for_changes(state, by=house["second"])
    edit(page, author=house["author"], body=[section("Noe annet.")])
    resume(state, house)
    act(state, "approve", by=house["desk"])
    sign(state, by=house["clinician"])
    ask_for_changes(state, by=house["second"])
    resume(state, house)
    sign(state, by=house["second"])
    assert Page.objects.get(pk=page.pk).live
    steps = TaskState.objects.filter(workflow_state=WorkflowState.objects.get())
    assert list(steps.order_by("pk")) == list(steps.order_by("started_at", "pk"))
