"""Take a backup of a test's database and restore it, in place of the database as it went on."""

import os
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.contrib.contenttypes.models import ContentType
from psycopg import sql
from wagtail.models import Site

from search.curation import active
from tests import databases


class Backups:
    """Copies of one database. The name stays the same, as for a process that lives through it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.taken: list[str] = []

    def take(self) -> int:
        """Returns the number of the backup."""
        copy = f"{databases.CLONES}{os.getpid()}_{uuid.uuid4().hex[:12]}"
        self._copy(self.name, copy)
        self.taken.append(copy)
        return len(self.taken) - 1

    def restore(self, number: int) -> None:
        """Put the backup in the place of the database; sequences are as they were, too."""
        databases.point_at(databases.NOWHERE)
        databases.clone_drop(self.name)
        self._copy(self.taken[number], self.name)
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        active.forget()

    def drop(self) -> None:
        for copy in self.taken:
            databases.clone_drop(copy)

    def _copy(self, source: str, target: str) -> None:
        databases.point_at(databases.NOWHERE)
        with closing(databases.owner_connection()) as connection:
            databases.left(connection, source)
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(target), sql.Identifier(source)
                )
            )
        databases.point_at(self.name)


@contextmanager
def backups(name: str) -> Iterator[Backups]:
    """Backups of a database, dropped in the end."""
    made = Backups(name)
    try:
        yield made
    finally:
        made.drop()
