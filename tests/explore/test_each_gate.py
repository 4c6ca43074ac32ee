"""With one question of the gate switched off, the route that asks for it leaks, and is found out.

Directly, for one text, and not on a walk: each question has its own route.
"""

import random
from contextlib import ExitStack

import pytest
from django.test import Client

from tests.explore.oracle import Leak
from tests.explore.routes import believing, lying
from tests.explore.sabotage import function_off
from tests.explore.surfaces import check
from tests.explore.world import World
from tests.signing import act, sign_data, submit

# The question that is not asked, the route that leaks then, and what the leak is.
GATES = {
    "members": ("editions_check_members", lying.edition_lies_in_one_thing, "what nobody wrote"),
    "times": ("editions_check_order", lying.edition_lies_in_one_thing, "that it was published"),
    "days": ("editions_check_dates", lying.edition_lies_in_one_thing, "that it was reviewed"),
    "back-dated": ("editions_check_order", lying.withdrawal_is_dated_back, "sign-offs that count"),
    "receipts": (
        "editions_check_receipt", believing.receipt_says_something_else, "a receipt of another"
    ),
    "sign-offs": (
        "editions_check_signoffs", lying.what_was_withdrawn_comes_back_by_sql,
        "sign-offs that count",
    ),
    "reviews": (
        "signoff_review", lying.halves_of_two_reviews_are_added_up, "sign-offs that count"
    ),
    "papers": ("signoff_authority_fault", lying.who_left_the_group_signs, "no authority"),
    "new papers": (
        "signoff_authority_fault", lying.who_joined_in_the_same_transaction_signs, "no authority",
    ),
}  # fmt: skip
TRIES = 80


def world_of_one(name):
    """A text that is public, or was, and one that waits for a signature."""
    world = World(rng=random.Random(7))
    world.people()
    world.oracle.tick()
    page = world.new_page("author1")
    state = submit(page, by=world.users["author1"])
    act(state, "approve", by=world.users["desk1"])
    state.refresh_from_db()
    revision = state.current_task_state.revision
    review = world.review(state.current_task_state)
    for who in ("clin1", "clin2")[: 2 if page.risk_class == "A" else 1]:
        act(state, "sign", by=world.users[who], **sign_data(revision.as_object()))
        world.oracle.signed(
            world.item(page), world.identity(revision), signer=who, revision_id=revision.pk,
            review=review, has_authority=True, submitter="author1",
        )  # fmt: skip
    check(world, Client())
    world.oracle.tick()
    if name == "sign-offs":
        type(page).objects.get(pk=page.pk).unpublish()
        check(world, Client())
    other = world.new_page("author1")
    world.pages.remove(other.pk)
    act(submit(other, by=world.users["author1"]), "approve", by=world.users["desk1"])
    return world


def walked(world, name, *, tries):
    """Take one route again and again, and look at what the public sees after each time."""
    taken = 0
    for _time in range(tries):
        world.oracle.tick()
        taken += GATES[name][1](world) is False
        check(world, Client())
    return taken


@pytest.mark.parametrize("name", GATES)
def test_the_route_of_a_question_that_is_not_asked_leaks(db, name):
    function, _route, leak = GATES[name]
    world = world_of_one(name)
    with ExitStack() as off:
        off.enter_context(function_off(function))
        with pytest.raises(Leak, match=leak):
            walked(world, name, tries=TRIES)


@pytest.mark.parametrize("name", GATES)
def test_asked_it_is_refused(db, name):
    world = world_of_one(name)
    assert walked(world, name, tries=4) == 4
