"""The one order in which transactions take their locks on texts (docs/adr/0026).

```
    1. the pages, by id   2. their running reviews   3. the steps of these   4. at commit: the log
```

Whoever writes on a text asks here first, before it writes anything. Two transactions that need the
same rows then take turns; one that took them the other way round would end in a deadlock, which the
database solves by refusing one of two people who did nothing wrong. Nobody locks these rows by
other means (`tests/architecture/test_locks.py`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from wagtail.models import Page, TaskState, WorkflowState

_WAIT: Final = "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)"
_WAIT_AS_BEFORE: Final = "SELECT set_config('lock_timeout', %s, true)"


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """In here no statement waits longer for a lock: django.db.OperationalError is raised instead.

    A transaction or a savepoint of its own; afterwards statements wait as long as before.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_WAIT, [f"{round(seconds * 1000)}ms"])
            ((before, _now),) = cursor.fetchall()
        yield
        with connection.cursor() as cursor:
            cursor.execute(_WAIT_AS_BEFORE, [before])


def pages_lock(*, page_ids: Iterable[int]) -> dict[int, bool]:
    """Lock pages, the lowest id first. Returns whether each is live, by its id.

    A page that is not there is left out.
    """
    rows = Page.objects.filter(pk__in=set(page_ids)).order_by("pk")
    # Not against whoever only points to the page: a sign-off does, and changes nothing of it.
    return dict(rows.select_for_update(no_key=True).values_list("pk", "live"))


def texts_lock(*, page_ids: Iterable[int]) -> dict[int, bool]:
    """Lock pages with their running reviews and the steps of these. Returns as `pages_lock`."""
    keys = set(page_ids)
    found = pages_lock(page_ids=keys)
    names = [str(key) for key in keys]
    reviews = _locked(
        WorkflowState.objects.active().filter(
            object_id__in=names, base_content_type__app_label="wagtailcore",
            base_content_type__model="page",
        )
    )  # fmt: skip
    _locked(
        TaskState.objects.filter(workflow_state_id__in=reviews, status=TaskState.STATUS_IN_PROGRESS)
    )
    return found


def step_lock(*, task_state_id: int) -> None:
    """Lock the text of a step, its review and the step. What they hold is read afterwards.

    Raises TaskState.DoesNotExist.
    """
    review_id, page_id = TaskState.objects.values_list(
        "workflow_state_id", "workflow_state__object_id"
    ).get(pk=task_state_id)
    pages_lock(page_ids=[int(page_id)])
    _locked(WorkflowState.objects.filter(pk=review_id))
    _locked(TaskState.objects.filter(pk=task_state_id))


def _locked(rows: QuerySet[Any]) -> list[int]:
    locked = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    return list(locked.values_list("pk", flat=True))
