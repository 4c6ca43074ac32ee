"""What somebody else writes among the sweeps stops none, hides nothing, and is counted."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from cms.database.owner import as_owner
from editorial.editions import sweeps
from editorial.editions.models import SweepRun
from editorial.editions.sweep import MOST_KEPT, sweep_run
from editorial.editions.sweeps import sweep_note, sweeps_newest, sweeps_signed
from tests.factories.pages import draft

ROW = (
    "INSERT INTO editions_sweeprun"
    " (ran_at, after_seq, until_seq, until_hash, findings, drifts, statement)"
    " VALUES (now(), 0, 1, '', %s::jsonb, %s::jsonb, %s)"
)
UNREADABLE = {
    "a number": "[" + "9" * 5000 + "]",
    "a depth": "[" * 5000 + "]" * 5000,
    "no list": '{"a": 1}',
    "no text": "[1, null, {}]",
}


def written(statement, values):
    """Written before the database asked what it is."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editions_sweeprun DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE editions_sweeprun ENABLE TRIGGER USER")


@pytest.mark.parametrize("said", ["", "a.b.c", "signed"])
@pytest.mark.parametrize("what", UNREADABLE)
def test_what_nobody_can_read_ends_no_sweep(house, published, what, said):
    published(draft(author=house["author"]))
    clean = sweep_run()
    statement = f" {clean.statement}" if said == "signed" else said
    for values in ([UNREADABLE[what], "[]", statement], ["[]", UNREADABLE[what], f"{statement} "]):
        written(ROW, values)
    found = sweep_run()
    assert found.findings == ["2 rows that say what a sweep found are not signed by this house."]
    assert sweep_run().findings == []
    browser = Client()
    browser.force_login(house["chief"])
    assert browser.get("/api/v1/health").status_code in {200, 503}
    assert [is_signed for _row, is_signed in sweeps_newest(most=5)] == [
        True, True, False, False, True,
    ]  # fmt: skip
    assert browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("key", [-7, 0])
def test_a_row_with_a_number_that_was_left_out_is_counted_once(house, published, key):
    published(draft(author=house["author"]))
    assert sweep_run().findings == []
    # An older house may have such a row.
    written(
        ROW.replace("(ran_at", "(id, ran_at").replace("(now()", "(%s, now()"),
        [key, "[]", "[]", "a.b.c"],
    )
    assert SweepRun.objects.filter(pk=key).exists()
    assert sweep_run().findings == [
        "1 row that says what a sweep found is not signed by this house."
    ]
    assert sweep_run().findings == []


def test_many_rows_are_read_a_few_at_a_time(house, published, monkeypatch):
    """Those of years, each as large as it may be, are never held together."""
    published(draft(author=house["author"]))
    clean = sweep_run()
    SweepRun.objects.bulk_create(
        [SweepRun(after_seq=0, until_seq=9, statement=f"a.b.{each}") for each in range(7)]
    )
    monkeypatch.setattr(sweeps, "_BATCH", 3)
    counts = []

    def counted(execute, sql, values, many, context):
        found = execute(sql, values, many, context)
        if '"editions_sweeprun"."statement"' in sql and sql.startswith("SELECT"):
            counts.append(context["cursor"].rowcount)
        return found

    with connection.execute_wrapper(counted):
        assert next(sweeps_signed()).pk == clean.pk
    assert sum(counts) >= 8
    assert max(counts) == 3


@pytest.mark.parametrize("column", ["statement", "findings", "drifts"])
def test_a_row_of_any_length_ends_no_sweep(house, published, column):
    """It is refused; what an older house has is counted, and nothing of it is read."""
    published(draft(author=house["author"]))
    assert sweep_run().findings == []
    said = {
        "statement": "'[]', '[]', 'a.b.' || repeat(md5(n::text), 33000)",
        "findings": "jsonb_build_array(repeat(md5(n::text), 33000)), '[]', 'a.b.' || n",
        "drifts": "'[]', jsonb_build_array(repeat(md5(n::text), 33000)), 'a.b.' || n",
    }
    rows = (
        "INSERT INTO editions_sweeprun"
        " (ran_at, after_seq, until_seq, until_hash, findings, drifts, statement)"
        f" SELECT now(), 0, 1, '', {said[column]} FROM generate_series(1, %s) n"
    )
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="no more than 1048576"):
        cursor.execute(rows, [1])
    written(rows, [30])
    largest = []

    def weighed(execute, sql, values, many, context):
        found = execute(sql, values, many, context)
        result = context["cursor"].pgresult
        if "editions_sweeprun" in sql and result and sql.startswith("SELECT"):
            for place in range(result.nfields):
                largest.extend(
                    len(result.get_value(row, place) or b"") for row in range(result.ntuples)
                )
        return found

    with connection.execute_wrapper(weighed):
        found = sweep_run()
        newest = sweeps_newest(most=40)
    assert found.findings == ["30 rows that say what a sweep found are not signed by this house."]
    assert [is_signed for _row, is_signed in newest] == [True, *[False] * 30, True]
    assert max(largest) < 100_000
    if column != "statement":
        assert getattr(newest[1][0], column) == ["What stands here is longer than is shown."]
    browser = Client()
    browser.force_login(house["chief"])
    assert len(browser.get(reverse("log_report")).content) < 1_000_000
    assert browser.get("/api/v1/health").status_code in {200, 503}


def test_the_longest_sweep_of_the_house_is_taken_and_read(db):
    """As many lines as are kept, each as long as it may be, of the signs that take most bytes."""
    for sign in ("\x01", "𝕏", '"'):
        run = sweep_note(
            after_seq=0, until_seq=0, until_hash=b"", findings=[sign * 999] * MOST_KEPT,
            drifts=[sign * 999] * MOST_KEPT,
        )  # fmt: skip
        assert next(sweeps_signed()).pk == run.pk
        assert run.findings == [f"{sign * 299}…"] * MOST_KEPT
        assert sweeps_newest(most=1) == [(run, True)]
