"""The lists of the site, and an article with its other languages. All as the public role.

One item by address or id comes from `editorial.editions.selectors`; what is here adds what a page
shows beside it, in the same query where it can.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from editorial.editions.revocations.rules import Revocation
from editorial.editions.revocations.selectors import OF_ITEM, revocations_of
from editorial.editions.selectors import PUBLIC, PublicItem, PublicRedirect, seconds_left

PAGE_SIZE = 24
# Titles in alphabetical order, the same for all four languages and on every server: æ, ø and å
# after z, Sámi letters with the Latin letter that they build on, capitals as small letters.
_ALPHABETICAL = (
    "translate(lower(d.title), 'æøåÆØÅáčđŋšŧžÁČĐŊŠŦŽ', '{|}{|}acdnstzacdnstz') COLLATE \"C\""
)
_INITIALS = {"æ": "{", "ø": "|", "å": "}"}
ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"
READABLE = "d.state = 'current' AND (d.public_until IS NULL OR d.public_until > helsekilde_now())"
_ARTICLE = """
SELECT d.content_id, d.lang, d.seq, d.number, d.state, d.status, d.kind, d.path, d.digest,
       CASE WHEN d.state <> 'current' OR {readable} THEN d.document END,
       d.public_until, d.modified_at, {left},
       (SELECT coalesce(jsonb_agg(jsonb_build_array(o.lang, o.path, o.title) ORDER BY o.lang), '[]')
          FROM editions_current o
         WHERE o.content_id = d.content_id AND o.state = 'current'
           AND (o.public_until IS NULL OR o.public_until > helsekilde_now())),
       d.title, {revocations}
  FROM editions_publicpath p
  JOIN editions_shown d ON d.content_id = p.content_id AND d.lang = p.lang
 WHERE p.lang = %(lang)s AND p.path = %(path)s
"""
_LIST = """
SELECT d.summary, d.seq FROM editions_current d
 WHERE d.lang = %(lang)s AND {readable} AND {condition}
 ORDER BY {order}, d.content_id OFFSET %(offset)s LIMIT %(limit)s
"""
_LETTER = '{order} >= {initial} AND {order} < chr(ascii({initial}) + 1) COLLATE "C"'
_LETTERS = """
SELECT initial FROM unnest(%(initials)s::text[]) AS initial
 CROSS JOIN LATERAL (SELECT FROM editions_current d
                      WHERE d.lang = %(lang)s AND d.kind = %(kind)s AND {readable} AND {starts}
                      ORDER BY {order} LIMIT 1) first
"""
_LATEST = """
SELECT d.summary, d.seq FROM editions_current d
 WHERE d.lang = %(lang)s AND {readable} AND d.kind <> 'hub'
 ORDER BY d.last_reviewed DESC, d.seq DESC LIMIT %(limit)s
"""
_SITEMAP = """
SELECT d.lang, d.path, d.modified_at FROM editions_current d
 WHERE {readable} AND d.lang = %(lang)s ORDER BY d.seq LIMIT %(limit)s
