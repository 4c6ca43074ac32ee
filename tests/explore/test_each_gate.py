"""With one question of the gate switched off, the route that asks for it leaks, and is found out.

Directly, for one text, and not on a walk: each question has its own route. What the public does not
see at once is tried by itself: it is refused, and taken where nobody asks.
"""

import random
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page

from editorial.editions.models import Edition
from tests.explore.oracle import Leak
from tests.explore.routes import (
    believing,
    crossing,
    edging,
    ending,
    hanging,
    injecting,
    labelling,
    lying,
    naming,
    overtaking,
    revoking,
    stopping,
    wishing,
)
from tests.explore.routes.registry import REFUSED
from tests.explore.sabotage import (
    function_off,
    reviews_end_at_any_time,
    takings_back_shown,
    trigger_functions_given,
)
from tests.explore.surfaces import check
from tests.explore.world import World
from tests.factories.pages import draft
from tests.flows.gate.forging import article_forge
from tests.forging import withdrawal_forge
from tests.signing import act, sign_data, submit

# The question that is not asked, or what else is off; the route that leaks then; what the leak is.
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
    "notices": (
        "editions_check_notice", revoking.withdrawal_forged,
        "and it is not|a notice that nobody may write",
    ),
    "HTML": (
        "editions_check_html", injecting.html_that_no_editor_could_save, "a body that nobody wrote"
    ),
    "labels": (
        "editions_signed_label_off", labelling.edition_forged_without_a_label_that_was_signed,
        "sign-offs that count",
    ),
    "labels in a review": (
        "signoff_lacks_label", labelling.label_taken_off_before_the_second_signs,
        "sign-offs that count",
    ),
    "trigger functions": (
        trigger_functions_given, hanging.trigger_function_is_hung_on_a_table_of_ones_own,
        "sign-offs that count",
    ),
}  # fmt: skip
# Of routes that are taken and refused, and know which: the question, the route, what it says then.
BOTH = {
    "ends": ("editions_check_end", ending.end_is_written_in_the_row_of_a_page, "The end"),
    "nearer ends": ("editions_promised", ending.end_comes_nearer_in_two_steps, "A nearer end"),
    "milder withdrawals": (
        "editions_overtakes", overtaking.milder_withdrawal_is_written_by_sql, "A withdrawal as"
    ),
    "wishes": ("editions_note_wish", wishing.wish_says_more_than_it_may, "A wish with"),
    "outcomes": (
        "editions_check_outcome", wishing.outcome_is_said_before_the_withdrawal, "An outcome"
    ),
    "later reviews": (
        reviews_end_at_any_time, wishing.wish_that_waited_ends_a_review, "A review that was begun"
    ),
    "takings back": (
        "editions_note_taking_back", wishing.taking_back_is_written_by_sql,
        "A taking back|is hidden",
    ),
    "unseen words": (
        "helsekilde_is_blank", wishing.taking_back_is_written_by_sql, "A taking back"
    ),
    "new names": (
        "signoff_authority_fault", naming.signer_is_called_otherwise_and_signs, "no authority"
    ),
    "names": (
        "editions_check_members", naming.signer_is_called_otherwise_in_an_edition,
        "An edition that names",
    ),
    "the trail": (
        "people_note_change", naming.signer_is_called_otherwise_and_signs, "the trail"
    ),
    "values": (
        "helsekilde_refuse_unreadable", edging.value_at_the_edge_of_its_type, "may not be"
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
        world.signed(
            world.item(page), revision, signer=who, review=review,
            has_authority=True, submitter="author1",
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
    off, _route, leak = GATES[name]
    world = world_of_one(name)
    with function_off(off) if isinstance(off, str) else off(), pytest.raises(Leak, match=leak):
        walked(world, name, tries=TRIES)


@pytest.mark.parametrize("name", GATES)
def test_asked_it_is_refused(db, name):
    world = world_of_one(name)
    assert walked(world, name, tries=4) == 4


def with_a_text(world):
    """One more, where none is read any more, and one that waits for its last signature."""
    if overtaking.read_page(world) is None:
        stopping.signed(world, world.new_page("author1", risk="C"))
        check(world, Client())
        world.oracle.tick()
    if wishing.last_to_sign(world) is None:
        page = world.new_page("author1", risk="C")
        act(submit(page, by=world.users["author1"]), "approve", by=world.users["desk1"])


def both_sides(world, name):
    """Take one route until it was taken and refused, and look at what the public sees each time."""
    sides = set()
    for _time in range(TRIES):
        with_a_text(world)
        world.oracle.tick()
        sides |= {BOTH[name][1](world)} - {None}
        check(world, Client())
        if sides == {True, False}:
            break
    return sides


def until_found(world, name):
    for _time in range(TRIES):
        both_sides(world, name)


@pytest.mark.parametrize("name", BOTH)
def test_a_route_that_is_taken_and_refused_finds_what_is_not_asked(db, name):
    off, _route, found = BOTH[name]
    world = world_of_one(name)
    with function_off(off) if isinstance(off, str) else off(), pytest.raises(Leak, match=found):
        until_found(world, name)


@pytest.mark.parametrize("name", BOTH)
def test_asked_it_is_taken_and_refused_as_it_may_be(db, name):
    assert both_sides(world_of_one(name), name) == {True, False}


def taken_down(world):
    """A text goes while a danger waits, again and again, and readers look each time."""
    for _time in range(10):
        with_a_text(world)
        world.oracle.tick()
        overtaking.text_goes_while_a_danger_waits(world)
        check(world, Client())


def test_readers_are_told_of_a_danger_whichever_way_the_text_goes(db):
    world = world_of_one("")
    taken_down(world)
    with (
        patch("editorial.editions.withdrawer.waiting_first"),
        function_off("editions_overtakes"),
        pytest.raises(Leak, match="that it is unpublished, and it is not"),
    ):
        taken_down(world)


def test_each_value_at_the_edge_is_refused_or_taken(db):
    """Each by itself, so that none is refused for something else."""
    world = world_of_one("")
    page = Page.objects.get(pk=world.pages[0]).specific
    for case in edging.CASES:
        for value in case.taken:
            assert edging.tried(page, case, value, may=True)
        for value in case.refused:
            assert not edging.tried(page, case, value, may=False)
    (declared,) = [case for case in edging.CASES if "declaration" in case.statement]
    with function_off("people_check_declaration"):
        for value in edging.UNSEEN:
            with pytest.raises(Leak, match="may not be"):
                edging.tried(page, declared, value, may=False)


def crossed(world, *, is_half_signed):
    """A signature is taken back while the edition of a text is made, and what is read then."""
    world.oracle.tick()
    if is_half_signed:
        page, step = injecting.text_that_waits(world)
        assert labelling.sign(world, page, step.workflow_state, "clin1")
    world.oracle.tick()
    assert crossing.signature_taken_back_while_its_edition_is_made(world)
    assert Edition.objects.latest("pk").action != "withdrawn"
    check(world, Client())


def test_an_edition_on_a_signature_that_is_being_taken_back_is_read_nowhere(db):
    world = world_of_one("")
    for is_half_signed in (False, True, True, True, True):
        crossed(world, is_half_signed=is_half_signed)
    assert stopping.worker_carries_out_what_waits(world)
    check(world, Client())


@pytest.mark.parametrize("is_half_signed", [False, True])
def test_where_the_wish_hides_nothing_it_is_read(db, is_half_signed):
    world = world_of_one("")
    with takings_back_shown(), pytest.raises(Leak, match="sign-offs that count"):
        crossed(world, is_half_signed=is_half_signed)


def as_sql(statement):
    def work(_scene):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 1

    return work


def as_article(change):
    def work(scene):
        article_forge(scene["draft"], scene["step"], by=scene["clinicians"], change=change)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT document FROM editions_publicdocument ORDER BY seq DESC LIMIT 1")
            assert b"FALSUM" in bytes(cursor.fetchone()[0])

    return work


# The question that is not asked, and what is done then.
DIRECT = {
    "actors": (
        "editions_check_actor", lambda scene: withdrawal_forge(scene["live"], actor=scene["author"])
    ),
    "credentials": (
        "people_check_credential",
        as_sql(
            "UPDATE people_credential c SET verified_by_id = p.user_id FROM people_reviewerprofile"
            " p, users_user u WHERE p.id = c.profile_id AND u.id = p.user_id"
            " AND u.username = 'clin1'"
        ),
    ),
    "group names": (
        "people_keep_group", as_sql("UPDATE auth_group SET name = 'x' WHERE name = 'Clinicians'")
    ),
    "words behind a signature": (
        "signoff_keep_revision",
        as_sql(
            "INSERT INTO wagtailcore_revision (id, base_content_type_id, content_type_id,"
            " object_id, created_at, content, user_id, object_str)"
            " SELECT (SELECT min(id) - 1 FROM wagtailcore_revision), base_content_type_id,"
            " content_type_id, object_id, now(), content, user_id, '' FROM wagtailcore_revision"
            " WHERE id = (SELECT max(revision_id) FROM signoff_signoff)"
        ),
    ),
    "members of an article": (
        "editions_check_article", as_article(lambda article: article.update(approvedBy="FALSUM"))
    ),
    "HTML of an article": (
        "editions_check_html",
        as_article(
            lambda article: article["sections"][0]["blocks"][0].update(
                html="<script>FALSUM</script>"
            )
        ),
    ),
}  # fmt: skip


def is_taken(work, scene):
    """Whether the database takes it, with all that it asks at commit; it is undone in any case."""
    try:
        with transaction.atomic():
            work(scene)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except REFUSED:
        return False
    return True


def test_what_the_public_does_not_see_is_refused_and_taken_where_nobody_asks(db):
    # A number of a revision that stays free, before all others.
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('wagtailcore_revision', 'id'))")
    world = world_of_one("")
    page = draft(author=world.users["author2"], risk_class="A", slug="falsum")
    state = submit(page, by=world.users["author2"])
    act(state, "approve", by=world.users["desk1"])
    state.refresh_from_db()
    scene = {
        "live": Page.objects.get(pk=world.pages[0]).specific, "author": world.users["author1"],
        "draft": page, "step": state.current_task_state,
        "clinicians": [world.users["clin1"], world.users["clin2"]],
    }  # fmt: skip
    for name, (function, work) in DIRECT.items():
        assert not is_taken(work, scene), name
        with function_off(function):
            assert is_taken(work, scene), name
        assert not is_taken(work, scene), name


def test_no_place_of_an_article_has_what_no_editor_could_save(db):
    """Each by itself, so that none is refused for something else."""
    world = World(rng=random.Random(1))
    world.people()
    page, step = injecting.text_that_waits(world)
    clinicians = [world.users["clin1"], world.users["clin2"]]
    for number, change in enumerate(injecting.CHANGES):

        def work(_scene, change=change):
            article_forge(page, step, by=clinicians, change=change)

        assert not is_taken(work, {}), number
        with function_off("editions_check_html"):
            assert is_taken(work, {}), number
