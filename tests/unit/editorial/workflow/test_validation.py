"""What a review's rows are not asked at each save, the database refuses all the same."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry, WorkflowState

from tests.factories.pages import draft
from tests.signing import submit


@pytest.fixture
def running(house):
    """A review that runs."""
    return submit(draft(author=house["author"]), by=house["author"])


def twin(state, **changed):
    """Another review of the same page."""
    names = ("content_type_id", "base_content_type_id", "object_id", "workflow_id", "status")
    return WorkflowState(**{name: getattr(state, name) for name in names} | changed)


def test_a_second_running_review_of_a_page_is_refused_twice(running):
    with pytest.raises(ValidationError, match="only be one in progress"):
        twin(running).save()
    with pytest.raises(IntegrityError, match="unique_in_progress_workflow"), transaction.atomic():
        WorkflowState.objects.bulk_create([twin(running)])
    assert WorkflowState.objects.count() == 1


@pytest.mark.parametrize("name", ["workflow_id", "requested_by_id", "content_type_id"])
def test_a_review_that_points_nowhere_is_refused_at_commit(running, name):
    with pytest.raises(IntegrityError, match="violates foreign key"), transaction.atomic():
        twin(running, status="approved", **{name: 987_654}).save()
    assert WorkflowState.objects.count() == 1


def test_values_are_checked_as_before(running):
    with pytest.raises(ValidationError, match="status"):
        twin(running, status="whatever").save()
    entry = PageLogEntry.objects.first()
    entry.pk, entry.action = None, "no.such.action"
    with pytest.raises(ValidationError, match="has not been registered"):
        entry.save()


def test_a_save_asks_once_and_writes_once(running):
    with CaptureQueriesContext(connection) as queries:
        running.save()
    assert [row["sql"].split()[0] for row in queries] == ["SELECT", "UPDATE"]
    with CaptureQueriesContext(connection) as queries:
        PageLogEntry.objects.log_action(
            running.content_object, "wagtail.edit", user=running.requested_by, title="Title"
        )
    assert [row["sql"].split()[0] for row in queries if "pagelogentry" in row["sql"]] == ["INSERT"]
