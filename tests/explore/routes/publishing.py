"""Publishing past the review, by hand and by the clock."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page, Revision

from editorial.editions.expiry import expiry_run
from editorial.workflow.scheduling import schedule_run
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.timing import time_over


@route(weight=1.7)
def revision_published_directly(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    revision = world.rng.choice(list(page.revisions.order_by("-pk")[:4]))
    who = world.users[world.rng.choice(["superuser", "desk1", "chief"])]
    return attempt(lambda: revision.publish(user=who, skip_permission_checks=True))


@route(weight=1.2)
def editorial_change_published(world: World) -> bool | None:
    """A change of address under a sign-off that stands needs no clinician; of a draft it does."""
    page = world.any_page()
    if page is None:
        return None
    page.slug = f"side-{world.mark()}"
    holder: list[Any] = []

    def work() -> None:
        holder.append(page.save_revision(user=world.users["author2"]))
        holder[0].publish(user=world.users["desk1"])

    done = attempt(work)
    if done:
        world.oracle.wrote(world.item(page), holder[0].pk, "author2")
    return done


@route(weight=2)
def shell_saves_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    if world.rng.random() < 0.4:
        world.change(page)
    page.live = True
    return attempt(page.save)


@route(weight=0.5, only="refused")
def shell_saves_a_part_of_a_live_page(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    world.change(page)
    page.live = True
    return attempt(lambda: page.save(update_fields=["live", "title", "summary", "body"]))


@route(weight=1)
def base_class_saved_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    base = Page.objects.get(pk=page.pk)
    base.live = True
    return attempt(base.save)


@route(weight=1.3)
def queryset_updates_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    return attempt(lambda: Page.objects.filter(pk=page.pk).update(live=True))


@route(weight=1.4)
def queryset_updates_not_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    return attempt(lambda: Page.objects.filter(pk=page.pk).update(live=False))


@route(weight=0.9)
def copied(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    holder: list[Any] = []
    slug = f"kopi-{world.mark()}"

    def work() -> None:
        holder.append(
            page.copy(keep_live=True, update_attrs={"slug": slug}, user=world.users["superuser"])
        )

    done = attempt(work)
    if done:
        copy = holder[0]
        world.oracle.track(world.item(copy), quorum=2 if copy.risk_class == "A" else 1)
    return done


@route(weight=0.3, only="refused")
def aliased(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    slug = f"alias-{world.mark()}"
    return attempt(lambda: page.create_alias(update_slug=slug, user=world.users["superuser"]))


@route(weight=0.8)
def copied_for_translation(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    locale = Locale.objects.get(language_code=world.rng.choice(["nn", "en"]))
    if page.has_translation(locale):
        return False
    holder: list[Any] = []
    done = attempt(
        lambda: holder.append(page.copy_for_translation(locale, copy_parents=True, alias=False))
    )
    if done and world.rng.random() < 0.7:
        return attempt(lambda: holder[0].get_latest_revision().publish())
    return done


@route(weight=0.3, only="accepted")
def moved(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    return attempt(lambda: page.move(page.get_parent(), pos="last-child"))


@route(weight=1.9)
def scheduled(world: World) -> bool | None:
    """Somebody puts a revision on the clock, signed or not, and the clock comes round."""
    page = world.any_page()
    if page is None:
        return None
    revision = world.rng.choice(list(page.revisions.order_by("-pk")[:3]))
    past = timezone.now() - timedelta(minutes=1)
    if world.rng.random() < 0.5:
        rows = Revision.objects.filter(pk=revision.pk)
        done = attempt(lambda: rows.update(approved_go_live_at=past))
    else:
        revision.approved_go_live_at = past
        done = attempt(lambda: revision.save(update_fields=["approved_go_live_at"]))
    report = schedule_run()
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    return done and page.pk in report.published


@route(weight=1, only="accepted")
def expired(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not page.live:
        return None
    time_over(page)
    world.oracle.over_in_time(world.item(page))
    return page.pk in expiry_run().expired
