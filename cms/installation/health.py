"""What health says of this database's kind."""

from django.db import connections

from cms.health.registry import Check
from cms.installation.selectors import kind_of


def kind_check() -> Check:
    """Not well while the database has no kind: then only the settings keep houses apart."""
    connection = connections["default"]
    connection.ensure_connection()
    kind = kind_of(connection.connection)
    if kind:
        return Check(is_ok=True, figures={"kind": kind})
    return Check(
        is_ok=False,
        says="This database has not been given its kind yet: database_prepare --kind gives it.",
        figures={"kind": None},
    )
