"""Every candidate is checked against its current public edition before it is shown.

One statement, as the public role: what is withdrawn, past its time or moved on is gone or at its
new address in the same instant, whichever engine ranked it and however old its index is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import connections
from psycopg.pq import Format

from search.analysis.groups import languages_of
from search.documents import is_item
from search.engines.base import CANDIDATES, Candidate, Filters
from search.results import MOST_ELSEWHERE

PUBLIC: Final = "public"
_VISIBLE: Final = (
    "{0}.state = 'current' AND ({0}.public_until IS NULL OR {0}.public_until > helsekilde_now())"
)
_CONDITIONS: Final = {
    "kinds": "AND d.kind = ANY (%(kinds)s)",
    "topics": "AND d.topics && %(topics)s::text[]",
    "audiences": "AND d.audiences && %(audiences)s::text[]",
    "codes": "AND d.codes && %(codes)s::text[]",
}
_CURRENT_ONLY: Final = "AND d.status <> 'overdue' AND d.next_review_due > helsekilde_today()"
# The reader's own written form stands for an item that has it; `forms` are all that were searched.
_STATEMENT: Final = """
WITH candidate AS (
    SELECT c.id, min(c.place) AS place, c.id = ANY (%(shown)s::uuid[]) AS is_shown,
           array_agg(c.lang) AS langs
      FROM unnest(string_to_array(%(ids)s, ' ')::uuid[], string_to_array(%(langs)s, ' '))
           WITH ORDINALITY AS c(id, lang, place) GROUP BY c.id
), item AS MATERIALIZED (
    SELECT DISTINCT ON (d.content_id) c.place, c.is_shown, d.content_id, d.lang, d.seq, d.kind,
           d.topics, d.audiences, d.codes, d.summary,
           d.status = 'overdue' OR d.next_review_due <= helsekilde_today() AS is_overdue,
           array_agg(d.lang) OVER (PARTITION BY d.content_id) AS forms
      FROM candidate c JOIN editions_current d ON d.content_id = c.id
     WHERE d.lang = ANY (%(searched)s) AND {visible} {conditions}
     ORDER BY d.content_id, (d.lang = %(own)s) DESC, (d.lang = ANY (c.langs)) DESC, d.lang
), page AS (
    SELECT i.content_id, d.document,
           ARRAY(SELECT o.lang FROM editions_current o
                  WHERE o.content_id = i.content_id AND o.lang <> i.lang AND {visible_other}
                  ORDER BY o.lang) AS also_in
      FROM (SELECT content_id, lang FROM item WHERE NOT is_shown ORDER BY place
             LIMIT %(limit)s) i
      JOIN editions_current d ON d.content_id = i.content_id AND d.lang = i.lang
), audience AS (
    SELECT DISTINCT ON (a.id) a.id, a.content_id, a.lang
      FROM (SELECT unnest(i.audiences) AS id, i.content_id, i.lang, i.seq FROM item i) a
     ORDER BY a.id, (a.lang = %(own)s) DESC, a.seq DESC
), other AS MATERIALIZED (
    SELECT DISTINCT w.family, p.doc
      FROM unnest(%(other_families)s::text[], %(other_terms)s::text[]) AS w(family, term)
     CROSS JOIN LATERAL (SELECT p.doc FROM search_posting p
                          WHERE p.family = w.family AND p.term = w.term LIMIT {most}) p
)
SELECT i.place, i.is_shown, i.content_id::text, i.lang, i.kind, i.topics, i.audiences, i.codes,
       i.summary, i.is_overdue, i.forms, p.document, p.also_in, NULL::jsonb
  FROM item i LEFT JOIN page p USING (content_id)
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       jsonb_build_object(
    'audiences', (
        SELECT jsonb_object_agg(a.id, (
            SELECT n ->> 'name' FROM jsonb_array_elements(
                convert_from(d.document, 'UTF8')::jsonb -> 'article' -> 'audiences') n
             WHERE n ->> 'id' = a.id LIMIT 1))
          FROM audience a
          JOIN editions_current d ON d.content_id = a.content_id AND d.lang = a.lang),
    'elsewhere', (
        SELECT jsonb_object_agg(counted.lang, counted.items) FROM (
            SELECT l.lang, count(*) AS items
              FROM unnest(%(langs_of)s::text[], %(other_langs)s::text[]) AS l(family, lang)
             CROSS JOIN LATERAL (
                    SELECT FROM other o JOIN search_document s ON s.id = o.doc AND s.lang = l.lang
                      JOIN editions_current d ON d.lang = l.lang AND d.content_id =
                           CASE WHEN s.content_id ~ '^[0-9a-f-]{{36}}$' THEN s.content_id::uuid END
                     WHERE o.family = l.family AND {visible} {conditions} LIMIT {counted}) found
             GROUP BY l.lang) counted),
    'topics', CASE WHEN NOT EXISTS (SELECT 1 FROM item) THEN (
        SELECT jsonb_agg(jsonb_build_array(
                   newest.topic, newest.articles,
                   convert_from(newest.summary, 'UTF8')::jsonb -> 'topics'))
          FROM (SELECT DISTINCT ON (t.topic) t.topic, t.summary,
                       count(*) OVER (PARTITION BY t.topic) AS articles
                  FROM (SELECT unnest(d.topics) AS topic, d.seq, d.summary
                          FROM editions_current d
                         WHERE d.lang = %(reader)s AND {visible}) t
                 ORDER BY t.topic, t.seq DESC) newest) END)
 ORDER BY 1 NULLS LAST
