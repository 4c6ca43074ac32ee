"""What a function of the database does is read in one file, and it is what the database does."""

import pytest
from django.db import connection

from cms.database.owner import as_owner
from tests import functions


def test_each_function_of_the_database_is_the_one_of_its_file(db):
    with connection.cursor() as cursor:
        found = functions.in_database(cursor)
    files = functions.in_files()
    assert set(files) == set(found)
    assert len(found) > 30
    for path, text in found.items():
        assert files[path] == text, f"{path} is not what the migrations make. They make:\n{text}"


def test_every_trigger_fires(db):
    with connection.cursor() as cursor:
        assert functions.triggers_off(cursor) == []


def test_each_file_says_in_words_what_its_function_is_for(db):
    for path in functions.in_files():
        assert (functions.ROOT / path).read_text(encoding="utf-8").startswith("-- "), path


@pytest.mark.parametrize(
    ("statement", "path"),
    [
        (
            "CREATE OR REPLACE FUNCTION editions_check_page(e editions_edition) RETURNS void"
            " LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS 'BEGIN END'",
            "editorial/editions/sql/editions_check_page.sql",
        ),
        (
            "ALTER FUNCTION editions_check_live() RESET search_path",
            "editorial/editions/sql/editions_check_live.sql",
        ),
        (
            "DROP TRIGGER signoff_check ON signoff_signoff",
            "editorial/signoff/sql/signoff_check.sql",
        ),
        (
            "CREATE FUNCTION editions_more() RETURNS int RETURN 1",
            "editorial/editions/sql/editions_more.sql",
        ),
        (
            "CREATE FUNCTION editions_refuse() RETURNS int RETURN 1",
            "editorial/editions/sql/editions_refuse.sql",
        ),
    ],
)
def test_a_function_that_is_another_than_in_its_file_is_seen(db, statement, path):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
        found = functions.in_database(cursor)
    files = functions.in_files()
    assert [name for name, text in found.items() if files.get(name) != text] == [path]


def test_a_trigger_that_is_switched_off_is_seen(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_page DISABLE TRIGGER editions_live_on_insert")
        assert functions.triggers_off(cursor) == ["wagtailcore_page.editions_live_on_insert"]
