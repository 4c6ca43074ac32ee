"""A text goes by something milder, while a withdrawal of it for a danger waits for the log."""

from typing import Any

from wagtail.models import Page

from editorial.editions.expiry import expiry_run
from editorial.editions.models import WithdrawalWish
from editorial.editions.wishes.selectors import untaken
from tests.explore.oracle import Shown
from tests.explore.routes.registry import REFUSED, attempt, judged, route
from tests.explore.routes.stopping import signed
from tests.explore.world import World, visible
from tests.forging import withdrawal_forge
from tests.timing import time_over

MOST_PAGES = 7
LINE = "Ikke følg dette rådet."
# Reasons that are no danger, with somebody who may give them.
MILDER = {"unpublished": "desk1", "outdated": "chief", "error": "duty", "consolidated": "duty"}


def read_page(world: World) -> Any | None:
    """One of the pages whose text is read now, and of which nothing waits that somebody asked."""
    wished = WithdrawalWish.objects.filter(outcome=None)
    asked = {
        key for rows in (wished, untaken()) for key in rows.values_list("content_id", flat=True)
    }
    shown = {item for item, said in visible().items() if said["edition"]["withdrawal"] is None}
    rows = Page.objects.filter(pk__in=world.pages, live=True).exclude(translation_key__in=asked)
    pages = [page for page in rows.select_related("locale") if world.item(page) in shown]
    return world.rng.choice(sorted(pages, key=lambda page: page.pk)).specific if pages else None


def text_of_its_own(world: World, *, is_kept: bool) -> Any | None:
    """A new text that is signed and read; no other route finds it, where it is not kept."""
    page = world.new_page("author1", risk="C")
    if not is_kept or len(world.pages) > MOST_PAGES:
        world.pages.remove(page.pk)
    try:
        signed(world, page)
    except REFUSED:
        return None  # the gate in `save()` is off, and takes signatures of other texts
    item = world.item(page)
    if item not in visible():
        return None
    world.oracle.sees(item, Shown.of(visible()[item]), "the public tables")
    world.oracle.tick()
    return type(page).objects.get(pk=page.pk)


def text_that_is_read(world: World) -> Any | None:
    """One of those of the walk; where none is read now, one more."""
    return read_page(world) or text_of_its_own(world, is_kept=True)


def text_to_stop(world: World) -> Any | None:
    """Seldom one of those of the walk: other routes need them."""
    page = read_page(world) if world.rng.random() < 0.25 else None
    return page or text_of_its_own(world, is_kept=False)


def danger_waits(world: World, page: Any) -> None:
    """It is hidden by the wish, and the page is held by somebody: it is not in the log."""
    item = world.item(page)
    WithdrawalWish.objects.create(
        content_id=page.translation_key, lang=item[1], reason="unsafe", notice=LINE,
        actor_id=world.users["duty"].pk,
    )  # fmt: skip
    world.oracle.warned(item, LINE)


def is_locked_for(who: str, page: Any) -> bool:
    """Wagtail's lock: a text on the clock is nobody's, one in review is theirs whose turn it is."""
    step = page.current_workflow_task
    return bool(page.approved_schedule) or (
        step is not None and not (who == "desk1" and step.name == "Desk review")
    )


@route(weight=0.25, only="accepted")
def text_goes_while_a_danger_waits(world: World) -> bool | None:
    """Whoever takes it down, readers are told of the danger still, in the words of its wish."""
    page = text_to_stop(world)
    if page is None:
        return None
    danger_waits(world, page)
    # Who else may not, or is locked out, is sent away before the house is asked.
    may = [who for who in ("desk1", "superuser") if not is_locked_for(who, page)]
    ways = ["unpublished", "unpublished"] if may else []
    way = world.rng.choice([*ways, "ended", "deleted"])
    if way == "ended":
        time_over(page)
        world.oracle.over_in_time(world.item(page))
        return page.pk not in expiry_run().expired
    if way == "deleted":
        done = attempt(lambda: page.delete(user=world.users["desk1"]))
        if done and not Page.objects.filter(pk=page.pk).exists():
            world.pages = [key for key in world.pages if key != page.pk]
        return done
    who = world.rng.choice(may)
    return judged(
        lambda: page.unpublish(user=world.users[who]), may=True, what=f"Unpublishing by {who}"
    )


@route(weight=0.4)
def milder_withdrawal_is_written_by_sql(world: World) -> bool | None:
    """Taken where no danger waits; where one does, not even another danger in other words."""
    page = text_to_stop(world)
    if page is None:
        return None
    reason, is_danger = world.rng.choice(sorted(MILDER)), world.rng.random() < 0.6
    if is_danger:
        danger_waits(world, page)
        if world.rng.random() < 0.2:
            reason = "recalled"
    actor = world.users[MILDER.get(reason, "chief")]
    return judged(
        lambda: withdrawal_forge(page, actor=actor, reason=reason),
        may=not is_danger, what=f"A withdrawal as {reason}",
    )  # fmt: skip
