"""The admin, in a browser."""

import contextlib
from typing import Any

from django.db import DatabaseError
from wagtail.models import Page

from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from tests.explore.routes.registry import (
    route,
)
from tests.explore.world import AUTHORITY, World
from tests.signing import sign_data


def post(world: World, who: str, address: str, data: dict[str, Any]) -> None:
    """Send a form; where only the database refuses, the browser gets an error page."""
    with contextlib.suppress(DatabaseError):
        world.client(who).post(address, data)


@route(weight=1.3)
def admin_workflow_action(world: World) -> bool | None:
    """The window of a task, opened through the address of whatever page."""
    task_state = world.task_state("desk", "clinical")
    page = world.any_page()
    if task_state is None or page is None:
        return None
    if world.rng.random() < 0.8:
        page = task_state.revision.content_object
    is_desk = task_state.task.name == "Desk review"
    who = world.rng.choice(["desk1" if is_desk else "clin1", "clin2", "author1", "superuser"])
    action = "approve" if is_desk else "sign"
    revision = task_state.revision
    review = world.review(task_state)
    target, submitter = revision.as_object(), task_state.workflow_state.requested_by.username
    signoffs, editions = SignOff.objects.count(), Edition.objects.count()
    post(
        world,
        who,
        f"/admin/pages/workflow/action/{page.pk}/{action}/{task_state.pk}/",
        {**sign_data(target, by=world.users[who]), "comment": "Lest."},
    )
    if SignOff.objects.count() > signoffs:
        world.signed(
            world.item(target), revision, signer=who, review=review,
            has_authority=who in AUTHORITY, submitter=submitter,
        )  # fmt: skip
        if Edition.objects.count() > editions:
            world.oracle.reaffirmed(world.item(target), revision.pk)
    task_state.refresh_from_db()
    return task_state.status != "in_progress" or SignOff.objects.count() > signoffs


@route(weight=1.9)
def admin_bulk_publishes(world: World) -> bool | None:
    """The listing's bulk action, on a draft or on a change of address under a sign-off."""
    page = world.any_page()
    if page is None:
        return None
    if page.live and not page.has_unpublished_changes:
        page.slug = f"side-{world.mark()}"
        world.save(page, "author2")
    count = Edition.objects.count()
    post(
        world,
        world.rng.choice(["superuser", "desk1"]),
        f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/",
        {"next": "/admin/"},
    )
    return Edition.objects.count() > count


@route(weight=3.6)
def admin_withdraws(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not page.live:
        return None
    lang = world.item(page)[1]
    post(
        world,
        world.rng.choice(["duty", "author1", "superuser"]),
        f"/admin/pages/{page.pk}/withdraw/",
        {"reason": "unsafe", "languages": [lang], f"notice_{lang}": "Trukket."},
    )
    return not Page.objects.get(pk=page.pk).live
