"""Drafts, and who writes them."""

from wagtail.models import Revision

from tests.explore.routes.registry import attempt, route
from tests.explore.world import WRITERS, World


@route(weight=1.5, only="accepted")
def author_creates(world: World) -> bool | None:
    if len(world.pages) >= 7:
        return None
    world.new_page(world.rng.choice(WRITERS))
    return True


@route(weight=2, only="accepted")
def author_edits(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    page = world.latest(page)
    world.change(page)
    world.save(page, world.rng.choice(WRITERS))
    return True


@route(weight=1, only="accepted")
def author_brings_an_older_text_back(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    old = world.rng.choice(list(page.revisions.order_by("pk")))
    saved = world.save(old.as_object(), world.rng.choice(WRITERS), previous_revision=old)
    world.oracle.brought_back(world.item(page), saved.pk, old.pk)
    return True


@route(weight=1, only="accepted")
def autosave_overwrites(world: World) -> bool | None:
    """Autosave offers the newest revision for overwriting, whoever has approved it meanwhile."""
    page = world.any_page()
    if page is None:
        return None
    revision = page.get_latest_revision()
    page = revision.as_object()
    world.change(page)
    writer = revision.user.username
    kept = world.identity(revision)
    saved = world.save(page, writer, overwrite_revision=revision)
    if saved.pk != revision.pk:
        assert world.identity(Revision.objects.get(pk=revision.pk)) == kept
    return True


@route(weight=0.7)
def revision_rewritten_in_place(world: World) -> bool | None:
    """Somebody writes into a stored revision; where it is signed the database refuses."""
    page = world.any_page()
    if page is None:
        return None
    revision = world.rng.choice(list(page.revisions.order_by("pk")))
    revision.content["title"] = f"Innsmuglet {world.mark()}"
    return attempt(revision.save)
