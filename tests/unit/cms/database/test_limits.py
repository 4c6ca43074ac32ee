"""The public's login leaves others room on the server."""

import re
from contextlib import closing

import pytest

from cms.database.limits import MOST_PUBLIC, ROOM, limit_note
from cms.database.roles import ROLE_PUBLIC
from cms.settings.env import BASE_DIR
from tests import databases
from tests.roles import role


def test_the_embedded_server_has_a_limit_for_the_publics_login(db):
    with closing(databases.owner_connection(db)) as owner:
        assert limit_note(owner, role=ROLE_PUBLIC) == ""
        (most,) = owner.execute("SELECT current_setting('max_connections')::int").fetchone()
    assert most - ROOM >= MOST_PUBLIC


def note(db, limit):
    with (
        role(db, attributes=f"CONNECTION LIMIT {limit}") as name,
        closing(databases.owner_connection(db)) as owner,
    ):
        return name, limit_note(owner, role=name)


@pytest.mark.parametrize("limit", [0, 60, 170])
def test_a_login_that_leaves_thirty_connections_is_not_told_of(db, limit):
    assert note(db, limit)[1] == ""


@pytest.mark.parametrize(
    ("limit", "taken"),
    [(-1, "all"), (200, "all"), (999, "all"), (199, "199 of the"), (171, "171 of the")],
)
def test_a_login_that_leaves_less_is_told_of(db, limit, taken):
    name, said = note(db, limit)
    assert said == (
        f"{name} may take {taken} 200 connections of the server, and nobody else could withdraw a "
        f"text then: 30 are to be left. As an administrator: ALTER ROLE {name} CONNECTION LIMIT N, "
        "with N of 170 at most."
    )


@pytest.mark.parametrize("page", ["production.md", "drill.md"])
def test_what_the_pages_make_leaves_room_at_the_servers_own_default(page):
    """PostgreSQL allows 100 connections where nobody has set another number."""
    text = (BASE_DIR / "docs" / "operations" / page).read_text(encoding="utf-8")
    made = re.findall(
        r"^CREATE ROLE helsekilde_public .*CONNECTION LIMIT (\d+)", text, re.MULTILINE
    )
    assert [int(limit) <= 100 - ROOM for limit in made] == [True]
