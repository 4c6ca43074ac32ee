"""What an error says is one line, whatever it says."""

import re
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection

from cms.management.commands import database_prepare
from content_models.said import first_line

ROOT = Path(__file__).resolve().parents[3]
# Cutting at the first end of a line: elsewhere it would be without words, or no line at all.
CUT = re.compile(r"""splitlines\(\)\[0\]|partition\((["'])\\n\1\)\[0\]""")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("no room\nat all"), "no room"),
        (ValueError("\r\n  no room \u2028at all"), "no room"),
        (ValueError("\u200b\n\u3164\nno room"), "no room"),
        (ValueError(""), "ValueError"),
        (ValueError(), "ValueError"),
        (ValueError("\n"), "ValueError"),
        (DatabaseError("\u00ad \n\t"), "DatabaseError"),
        ("ValueError: no room\nat all", "ValueError: no room"),
        ("", ""),
        ("\n\u2800", ""),
    ],
    ids=ascii,
)
def test_the_first_line_has_words_or_is_the_name_of_the_kind(error, said):
    assert first_line(error) == said


def test_a_refusal_of_the_database_without_words_says_where_it_was(db):
    with pytest.raises(DatabaseError) as refused:
        connection.cursor().execute("DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = ''; END $$")
    assert "PL/pgSQL function inline_code_block" in first_line(refused.value)


def test_a_database_that_refuses_without_words_is_no_fault_of_the_command(monkeypatch):
    def refuses(_connection):
        raise psycopg.errors.InsufficientPrivilege("")

    monkeypatch.setattr(database_prepare, "connection_require", refuses)
    assert database_prepare.Command._kind(None, None) == (
        "",
        ["The owner may not see all of it: InsufficientPrivilege."],
    )


def test_it_is_cut_in_one_place():
    found = [
        path.relative_to(ROOT).as_posix()
        for room in ("cms", "content_models", "editorial", "search")
        for path in (ROOT / room).rglob("*.py")
        if CUT.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
