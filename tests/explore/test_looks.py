"""A look is left out where it could say nothing new: whatever is written, it is taken again."""

from contextlib import closing
from datetime import timedelta

import pytest
from django.test import Client

from tests.explore.fingerprint import tables
from tests.explore.oracle import Leak
from tests.explore.sabotage import function_off, wishes_off
from tests.explore.surfaces import check
from tests.explore.test_each_gate import world_of_one
from tests.roles import superuser
from tests.timing import database_ahead


def looks(world):
    """How many looks are taken now, beside the one at the public tables."""
    return check(world, Client()) - 1


def by_sql(db, statement):
    """Write past every trigger of the house; returns how many rows."""
    with closing(superuser(db)) as connection:
        connection.execute("SET session_replication_role = replica")
        return connection.execute(statement).rowcount


@pytest.fixture
def world(db):
    """One public text, at which everything has been looked since it was last written to."""
    found = world_of_one("")
    check(found, Client())
    return found


def test_while_all_stands_as_it_did_nothing_is_asked_twice(world):
    world.oracle.tick()
    assert looks(world) == 0


def stands(world):
    """How everything stands now."""
    return world.news.begin(world.oracle)


def test_each_row_that_the_public_reads_counts_whoever_wrote_it(world, db):
    names = tables()
    must = {"editions_publicdocument", "editions_logentry", "search_document"}
    by_view = {"editions_withdrawalwish", "editions_takingback"}
    assert must | by_view < set(names)
    written = set()
    for name in names:
        before = stands(world)
        if by_sql(db, f"DELETE FROM {name} WHERE ctid = (SELECT min(ctid) FROM {name})"):
            assert stands(world) != before, name
            written.add(name)
    assert must < written


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE search_document SET family = family",
        "INSERT INTO editions_withdrawalwish (content_id, lang, number, reason, notice, actor_id,"
        " wished_at) SELECT content_id, lang, number, 'error', 'Trukket.', 1, now()"
        " FROM editions_publicdocument",
        "WITH gone AS (DELETE FROM editions_publicdocument RETURNING *)"
        " INSERT INTO editions_publicdocument SELECT * FROM gone",
    ],
)
def test_so_does_a_row_that_is_written_or_replaced_by_sql(world, db, statement):
    before = stands(world)
    assert by_sql(db, statement)
    assert stands(world) != before
    assert stands(world) == stands(world)


def test_so_does_a_view_or_a_function_that_says_something_else(world):
    before = stands(world)
    with function_off("editions_check_members"):
        during = stands(world)
    with wishes_off():
        after = stands(world)
    assert len({before, during, after}) == 3


def test_so_does_the_hour_at_which_a_text_ends(world, db):
    end = "now() + interval '1 hour'"
    assert by_sql(db, f"UPDATE editions_publicdocument SET public_until = {end}")
    before = stands(world)[0][-1]
    with database_ahead(timedelta(hours=2)):
        assert stands(world)[0][-1] != before
    assert stands(world)[0][-1] == before


def test_so_does_what_the_oracle_has_heard(world):
    (record,) = [one for one in world.oracle.items.values() if one.visible]
    record.taken_back.add(10**9)
    assert looks(world) > 0


def test_words_that_nobody_signed_are_found_out_where_they_stand(world, db):
    assert by_sql(db, "UPDATE editions_publicdocument SET title = 'Tittel mark99q'")
    with pytest.raises(Leak, match="mark99q"):
        looks(world)


def test_so_is_a_name_that_nobody_had_who_signed(world, db):
    named = "replace(convert_from(document, 'UTF8'), 'Dr. Clin1', 'Dr. Falsum')"
    statement = f"UPDATE editions_publicdocument SET document = convert_to({named}, 'UTF8')"
    assert by_sql(db, statement)
    with pytest.raises(Leak, match=r"names under .*Dr. Falsum"):
        looks(world)


def test_and_a_notice_that_says_less_than_what_readers_were_told_of_a_danger(world, db):
    (item,) = [item for item, one in world.oracle.items.items() if one.visible]
    statement = (
        "INSERT INTO editions_withdrawalwish (content_id, lang, number, reason, notice, actor_id,"
        " wished_at) SELECT content_id, lang, number, '{}', 'Ta kontakt.', 1, now()"
        " FROM editions_publicdocument WHERE state = 'current'"
    )
    world.oracle.tick()
    world.oracle.warned(item, "Ta kontakt.")
    assert by_sql(db, statement.format("outdated"))
    with pytest.raises(Leak, match="that it is outdated, and it is not"):
        looks(world)
    assert by_sql(db, statement.format("unsafe"))
    assert looks(world) >= 0
