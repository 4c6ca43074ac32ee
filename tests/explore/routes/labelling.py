"""Warning labels: put on and taken off by authors, and kept from under those who signed them."""

from typing import Any

from content_models.projection import LABEL_FIELDS
from editorial.editions.models import Edition
from tests.explore.routes.injecting import forged_for, text_that_waits
from tests.explore.routes.registry import attempt, route
from tests.explore.world import WRITERS, World
from tests.signing import act, sign_data

FIELDS = sorted(LABEL_FIELDS.values())


@route(weight=0.5, only="accepted")
def author_sets_or_takes_off_a_label(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    page, label = world.latest(page), world.rng.choice(FIELDS)
    setattr(page, label, not getattr(page, label))
    world.save(page, world.rng.choice(WRITERS))
    return True


@route(weight=0.35, only="refused")
def edition_forged_without_a_label_that_was_signed(world: World) -> bool | None:
    """The row of the page has lost it, the revision that is signed has not."""
    page, step = text_that_waits(world, **{world.rng.choice(FIELDS): True})
    row = type(page).objects.filter(pk=page.pk)
    return forged_for(
        world, page, step, change=lambda _article: row.update(**dict.fromkeys(FIELDS, False))
    )


@route(weight=0.22, only="refused")
def label_taken_off_before_the_second_signs(world: World) -> bool | None:
    """Signed by one, sent back by the other, and changed in nothing but its label."""
    users = world.users
    page, step = text_that_waits(world, **{world.rng.choice(FIELDS): True})
    state = step.workflow_state
    if not sign(world, page, state, "clin1"):
        return None
    act(state, "reject", by=users["clin2"], comment="Merkelappen?")
    world.oracle.over(state.pk, signer="clin2")
    text = world.latest(page)
    for name in FIELDS:
        setattr(text, name, False)
    world.save(text, "author1")
    state.refresh_from_db()
    state.resume(user=users["author1"])
    act(state, "approve", by=users["desk1"])
    sign(world, page, state, "clin2")
    return Edition.objects.filter(page_id=page.pk).exists()


def sign(world: World, page: Any, state: Any, who: str) -> bool:
    """Sign in the running step of a review, and tell the oracle where that was accepted."""
    state.refresh_from_db()
    step = state.current_task_state
    review, submitter = world.review(step), state.requested_by.username
    data = sign_data(step.revision.as_object())
    done = attempt(lambda: act(state, "sign", by=world.users[who], **data))
    if done:
        world.signed(
            world.item(page), step.revision, signer=who, review=review, has_authority=True,
            submitter=submitter,
        )  # fmt: skip
    return done
