"""The public's login leaves others room on the server."""

from contextlib import closing

import pytest

from cms.database.limits import MOST_PUBLIC, limit_note
from cms.database.roles import ROLE_PUBLIC
from tests import databases
from tests.roles import role


def test_the_embedded_server_has_a_limit_for_the_publics_login(db):
    with closing(databases.owner_connection(db)) as owner:
        assert limit_note(owner, role=ROLE_PUBLIC) == ""
        (most,) = owner.execute("SELECT current_setting('max_connections')::int").fetchone()
    assert most - 30 >= MOST_PUBLIC


@pytest.mark.parametrize("limit", ["-1", "200", "999"])
def test_a_login_that_may_take_every_connection_is_told_of(db, limit):
    with (
        role(db, attributes=f"CONNECTION LIMIT {limit}") as name,
        closing(databases.owner_connection(db)) as owner,
    ):
        note = limit_note(owner, role=name)
    assert note.startswith(f"{name} may take all 200 connections of the server")
    assert f"ALTER ROLE {name} CONNECTION LIMIT" in note
