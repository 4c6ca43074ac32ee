"""What kinds of house there are, and the two marks by which the demonstration's people are known.

Settings and the database each carry a kind; `rules` says when they go together. This file asks
nothing and imports no app, so that settings and the database back end can read it.
"""

from functools import cache
from pathlib import Path
from typing import Final

import yaml

PRODUCTION: Final = "production"
DEMO: Final = "demo"
TEST: Final = "test"
KINDS: Final = (PRODUCTION, DEMO, TEST)

# How the names of the databases begin that the tests make for themselves, and nobody else.
TEST_DATABASES: Final = "helsekilde_test_"

# How the address of a demonstration account ends. No mail can be sent there.
MARK: Final = "@demo.helsekilde.test"
# The register of every credential that the demonstration makes up.
REGISTER: Final = "DEMO"
# The technical account of an import: it can not log in, and says nothing about whose house it is.
IMPORTER: Final = "import"

# What stands before a key that a demonstration or a test made for itself, in its file.
KEY_MARK: Final = "Key of a demonstration of Helsekilde; production settings refuse it."

PEOPLE: Final = Path(__file__).resolve().parents[1] / "demo" / "people.yml"


@cache
def known_passwords() -> frozenset[str]:
    """Every password of the demonstration's people, which the repository tells to everybody."""
    data = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    rows = [data, *data["people"]]
    return frozenset(str(row["password"]) for row in rows if "password" in row)


def is_marked(address: str) -> bool:
    """True for the mail address of a demonstration account."""
    return address.strip().lower().endswith(MARK)
