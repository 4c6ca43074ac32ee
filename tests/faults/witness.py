"""A consumer that writes each delivery down in its own transaction: a doubled one is two rows."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig

TABLE = "fault_witness"


def table_make() -> None:
    """As the owner, after migrations."""
    from django.db import connections

    from cms.database.owner import as_owner
    from cms.database.roles import ROLE_APPLICATION

    with as_owner(), connections["default"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (seq bigint NOT NULL)")
        cursor.execute(f"GRANT SELECT, INSERT ON {TABLE} TO {ROLE_APPLICATION}")


def note(entry: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s)", [entry.seq])


def delivered() -> list[int]:
    """Every delivery so far, in the order of the log."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq FROM {TABLE} ORDER BY seq")
        return [row[0] for row in cursor.fetchall()]


class WitnessConfig(AppConfig):
    name = "tests.faults"
    label = "fault_witness"
    path = str(Path(__file__).parent)

    def ready(self) -> None:
        from editorial.editions.consumers import registry

        registry.register("witness", note)
