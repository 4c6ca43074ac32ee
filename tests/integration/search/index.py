"""What the embedded index holds, read as it is."""

from django.db import connection


def indexed() -> list[tuple[str, str, int]]:
    """Title, language and edition number of every indexed document."""
    return _rows("SELECT title, lang, number FROM search_document ORDER BY title, lang")


def terms_of(title: str) -> list[str]:
    """The terms under which a document stands in the index."""
    return [
        row[0]
        for row in _rows(
            "SELECT p.term FROM search_posting p JOIN search_document d ON d.id = p.doc"
            " WHERE d.title = %s ORDER BY p.term",
            [title],
        )
    ]


def orphans() -> int:
    """Postings of documents that are not there."""
    return _rows(
        "SELECT count(*) FROM search_posting p"
        " WHERE NOT EXISTS (SELECT 1 FROM search_document d WHERE d.id = p.doc)"
    )[0][0]


def words() -> list[str]:
    """Every word of the vocabulary, doubles twice."""
    return [row[0] for row in _rows("SELECT word FROM search_word ORDER BY word")]


def _rows(sql: str, values: list | None = None) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or [])
        return cursor.fetchall()
