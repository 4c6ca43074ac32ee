"""A house of an older release, as its dump says, beside the house of today.

`from_8703184/` holds a dump in plain SQL, the pictures' files, the signed heads and the public key
of the installation; `make_8703184.py` says what stands in it and how it was made.
"""

import base64
import gzip
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import override_settings
from psycopg import sql
from wagtail.models import Site

from search.curation import active
from tests import databases

OLDER = Path(__file__).parent / "from_8703184"
# What is signed stays signed: not one value in these tables may change by an upgrade.
SIGNED = (
    ("editions_edition", "id"),
    ("editions_logentry", "seq"),
    ("signoff_signoff", "id"),
    ("signoff_signoffrevocation", "id"),
    ("content_models_factversion", "id"),
)


@dataclass(frozen=True)
class OlderHouse:
    """A database with the dump in it, not upgraded yet; `columns` are those that it had."""

    name: str
    columns: dict[str, list[str]]

    def signed_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every value of every signed table, in the columns of the older release."""
        with closing(databases.owner_connection(self.name)) as connection:
            return {
                table: connection.execute(
                    sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
                        sql.SQL(", ").join(map(sql.Identifier, self.columns[table])),
                        sql.Identifier(table),
                        sql.Identifier(key),
                    )
                ).fetchall()
                for table, key in SIGNED
            }


@contextmanager
def older_house(folder: Path) -> Iterator[OlderHouse]:
    """Load the dump, and point every alias, the media, the keys and the heads at it.

    `folder` takes the files. The database is dropped in the end.
    """
    name = f"{databases.CLONES}{os.getpid()}_{uuid.uuid4().hex[:12]}"
    with closing(databases.owner_connection()) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name)
            )
        )
    try:
        with closing(databases.owner_connection(name)) as connection:
            connection.execute(gzip.decompress((OLDER / "dump.sql.gz").read_bytes()))
            connection.execute("RESET ALL")
            columns = {table: _columns(connection, table) for table, _key in SIGNED}
        for part in ("media", "public-media", "signed-heads"):
            shutil.copytree(OLDER / part, folder / part)
        _key_publish(folder / "retired")
        databases.point_at(name)
        # The numbers of its kinds are other ones than in the databases of other tests.
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        cache.clear()
        active.forget()
        with override_settings(
            MEDIA_ROOT=folder / "media",
            PUBLIC_MEDIA_ROOT=folder / "public-media",
            SIGNED_HEADS_DIRS=[folder / "signed-heads"],
            SIGNING_RETIRED_KEYS_DIR=folder / "retired",
        ):
            yield OlderHouse(name=name, columns=columns)
    finally:
        databases.point_at(databases.NOWHERE)
        databases.clone_drop(name)


def _columns(connection: Any, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
        [table],
    ).fetchall()
    return [name for (name,) in rows]


def _key_publish(folder: Path) -> None:
    """The private key stayed where it was made: here the older house's key is a retired one."""
    folder.mkdir()
    for number, key in enumerate(json.loads((OLDER / "jwks.json").read_text())["keys"]):
        public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "=="))
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / f"older-{number}.pem").write_bytes(pem)
