"""What the public reads through is read in one file a view, and it is what the database has."""

import pytest
from django.db import connection, transaction

from cms.database.owner import as_owner
from tests.functions import ROOT

FOLDER = ROOT / "editorial" / "editions" / "sql" / "views"
VIEWS = """
SELECT c.relname, pg_get_viewdef(c.oid) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm') ORDER BY 1
"""


def in_files():
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))}


def in_database():
    with connection.cursor() as cursor:
        cursor.execute(VIEWS)
        return dict(cursor.fetchall())


def differing():
    """Views that the files make otherwise, or that only one side has. Changes nothing."""
    before, files = in_database(), in_files()
    with transaction.atomic(), connection.cursor() as cursor:
        for text in files.values():
            cursor.execute(text)
        after = in_database()
        transaction.set_rollback(True)
    return {name for name in before | after if before.get(name) != after.get(name)} | (
        set(before) ^ set(files)
    )


def test_each_view_is_the_one_of_its_file(db):
    with as_owner():
        assert differing() == set()
    assert len(in_files()) > 3


def test_each_file_says_in_words_what_its_view_is_for():
    for name, text in in_files().items():
        assert text.startswith("-- "), name


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("CREATE VIEW editions_more AS SELECT 1", "editions_more"),
        ("CREATE MATERIALIZED VIEW editions_more AS SELECT 1", "editions_more"),
        (
            "CREATE OR REPLACE VIEW editions_current AS SELECT d.content_id, d.lang, d.seq,"
            " d.edition_id, d.page_id, d.number, d.state, d.status, d.kind, d.path, d.title,"
            " d.topics, d.audiences, d.codes, d.digest, d.clinical_digest, d.document, d.summary,"
            " d.public_until, d.last_reviewed, d.next_review_due, d.modified_at"
            " FROM editions_hiding d WHERE d.state = 'current'",
            "editions_current",
        ),
    ],
)
def test_a_view_that_is_another_than_in_its_file_is_seen(db, statement, name):
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute(statement)
        assert differing() == {name}
