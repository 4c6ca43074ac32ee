"""A short log to look at, and a way to tamper with it."""

import psycopg
import pytest
from django.conf import settings

from tests.backups import backups
from tests.factories.pages import draft, edit
from tests.unit.editorial.editions.tampering import Tamperer


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.SIGNING_KEY_FILE = tmp_path / "signing.pem"
    settings.SIGNING_RETIRED_KEYS_DIR = tmp_path / "retired"


@pytest.fixture
def log(house, published):
    """Entries 1 and 3 are one text and its next wording, 2 is another text, 4 its withdrawal."""
    first = published(draft(author=house["author"], slug="en", title="En"))
    second = published(draft(author=house["author"], slug="to", title="To"))
    edit(first, author=house["author"], title="En til")
    published(first)
    second.unpublish()
    return first


@pytest.fixture
def tamper(db):
    host = settings.DATABASES["default"]["HOST"]
    with psycopg.connect(f"postgresql://postgres@/{db}?host={host}", autocommit=True) as connection:
        yield Tamperer(connection)


@pytest.fixture
def backup(db):
    """Backups of this test's database."""
    with backups(db) as made:
        yield made