"""
_SITEMAP_LIMIT = 50_000  # of the sitemap protocol


@dataclass(frozen=True, slots=True)
class Version:
    """An article in one of its languages."""

    lang: str
    path: str
    title: str

    @property
    def url(self) -> str:
        return f"/{self.lang}/{self.path}"


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at an address, and every language in which the same item can be read now.

    `revocations` are signatures under any edition of it that were taken back.
    """

    item: PublicItem
    versions: tuple[Version, ...]
    revocations: tuple[Revocation, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """An item whose time is over, whatever the clock did: nothing of its text is here."""

    content_id: UUID
    lang: str
    path: str
    title: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in a list: the summary of a public document."""

    lang: str
    path: str
    kind: str
    title: str
    summary: str
    status: str
    last_reviewed: str
    seq: int

    @property
    def url(self) -> str:
        return f"/{self.lang}/{self.path}"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `next_page` is None on the last."""

    entries: tuple[Entry, ...]
    number: int
    next_page: int | None


def article_at(*, lang: str, path: str) -> Found | Ended | PublicRedirect | None:
    """The article at an address with its languages, in one query.

    A redirect where the item has moved on; None where nothing public ever stood there.
    """
    row = _first(
        _ARTICLE.format(
            readable=READABLE, left=seconds_left("d.public_until"), revocations=OF_ITEM
        ),
        {"lang": lang, "path": path},
    )
    if row is None:
        return None
    listed = json.loads(row[13]) if isinstance(row[13], str) else row[13]
    versions = tuple(Version(*values) for values in listed)
    columns: list[Any] = list(row[:13])
    if columns[9] is None:
        return Ended(content_id=row[0], lang=row[1], path=row[7], title=row[14], versions=versions)
    columns[9] = bytes(columns[9])
    item = PublicItem(*columns)
    if item.path != path and item.state != "withdrawn":
        return PublicRedirect(content_id=item.content_id, lang=item.lang, path=item.path)
    return Found(item=item, versions=versions, revocations=revocations_of(row[15]))


def version_of(*, content_id: UUID, lang: str) -> Version | None:
    """Where an item can be read now in a language, for the replacement of a withdrawn one."""
    row = _first(
        f"SELECT d.lang, d.path, d.title FROM editions_current d "  # noqa: S608 - constants
        f"WHERE d.content_id = %(content_id)s AND d.lang = %(lang)s AND {READABLE}",
        {"content_id": content_id, "lang": lang},
    )
    return Version(*row) if row else None


def latest(*, lang: str, limit: int) -> tuple[Entry, ...]:
    """The articles that were reviewed last, newest first."""
    return _entries(rows_of(_LATEST.format(readable=READABLE), {"lang": lang, "limit": limit}))


def listed_by_kind(*, lang: str, kind: str, number: int, letter: str = "") -> Listing:
    """Page `number` (from 1) of the articles of one kind, by title; `letter` begins the title."""
    condition, values = "d.kind = %(kind)s", {"lang": lang, "kind": kind}
    if letter:
        condition += " AND " + _LETTER.format(order=_ALPHABETICAL, initial="%(initial)s")
        values["initial"] = _INITIALS.get(letter, letter)
    return _listing(condition, values, number)


def letters(*, lang: str, kind: str) -> frozenset[str]:
    """The letters of `ALPHABET` that titles of one kind begin with."""
    starts = _LETTER.format(order=_ALPHABETICAL, initial="initial")
    initials = [_INITIALS.get(letter, letter) for letter in ALPHABET]
    values = {"lang": lang, "kind": kind, "initials": initials}
    sql = _LETTERS.format(readable=READABLE, starts=starts, order=_ALPHABETICAL)
    used = {row[0] for row in rows_of(sql, values)}
    return frozenset(letter for letter in ALPHABET if _INITIALS.get(letter, letter) in used)


def listed_by_topic(*, lang: str, topic: str, number: int) -> Listing:
    """Page `number` (from 1) of what carries a topic, by title."""
    return _listing("d.topics @> ARRAY[%(topic)s]::text[]", {"lang": lang, "topic": topic}, number)


def site_map(*, lang: str) -> list[tuple[str, str, datetime]]:
    """Language, path and last change of everything that can be read in a language."""
    return rows_of(_SITEMAP.format(readable=READABLE), {"lang": lang, "limit": _SITEMAP_LIMIT})


def _listing(condition: str, values: dict[str, Any], number: int) -> Listing:
    sql = _LIST.format(readable=READABLE, order=_ALPHABETICAL, condition=condition)
    window = {"offset": (number - 1) * PAGE_SIZE, "limit": PAGE_SIZE + 1}
    entries = _entries(rows_of(sql, {**values, **window}))
    more = len(entries) > PAGE_SIZE
    return Listing(
        entries=entries[:PAGE_SIZE], number=number, next_page=number + 1 if more else None
    )


def _entries(rows: list[tuple[Any, ...]]) -> tuple[Entry, ...]:
    found = []
    for summary, seq in rows:
        data = json.loads(bytes(summary))
        found.append(
            Entry(
                lang=data["lang"],
                path=data["path"],
                kind=data["type"],
                title=data["title"],
                summary=data["summary"],
                status=data["status"],
                last_reviewed=data["lastReviewed"],
                seq=seq,
            )
        )
    return tuple(found)


def rows_of(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a query, as the public role reads them."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _first(sql: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
