"""The public role's statements are prepared, unless the address says that a pooler can not."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.settings.database import REACHED, databases
from cms.settings.env import Env

APPLICATION = "postgresql://app:secret@db.example/house"
PUBLIC = "postgresql://reader:secret@db.example/house"


def public_options(query: str) -> dict:
    found, _ = databases(Env(database_url=APPLICATION, database_public_url=PUBLIC + query))
    assert found["default"]["OPTIONS"] == REACHED
    return found["public"]["OPTIONS"]


@pytest.mark.parametrize(
    ("query", "threshold"),
    [("", 3), ("?prepare_threshold=10", 10), ("?prepare_threshold=off", None),
     ("?prepare_threshold=0", None)],
)  # fmt: skip
def test_the_public_address_says_when_a_statement_is_prepared(query, threshold):
    options = public_options(query)
    assert options == {
        **REACHED, "server_side_binding": True, "prepare_threshold": threshold,
    }  # fmt: skip


def test_other_options_of_the_address_stay():
    assert public_options("?sslmode=require")["sslmode"] == "require"
    assert public_options("?connect_timeout=3") == {
        **public_options(""), "connect_timeout": "3",
    }  # fmt: skip


def test_a_threshold_that_is_no_number_is_refused():
    with pytest.raises(ImproperlyConfigured, match="prepare_threshold that is neither a number"):
        public_options("?prepare_threshold=often")
