"""A browser that runs changes nothing for the tests that have none."""

import asyncio

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

pytestmark = [pytest.mark.xdist_group("beside"), pytest.mark.story, pytest.mark.browser]
OURS = "data:text/html,<title>Ours</title>"


async def five() -> int:
    return 5


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def kept(browser):
    """A page that stays open while tests without a browser run."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(OURS)
    return page


def test_a_browser_opens_a_page(browser, kept):
    assert kept.title() == "Ours"
    with pytest.raises(RuntimeError):
        async_to_sync(five)()


def test_a_coroutine_is_waited_for():
    assert asyncio.run(five()) == 5
    assert async_to_sync(five)() == 5


def test_a_job_is_deferred_on_the_test_s_own_database(db):
    before = waiting_jobs()
    app.tasks["clocks.pulse"].configure().defer(timestamp=1)
    assert waiting_jobs() == before + 1


def test_the_browser_goes_on(browser, kept):
    assert kept.title() == "Ours"
    kept.goto(OURS.replace("Ours", "Still"))
    assert kept.title() == "Still"
    kept.context.close()
