"""A worker that is started before its database is prepared says so, and ends."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cms.database.owner import as_owner


@pytest.mark.parametrize("table", ["procrastinate_jobs", "clocks_clockrun"])
def test_a_worker_without_its_tables_ends_with_one_line(db, table):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
    with pytest.raises(CommandError) as refused:
        call_command("worker")
    line = str(refused.value)
    assert line.startswith("The database is not prepared for this release (relation ")
    assert line.endswith("run manage.py database_prepare (docs/operations/production.md).")
    assert "\n" not in line
