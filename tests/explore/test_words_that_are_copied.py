"""The explorer's routes through copies and facts are refused, and are not without what refuses."""

import random

import pytest
from django.db import connection

from cms.database.owner import as_owner
from tests.explore.routes.copying import author_signs_a_copy, fact_signed_by_hand
from tests.explore.world import World

OFF = {
    author_signs_a_copy: (
        "CREATE OR REPLACE FUNCTION signoff_carry(sources bigint[], page bigint, revision bigint)"
        " RETURNS void LANGUAGE sql AS ''"
    ),
    fact_signed_by_hand: "DROP TRIGGER signoff_check_fact ON content_models_factversion",
}


@pytest.mark.parametrize("route", OFF, ids=lambda each: each.__name__)
def test_what_nobody_may_sign_is_refused_and_found_where_the_gate_is_off(db, route):
    world = World(rng=random.Random(1))
    world.people()
    world.new_page("author1")
    assert {route(world) for _time in range(6)} <= {False, None}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(OFF[route])
    assert True in {route(world) for _time in range(6)}
