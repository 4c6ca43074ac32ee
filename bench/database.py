"""Fill the scratch database. As the owner, because nobody else may write the public tables: in the
product a trigger does, at the commit of a signed edition. Never point this at a real database.
"""

from typing import Any

import psycopg
from django.conf import settings

from bench import documents
from cms.installation.services import connection_require

SCRATCH_MARK = "bench"


def fill(*, count: int) -> int:
    """Replace the public documents by `count` synthetic ones; returns their mean size in bytes.

    Raises RuntimeError where the data folder is not one of a benchmark.
    """
    if SCRATCH_MARK not in settings.DATA_DIR.name:
        raise RuntimeError(f"{settings.DATA_DIR} is not the data folder of a benchmark.")
    with owner_connection() as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE editions_publicdocument, editions_publicpath")
        size = 0
        with cursor.copy(f"COPY editions_publicdocument ({documents.COLUMNS}) FROM STDIN") as copy:
            for row in documents.rows(count=count):
                copy.write_row(row)
                size += len(row[16])
        cursor.execute(
            "INSERT INTO editions_publicpath (lang, path, content_id) "
            "SELECT lang, path, content_id FROM editions_publicdocument"
        )
    with owner_connection(autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE editions_publicdocument")
        connection.execute("VACUUM ANALYZE editions_publicpath")
    return size // count


def owner_connection(*, autocommit: bool = False) -> Any:
    """A connection of the role that owns the tables. Raises DatabaseRefused in another's house."""
    owner = settings.DATABASE_OWNER
    connection = psycopg.connect(
        dbname=owner["NAME"],
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        autocommit=autocommit,
    )
    try:
        connection_require(connection)
    except BaseException:
        connection.close()
        raise
    return connection
