"""When a text ends: what the row of its page says by SQL, and an end that comes nearer in steps."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from wagtail.log_actions import LogContext
from wagtail.models import Page

from content_models.clock import database_now, day_begins
from editorial.editions.append import timestamp
from editorial.editions.expiry import expiry_run
from editorial.editions.models import Edition
from tests.explore.routes.overtaking import text_that_is_read
from tests.explore.routes.registry import attempt, judged, route
from tests.explore.world import World
from tests.flows.gate.forging import Row, forge

DAY = timedelta(days=1)
SOON = (-timedelta(minutes=1), timedelta(0), timedelta(seconds=2), timedelta(minutes=1), DAY)
# Who may not unpublish, and yet publishes what is not signed of a text; and who may.
MAY_NOT, MAY = ("superuser", "clin1"), ("desk1", "chief")


def newest(page: Any) -> Edition:
    editions = Edition.objects.filter(
        content_id=page.translation_key, lang=page.locale.language_code
    )
    return editions.latest("number")


@route(weight=0.5)
def end_is_written_in_the_row_of_a_page(world: World) -> bool | None:
    """Of a page that is public no other than its edition's; and the clock asks the edition alone.

    A page that is not has the end that its editors want.
    """
    page = text_that_is_read(world) if world.rng.random() < 0.7 else world.any_page()
    if page is None:
        return None
    now = database_now().replace(microsecond=0)
    column, end = "expire_at", now + world.rng.choice(SOON)
    may = not page.live
    if page.live and world.rng.random() < 0.4:
        # A part of a second is no other end, for the log has none.
        until = newest(page).public_until
        end, may = until and until + timedelta(milliseconds=400), True
    elif not page.live:
        end = now + 40 * DAY
    elif world.rng.random() < 0.3:
        column = "expired = true, expire_at"

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE wagtailcore_page SET {column} = %s WHERE id = %s", [end, page.pk]
            )

    done = judged(work, may=may, what=f"The end {end} in the row of page {page.pk}")
    # What it ends is judged where readers are told that the time of a text is over.
    expiry_run()
    return done


def by_publishing(page: Any, end: datetime | None, *, by: Any) -> None:
    """No word of what is public is another one."""
    page = type(page).objects.get(pk=page.pk)
    page.expire_at = end
    revision = page.save_revision(user=by)
    with LogContext(user=by):
        revision.publish(user=by, skip_permission_checks=True)


def by_sql(page: Any, end: datetime | None, *, by: Any) -> None:
    """The next edition, true in every word, past everything in Python."""

    def change(row: Row, envelope: Row) -> None:
        Page.objects.filter(pk=page.pk).update(expire_at=end)
        row.update(actor_id=by.pk, public_until=end)
        envelope["edition"]["publicUntil"] = timestamp(end)

    forge(page, change)


@route(weight=0.4)
def end_comes_nearer_in_two_steps(world: World) -> bool | None:
    """It is taken away, which is later, and set again, sooner than it was."""
    page = text_that_is_read(world)
    if page is None:
        return None
    latest, users = newest(page), world.users
    if latest.risk_class != "A":
        due = day_begins(latest.next_review_due)
        far = max(due, latest.public_until or due) + DAY
        for end, name in ((far, "desk1"), (None, "superuser")):
            if not published(world, page, end, name):
                return None
    near = database_now().replace(microsecond=0) + world.rng.randint(2, 40) * DAY
    name, is_public = world.rng.choice([*MAY_NOT, *MAY]), world.rng.random() < 0.5
    may = name in MAY
    way = by_publishing if may or is_public else by_sql
    done = judged(lambda: way(page, near, by=users[name]), may=may, what=f"A nearer end by {name}")
    if done:
        wrote(world, page, name)
    return done


def published(world: World, page: Any, end: datetime | None, name: str) -> bool:
    done = attempt(lambda: by_publishing(page, end, by=world.users[name]))
    if done:
        wrote(world, page, name)
    return done


def wrote(world: World, page: Any, name: str) -> None:
    row = Page.objects.get(pk=page.pk)
    world.oracle.wrote(world.item(page), row.latest_revision_id, name)
