"""Roles that a test makes for itself on the embedded server, and takes away again."""

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from django.conf import settings
from psycopg import sql

from cms.installation.kinds import TEST_DATABASES


def superuser(name: str) -> psycopg.Connection:
    """The embedded server's own superuser, which no process of the application knows."""
    host = settings.DATABASES["default"]["HOST"]
    return psycopg.connect(host=host, user="postgres", dbname=name, autocommit=True)


@contextmanager
def role(db: str, *, attributes: str = "", member_of: tuple[str, ...] = ()) -> Iterator[str]:
    """A login of the test's own, a member of others; gone with what it owned and was granted."""
    name = f"{TEST_DATABASES}{uuid.uuid4().hex[:12]}"
    shown = sql.Identifier(name)
    with closing(superuser(db)) as connection:
        connection.execute(sql.SQL(f"CREATE ROLE {{}} LOGIN {attributes}").format(shown))
        try:
            for other in member_of:
                connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(other), shown))
            yield name
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(shown))
            connection.execute(sql.SQL("DROP ROLE {}").format(shown))