"""


class Item(NamedTuple):
    """A result as its current edition has it. `document` is there only where it is on the page."""

    is_shown: bool
    content_id: str
    lang: str
    kind: str
    topics: Sequence[str]
    audiences: Sequence[str]
    codes: Sequence[str]
    summary: bytes
    is_overdue: bool
    forms: Sequence[str]
    document: bytes | None
    also_in: Sequence[str] | None

    def summarised(self) -> dict[str, Any]:
        """The edition's summary as a dict, in the shape of an entry of `GET /content`."""
        data: dict[str, Any] = json.loads(self.summary)
        return data


@dataclass(frozen=True, slots=True)
class CarriedTopic:
    """A topic that something public carries in the reader's language."""

    id: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Hydrated:
    """`topics` are there where there is no item at all."""

    items: list[Item]
    audiences: dict[str, str]
    elsewhere: dict[str, int]
    topics: list[CarriedTopic]

    @property
    def page(self) -> list[Item]:
        """The items of this page, in order."""
        return [item for item in self.items if item.document is not None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the editions. `shown` are the candidates that earlier pages had."""

    candidates: Sequence[Candidate]
    shown: frozenset[str]
    reader: str
    searched: tuple[str, ...]
    filters: Filters
    limit: int
    current_only: bool = False
    other_terms: Sequence[tuple[str, str]] = ()  # family, term


def hydrate(asked: Asked) -> Hydrated:
    """Check the candidates, in the order given, and read what is shown of them."""
    sql, values = statement(asked)
    with connections[PUBLIC].cursor() as cursor:
        cursor.cursor.format = Format.BINARY  # a summary is bytes, which as text are twice as many
        cursor.execute(sql, values)
        *rows, (*_, beside) = cursor.fetchall()
    return Hydrated(
        items=[Item._make(row[1:13]) for row in rows],
        audiences=beside["audiences"] or {},
        elsewhere=beside["elsewhere"] or {},
        topics=[
            CarriedTopic(id=topic, name=_name(names, topic), articles=articles)
            for topic, articles, names in beside["topics"] or []
        ],
    )


def statement(asked: Asked) -> tuple[str, dict[str, Any]]:
    """The statement and its values."""
    filters = {name: list(getattr(asked.filters, name)) for name in _CONDITIONS}
    conditions = [_CONDITIONS[name] for name, chosen in filters.items() if chosen]
    if asked.current_only:
        conditions.append(_CURRENT_ONLY)
    sql = _STATEMENT.format(
        visible=_VISIBLE.format("d"),
        visible_other=_VISIBLE.format("o"),
        conditions=" ".join(conditions),
        most=CANDIDATES,
        counted=MOST_ELSEWHERE,
    )
    known = [each for each in asked.candidates if is_item(each.key)]
    families = dict.fromkeys(family for family, _ in asked.other_terms)
    others = [(family, lang) for family in families for lang in languages_of(family)]
    return sql, {
        # Neither has a space in it, and one text is cheaper to hand over than hundreds.
        "ids": " ".join([each.key for each in known]),
        "langs": " ".join([each.lang for each in known]),
        "shown": [each.key for each in known if each.key in asked.shown],
        "searched": list(asked.searched),
        "own": asked.reader,
        "reader": asked.reader,
        "limit": asked.limit,
        "langs_of": [family for family, _ in others],
        "other_langs": [lang for _, lang in others],
        "other_families": [family for family, _ in asked.other_terms],
        "other_terms": [term for _, term in asked.other_terms],
        **filters,
    }


def _name(names: list[dict[str, str]], topic: str) -> str:
    return next((each["name"] for each in names if each["id"] == topic), topic)
