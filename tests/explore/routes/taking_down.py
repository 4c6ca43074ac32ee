"""What takes a text down."""

from wagtail.models import Page

from editorial.editions.services import WithdrawalRefused, item_withdraw
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World

MOST = 0.8


@route(weight=2.2)
def unpublished(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not page.live:
        return None
    who = world.users[world.rng.choice(["desk1", "superuser", "author1", "clin1"])]
    return attempt(lambda: page.unpublish(user=who))


@route(weight=2.5)
def withdrawn(world: World) -> bool | None:
    page = world.any_page()
    # A stop ends reviews too; often it is a public text that somebody stops.
    if page is None or (not page.live and world.rng.random() < MOST):
        return None
    who = world.rng.choice(["duty", "chief", "author1", "superuser"])
    # Not inside another transaction: its wish is to be committed first.
    try:
        item_withdraw(
            content_id=page.translation_key, actor=world.users[who], reason="error", notices={}
        )
    except WithdrawalRefused:
        return False
    world.oracle.stopped(world.item(page))
    return True


@route(weight=0.3, only="accepted")
def deleted(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    key = page.pk
    done = attempt(lambda: page.delete(user=world.users["chief"]))
    if done and not Page.objects.filter(pk=key).exists():
        world.pages.remove(key)
    return done
