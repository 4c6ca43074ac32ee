"""Jobs that a worker left behind are run by another, and one that kills its worker is not."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app as django_app

from cms.worker.lanes import lanes_app, queue_pool
from cms.worker.pulse import FETCHED, Pulse
from cms.worker.queue import Tidy

pytestmark = pytest.mark.usefixtures("db")
TASK = "clocks.pulse"


def with_tidy(work: Callable[[Any, Tidy], Awaitable[Any]]) -> Any:
    """Run a coroutine with a real queue on the database of the test."""

    async def run() -> Any:
        app = lanes_app(pulse=Pulse())
        async with queue_pool() as pool:
            await app.open_async(pool)
            return await work(app, Tidy(app))

    return asyncio.run(run())


def defer() -> None:
    django_app.tasks[TASK].configure().defer(timestamp=1)


def rows() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, attempts, scheduled_at < now()"
            " FROM procrastinate_jobs ORDER BY id"
        )
        return cursor.fetchall()


def silent_worker(cursor: Any, seconds: int) -> int:
    cursor.execute(
        "INSERT INTO procrastinate_workers (last_heartbeat)"
        " VALUES (now() - make_interval(secs => %s)) RETURNING id",
        [seconds],
    )
    return int(cursor.fetchone()[0])


def leave_behind(*, seconds: int, attempts: int = 0) -> None:
    """A job that a worker took, which has not been heard of for so long."""
    defer()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s"
            " WHERE status = 'todo'",
            [silent_worker(cursor, seconds), attempts],
        )


def test_the_job_of_a_killed_worker_is_run_again_whatever_the_time_is_here():
    leave_behind(seconds=31)
    assert with_tidy(lambda _app, tidy: tidy.run()) == 1
    assert rows() == [("todo", 1, True)]


def test_the_job_of_a_worker_that_lives_is_left_alone():
    leave_behind(seconds=5)
    assert with_tidy(lambda _app, tidy: tidy.run()) == 0
    assert rows() == [("doing", 0, None)]


def test_where_its_next_turn_waits_already_it_is_dropped():
    leave_behind(seconds=31)
    defer()
    assert with_tidy(lambda _app, tidy: tidy.run()) == 1
    assert rows() == [("todo", 0, None)]


def test_what_was_left_behind_three_times_is_given_up(caplog):
    leave_behind(seconds=31, attempts=2)
    assert with_tidy(lambda _app, tidy: tidy.run()) == 1
    assert rows() == [("failed", 3, None)]
    assert "left behind 3 times" in caplog.text
    assert with_tidy(lambda _app, tidy: tidy.run()) == 0


class Context:
    def __init__(self, job: Any) -> None:
        self.job = job


class Ours:
    """This worker, as a middleware meets it."""

    worker_name = "quick"

    def __init__(self, number: int) -> None:
        self.worker_id = number


def test_an_own_job_whose_end_could_not_be_written_down_is_run_again():
    async def work(app: Any, tidy: Tidy) -> list[int]:
        number = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job(queues=["clock"], worker_id=number)

        async def nothing() -> None:
            return None

        await tidy.middleware(nothing, Context(job), Ours(number))  # type: ignore[arg-type]
        # It ran, and stands as "doing": at the first look that may be a matter of a moment.
        return [await tidy.run(), await tidy.run(), await tidy.run()]

    defer()
    assert with_tidy(work) == [0, 1, 0]
    assert rows() == [("todo", 1, True)]


def test_an_own_job_that_runs_is_never_given_away():
    async def work(app: Any, tidy: Tidy) -> list[int]:
        number = await app.job_manager.register_worker()
        job = await app.job_manager.fetch_job(queues=["clock"], worker_id=number)
        looks: list[int] = []

        async def long() -> None:
            for seconds in (0, 31, 31):
                await app.connector.execute_query_async(
                    "UPDATE procrastinate_workers SET last_heartbeat = now()"
                    " - make_interval(secs => %(seconds)s)",
                    seconds=seconds,
                )
                looks.append(await tidy.run())

        await tidy.middleware(long, Context(job), Ours(number))  # type: ignore[arg-type]
        return looks

    defer()
    assert with_tidy(work) == [0, 0, 0]
    assert rows() == [("doing", 0, None)]


def test_only_the_queue_of_the_clocks_counts_as_a_sign_of_life():
    async def work(app: Any, _tidy: Tidy) -> list[list[str]]:
        number = await app.job_manager.register_worker()
        beats: list[str] = []
        app.job_manager._pulse.beat = beats.append
        found = []
        for queues in (["nightly"], ["clock", "wake"]):
            await app.job_manager.fetch_job(queues=queues, worker_id=number)
            found.append(list(beats))
        return found

    assert with_tidy(work) == [[], [FETCHED]]
