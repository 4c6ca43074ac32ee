"""Writing the index. One document is replaced inside the publishing transaction, in milliseconds.

Nothing that two publications share is updated and nothing shared is unique, so writers of
different documents never wait for each other. The row of the document comes first: it makes
writers of the same document wait in line.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from search.analysis.groups import group_of
from search.documents import Analysed, SearchDocument, analyse
from search.engines.embedded import naming
from search.engines.embedded.deletions import edits_allowed, keys

_DOCUMENT: Final = """
INSERT INTO search_document AS d (content_id, lang, family, kind, number, title, names, topics,
                                  audiences, codes, length, name_length)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (content_id, lang) DO UPDATE SET
    family = excluded.family, kind = excluded.kind, number = excluded.number,
    title = excluded.title, names = excluded.names, topics = excluded.topics,
    audiences = excluded.audiences, codes = excluded.codes, length = excluded.length,
    name_length = excluded.name_length
 WHERE d.number <= excluded.number OR %s
RETURNING id
"""
_POSTINGS: Final = """
INSERT INTO search_posting (family, term, doc, tf, ttf, dl, tl)
SELECT %s, t.term, %s, t.tf, t.ttf, %s, %s
  FROM unnest(%s::text[], %s::real[], %s::real[]) AS t(term, tf, ttf)
"""
_NEW_WORDS: Final = """
SELECT w.word, w.is_name FROM unnest(%s::text[], %s::boolean[]) AS w(word, is_name)
 WHERE NOT EXISTS (SELECT 1 FROM search_word s WHERE s.family = %s AND s.word = w.word
                                                 AND (s.is_name OR NOT w.is_name))
 ORDER BY w.word
"""
_WORDS: Final = """
INSERT INTO search_word (family, word, is_name)
SELECT %s, w.word, w.is_name FROM unnest(%s::text[], %s::boolean[]) AS w(word, is_name)
"""
_SPELLINGS: Final = """
INSERT INTO search_spelling (family, key, word)
SELECT %s, s.key, s.word FROM unnest(%s::text[], %s::text[]) AS s(key, word)
"""


def replace(cursor: Any, document: SearchDocument, *, number: int) -> None:
    """Index one document in place of its older self; one older than the index's is ignored."""
    analysed = analyse(document)
    cursor.execute(_DOCUMENT, [*document_row(document, analysed, number=number), False])
    row = cursor.fetchone()
    if row is None:
        return
    family = group_of(document.lang)
    _clear(cursor, [row[0]])
    terms = sorted(analysed.terms)
    cursor.execute(
        _POSTINGS,
        [
            family, row[0], analysed.length, analysed.name_length,
            terms, [analysed.terms[term] for term in terms],
            [analysed.named.get(term, 0.0) for term in terms],
        ],
    )  # fmt: skip
    naming.write(cursor, [(row[0], document)])
    learn(cursor, family=family, analysed=[analysed])


def _clear(cursor: Any, numbers: list[int]) -> None:
    """Delete what hangs on documents with these numbers."""
    cursor.execute("DELETE FROM search_posting WHERE doc = ANY(%s)", [numbers])
    naming.forget(cursor, numbers)


def remove(cursor: Any, *, key: str, lang: str) -> None:
    """Forget one document. Its words stay known until the next rebuild."""
    cursor.execute(
        "DELETE FROM search_document WHERE content_id = %s AND lang = %s RETURNING id", [key, lang]
    )
    row = cursor.fetchone()
    if row is not None:
        _clear(cursor, [row[0]])


def document_row(document: SearchDocument, analysed: Analysed, *, number: int) -> list[Any]:
    """The values of a row of `search_document`, in the order of its columns."""
    return [
        document.key, document.lang, group_of(document.lang), document.kind, number,
        document.title, "\n".join(analysed.names), list(document.topics),
        list(document.audiences), [f"{system}:{code}" for system, code in document.codes],
        analysed.length, analysed.name_length,
    ]  # fmt: skip


def learn(cursor: Any, *, family: str, analysed: Sequence[Analysed]) -> None:
    """Add the words of these documents that the vocabulary does not have yet."""
    names = {word for each in analysed for word in each.name_words}
    every = sorted(names | {word for each in analysed for word in each.words})
    cursor.execute(_NEW_WORDS, [every, [word in names for word in every], family])
    new = cursor.fetchall()
    if not new:
        return
    cursor.execute(_WORDS, [family, [word for word, _ in new], [named for _, named in new]])
    pairs = [
        (key, word)
        for word, is_name in new
        for key in sorted(keys(word, edits=min(edits_allowed(word), 2 if is_name else 1)))
    ]
    if pairs:
        cursor.execute(_SPELLINGS, [family, [key for key, _ in pairs], [word for _, word in pairs]])


def forget(cursor: Any, items: Sequence[tuple[str, str]]) -> None:
    """Forget many documents at once, each named by key and language."""
    cursor.execute(
        "DELETE FROM search_document d USING unnest(%s::text[], %s::text[]) AS gone(key, lang) "
        "WHERE d.content_id = gone.key AND d.lang = gone.lang RETURNING d.id",
        [[key for key, _ in items], [lang for _, lang in items]],
    )
    _clear(cursor, [row[0] for row in cursor.fetchall()])


def load(
    cursor: Any,
    documents: Sequence[tuple[SearchDocument, int]],
    *,
    ours: Collection[tuple[str, str]] = (),
) -> dict[str, list[Analysed]]:
    """Index many documents at once, in place of their older selves.

    `ours` are those, by key and language, whose rows the caller has: they are written whatever
    their rows say. Of others one that is older than the index's is ignored. Returns what was made
    of them, by family.
    """
    by_family: dict[str, list[Analysed]] = {}
    rows = []
    for document, number in documents:
        analysed = analyse(document)
        cursor.execute(
            _DOCUMENT,
            [
                *document_row(document, analysed, number=number),
                (document.key, document.lang) in ours,
            ],
        )
        written = cursor.fetchone()
        by_family.setdefault(group_of(document.lang), []).append(analysed)
        if written is not None:
            rows.append((written[0], document, analysed))
    numbers = [number for number, _, _ in rows]
    _clear(cursor, numbers)
    postings = [
        (group_of(document.lang), term, number, weight, analysed.named.get(term, 0.0),
         analysed.length, analysed.name_length)
        for number, document, analysed in rows
        for term, weight in analysed.terms.items()
    ]  # fmt: skip
    postings.sort()  # in the order of the index, whose pages are then visited once each
    statement = "COPY search_posting (family, term, doc, tf, ttf, dl, tl) FROM STDIN"
    with cursor.copy(statement) as copy:
        for posting in postings:
            copy.write_row(posting)
    naming.write(cursor, [(number, document) for number, document, _ in rows])
    for family, several in by_family.items():
        learn(cursor, family=family, analysed=several)
    return by_family
