"""What stops a text for good: a wish alone, the worker after it, and a stop of what is planned."""

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page

from editorial.editions.models import Edition, WithdrawalWish
from editorial.editions.services import item_withdraw
from editorial.editions.wishes.selectors import untaken
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.signoff.models import SignOff
from editorial.signoff.services import SignOffRefused
from editorial.workflow.scheduling import schedule_run
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.signing import act, sign_data, submit

AHEAD = timedelta(seconds=0.8)


@route(weight=0.42, only="accepted")
def wish_written_alone(world: World) -> bool | None:
    """A wish is committed, and nobody gets round to the withdrawal: nothing is to be read."""
    live = list(Page.objects.filter(pk__in=world.pages, live=True).order_by("pk"))
    if not live:
        return None
    page = world.rng.choice(live).specific
    WithdrawalWish.objects.create(
        content_id=page.translation_key,
        lang=page.locale.language_code,
        reason="error",
        notice="Trukket.",
        actor_id=world.users["duty"].pk,
    )
    world.oracle.stopped(world.item(page))
    return True


@route(weight=2, only="accepted")
def worker_carries_out_what_waits(world: World) -> bool | None:
    if not (WithdrawalWish.objects.filter(outcome=None).exists() or untaken().exists()):
        return None
    return {**takings_back_run(), **wishes_run(), **takings_back_run()} == {}


@route(weight=0.4)
def planned_text_is_stopped(world: World) -> bool | None:
    """A signed text stands on the clock; its hour comes, after a stop or without one.

    It may be a translation of a text that is public, which the stop covers too; and somebody may
    have taken it off the clock before the stop, and press Publish after it.
    """
    page = world.new_page("author1")
    world.pages.remove(page.pk)
    items = [world.item(page)]
    if world.rng.random() < 0.5:
        signed(world, page)
        world.pages.append(page.pk)
        page = translated(world, page)
        items.append(world.item(page))
    page.go_live_at = timezone.now() + AHEAD
    world.save(page, "author1")
    revision = signed(world, page)
    is_stopped, is_taken_off = world.rng.random() < 0.5, world.rng.random() < 0.5
    if is_stopped and not Edition.objects.filter(page_id=page.pk).exists():
        if is_taken_off:
            world.client("desk1").post(
                f"/admin/pages/{page.pk}/revisions/{revision.pk}/unschedule/", {}
            )
        item_withdraw(
            content_id=page.translation_key, actor=world.users["duty"], reason="unsafe", notices={}
        )
        for item in items:
            world.oracle.stopped(item)
    while timezone.now() < page.go_live_at:
        time.sleep(0.02)
    schedule_run()
    if is_stopped:
        attempt(revision.publish)
    world.pages.append(page.pk)
    return Edition.objects.filter(page_id=page.pk).exists()


def signed(world: World, page: Any) -> Any:
    """Walk the newest draft of a page through the desk and its clinicians. Returns the revision."""
    state = submit(page, by=world.users["author1"])
    act(state, "approve", by=world.users["desk1"])
    state.refresh_from_db()
    revision = state.current_task_state.revision
    for who in ["clin1", "clin2"] if page.risk_class == "A" else ["clin1"]:
        review = world.review(state.current_task_state)
        try:
            act(state, "sign", by=world.users[who], **sign_data(revision.as_object()))
        except SignOffRefused:
            # On a slow day the hour of the text came behind an open form: it is read once more.
            act(state, "sign", by=world.users[who], **sign_data(revision.as_object()))
        world.signed(
            world.item(page), revision, signer=who, review=review,
            has_authority=True, submitter="author1",
        )  # fmt: skip
    return revision


def translated(world: World, page: Any) -> Any:
    """A translation of a page into nynorsk, as a person begins one."""
    nynorsk = Locale.objects.get(language_code="nn")
    copy = world.latest(page).copy_for_translation(nynorsk, copy_parents=True)
    copy = type(page).objects.get(pk=copy.pk)
    world.oracle.track(world.item(copy), quorum=2 if copy.risk_class == "A" else 1)
    world.change(copy)
    return copy


@route(weight=0.35, only="refused")
def row_of_a_signed_text_deleted(world: World) -> bool | None:
    """SQL takes the row that holds a text, or the kind of its page."""
    signed = set(SignOff.objects.values_list("page_id", flat=True))
    keys = [key for key in world.pages if key in signed]
    if not keys:
        return None
    page = Page.objects.get(pk=world.rng.choice(keys)).specific
    statement = world.rng.choice(
        [
            f"DELETE FROM {page._meta.db_table} WHERE page_ptr_id = %s",
            "UPDATE wagtailcore_page SET content_type_id = content_type_id + 1 WHERE id = %s",
        ]
    )

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [page.pk])

    return attempt(work)
