"""A database that answers readers and will not be looked at shows nothing: a restore half-way."""

from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from editorial.editions.continuity import watch
from tests.databases import owner_connection
from tests.factories.pages import draft

SAID = {
    "name": "restored", "isOk": False, "isServing": False,
    "says": "It could not be looked at whether the log is whole.",
}  # fmt: skip
ADDRESS = "/api/v1/content?lang=nb"


@contextmanager
def without_rights(table):
    """The application may not read a table for a while, as before a restore has set its rights."""
    role = sql.Identifier(settings.DATABASES["default"]["USER"])
    name = sql.Identifier(table)
    with closing(owner_connection(connection.settings_dict["NAME"])) as owner:
        owner.execute(sql.SQL("REVOKE SELECT ON {} FROM {}").format(name, role))
        try:
            yield
        finally:
            owner.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(name, role))


@pytest.mark.parametrize(
    "table", ["editions_hold", "editions_logentry", "signoff_signoffrevocation"]
)
def test_nothing_is_served_until_the_log_can_be_looked_at(client, house, published, table):
    published(draft(author=house["author"]))
    assert client.get(ADDRESS).status_code == 200
    with without_rights(table):
        # A reader whose connection is new asks once more after the read.
        connections["public"].close()
        response = client.get(ADDRESS)
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        health = client.get("/api/v1/health")
        assert health.status_code == 503
        assert client.get("/admin/login/").status_code == 200
        checks = health.json().get("checks", [])  # none where the consumers cannot be read either
        assert [row for row in checks if row["name"] == "restored"] == [SAID] * bool(checks)
    watch.forget()
    assert client.get(ADDRESS).status_code == 200
    assert watch.is_restored() is False
