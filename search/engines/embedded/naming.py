"""The names of documents by the words they begin with, for suggestions as one types."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from search.analysis.folding import words
from search.analysis.groups import group_of
from search.documents import SearchDocument

LONGEST_KEY: Final = 80
MOST_STARTS: Final = 6  # words of one name at which a suggestion may begin
MOST_DOCUMENTS: Final = 60
SHORTEST: Final = 2  # letters; below that nearly everything would fit
# What a key is: the smaller, the earlier it is suggested.
TITLE, SYNONYM, INSIDE_TITLE, INSIDE_SYNONYM = range(4)
_LAST: Final = "\U0010ffff"  # no letter comes after it

_WRITE: Final = """
INSERT INTO search_name (family, key, place, doc)
SELECT n.family, n.key, n.place, n.doc
  FROM unnest(%s::text[], %s::text[], %s::smallint[], %s::int[]) AS n(family, key, place, doc)
"""
# The reader's own written form of an item stands for both. Titles come from the public editions.
_SUGGEST: Final = """
WITH named AS (
    SELECT n.doc, min(n.place) AS place, min(length(n.key)) AS size
      FROM unnest(%(starts)s::text[], %(ends)s::text[]) AS t(start, until)
      JOIN search_name n ON n.family = %(family)s AND n.key >= t.start AND n.key < t.until
     GROUP BY n.doc ORDER BY 2, 3, n.doc LIMIT %(most)s
), item AS (
    SELECT DISTINCT ON (d.content_id) d.content_id, d.lang, d.kind, d.path, d.title,
           min(n.place) OVER same AS place, min(n.size) OVER same AS size
      FROM named n JOIN search_document s ON s.id = n.doc
      JOIN editions_current d ON d.lang = ANY (%(langs)s) AND d.content_id =
           CASE WHEN s.content_id ~ '^[0-9a-f-]{36}$' THEN s.content_id::uuid END
     WHERE d.state = 'current' AND (d.public_until IS NULL OR d.public_until > helsekilde_now())
    WINDOW same AS (PARTITION BY d.content_id)
     ORDER BY d.content_id, (d.lang = %(lang)s) DESC, d.lang
)
SELECT content_id::text, lang, kind, path, title FROM item
 ORDER BY place, size, title COLLATE "C", content_id LIMIT %(limit)s
"""


def keys_of(document: SearchDocument) -> list[tuple[str, int]]:
    """Each name from its beginning and from its later words, with what it is; none twice."""
    found: dict[str, int] = {}
    for number, name in enumerate((document.title, *document.synonyms)):
        split = words(name)
        for start in range(min(len(split), MOST_STARTS)):
            key = " ".join(split[start:])[:LONGEST_KEY]
            place = (INSIDE_TITLE if start else TITLE) + bool(number)
            found[key] = min(place, found.get(key, place))
    return sorted(found.items())


def write(cursor: Any, documents: Iterable[tuple[int, SearchDocument]]) -> None:
    """Remember the names of documents, each with the number it has in the index."""
    rows = [
        (group_of(document.lang), key, place, number)
        for number, document in documents
        for key, place in keys_of(document)
    ]
    if rows:
        cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])


def forget(cursor: Any, numbers: Sequence[int]) -> None:
    """Forget the names of documents."""
    cursor.execute("DELETE FROM search_name WHERE doc = ANY(%s)", [list(numbers)])


def suggest(
    cursor: Any, *, starts: Sequence[str], family: str, lang: str, langs: Sequence[str], limit: int
) -> list[tuple[str, str, str, str, str]]:
    """Id, language, kind, path and title of public items with a name that begins so."""
    values = {
        "starts": list(starts), "ends": [start + _LAST for start in starts], "family": family,
        "lang": lang, "langs": list(langs), "most": MOST_DOCUMENTS, "limit": limit,
    }  # fmt: skip
    cursor.execute(_SUGGEST, values)
    rows: list[tuple[str, str, str, str, str]] = cursor.fetchall()
    return rows
