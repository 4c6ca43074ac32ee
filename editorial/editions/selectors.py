"""What the public may read. Every query here runs as the read-only public role, one per read.

`public_until` is enforced in the query itself: where the clock that takes things down stands
still, the text is gone all the same.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

PUBLIC = "public"


def seconds_left(until: str) -> str:
    """SQL: whole seconds from the database's time to the moment that the expression `until` gives.

    How long a copy may be kept is counted here and not by the process that answers.
    """
    return f"floor(extract(epoch FROM {until} - helsekilde_now()))::bigint"


_COLUMNS = (
    "d.content_id, d.lang, d.seq, d.number, d.state, d.status, d.kind, d.path, d.digest, "
    f"d.document, d.public_until, d.modified_at, {seconds_left('d.public_until')}"
)
_VISIBLE = "(d.public_until IS NULL OR d.public_until > helsekilde_now())"


@dataclass(frozen=True, slots=True)
class PublicItem:
    """The newest edition of an item; `state` "withdrawn" means that only its notice is public.

    `digest` is None while a wish to withdraw hides it: of what the public reads then there is no
    edition yet.

    `left` is how many seconds the text has by the database's clock; None where it has no end.
    """

    content_id: UUID
    lang: str
    seq: int
    number: int
    state: str
    status: str
    kind: str
    path: str
    digest: str | None
    document: bytes
    public_until: datetime | None
    modified_at: datetime
    left: int | None

    def data(self) -> dict[str, Any]:
        """The document as a dict, in the shape of `docs/api/document.md`."""
        parsed: dict[str, Any] = json.loads(self.document)
        return parsed


@dataclass(frozen=True, slots=True)
class PublicRedirect:
    """The address is an old one of an item that now lives at `path`."""

    content_id: UUID
    lang: str
    path: str


def _one(sql: str, values: dict[str, Any]) -> PublicItem | None:
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        return None
    columns: list[Any] = list(row)
    columns[9] = bytes(columns[9])
    return PublicItem(*columns)


def public_by_id(*, content_id: UUID, lang: str) -> PublicItem | None:
    """The item's newest edition in one language; None where there is none that may be shown."""
    return _one(
        f"SELECT {_COLUMNS} FROM editions_shown d "  # noqa: S608 - constants only
        f"WHERE d.content_id = %(content_id)s AND d.lang = %(lang)s AND {_VISIBLE}",
        {"content_id": content_id, "lang": lang},
    )


def public_by_path(*, lang: str, path: str) -> PublicItem | PublicRedirect | None:
    """The item at an address, a redirect where the item has moved on, or None."""
    item = _one(
        f"SELECT {_COLUMNS} FROM editions_publicpath p "  # noqa: S608 - constants only
        "JOIN editions_shown d ON d.content_id = p.content_id AND d.lang = p.lang "
        f"WHERE p.lang = %(lang)s AND p.path = %(path)s AND {_VISIBLE}",
        {"lang": lang, "path": path},
    )
    if item is None or item.path == path or item.state == "withdrawn":
        return item
    return PublicRedirect(content_id=item.content_id, lang=item.lang, path=item.path)
