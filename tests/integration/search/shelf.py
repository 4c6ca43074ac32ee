"""Public documents in states that no quick walk through the house reaches, indexed as ever."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from search.indexing import edition_index
from tests.contract.rows import Rows, owner


class Shelf:
    """Puts documents before the public and into the index."""

    def __init__(self) -> None:
        self.rows = Rows()

    def put(
        self, title: str, *, lang: str = "nb", content_id: UUID | None = None, **fields: Any
    ) -> str:
        """Make a document public; returns its content id."""
        key = content_id or uuid4()
        path = fields.pop("path", f"sykdom/{key}")
        _, document = self.rows.edition(content_id=key, lang=lang, title=title, path=path, **fields)
        self.index(key, lang, document=json.loads(document))
        return str(key)

    def index(self, key: UUID, lang: str, *, document: dict[str, Any]) -> None:
        """Index one document as its publication would."""
        number = document["edition"]["number"]
        with transaction.atomic():
            edition_index(
                content_id=key, lang=lang, number=number, document=document, state="current"
            )

    def change(self, content_id: str, **columns: Any) -> None:
        """Change columns of a public document behind the index's back, as only its owner can."""
        sets = ", ".join(f"{name} = %s" for name in columns)
        with owner() as connection:
            connection.execute(
                f"UPDATE editions_publicdocument SET {sets} WHERE content_id = %s",
                [*columns.values(), content_id],
            )
