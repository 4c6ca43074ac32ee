"""Public documents fixed to the byte: states that no quick walk through the house reaches."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from content_models.digest import canonical, sha256_hex
from tests.contract.rows import owner, summary
from tests.unit.cms.site.documents import rich_document

MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)
_numbers = count(1)


def show(document: dict[str, Any], *, public_until: datetime | None = None) -> str:
    """Make a document the newest edition of its item; returns its digest."""
    article, edition = document["article"], document["edition"]
    data = canonical(document)
    digest = sha256_hex(data)
    number = next(_numbers)
    values = {
        "content_id": edition["contentId"], "lang": edition["lang"], "seq": number,
        "edition_id": number, "page_id": number, "number": edition["number"],
        "state": "withdrawn" if edition["status"] == "withdrawn" else "current",
        "status": edition["status"], "kind": article["type"], "path": edition["path"],
        "title": article["title"], "audiences": [], "codes": [],
        "topics": [topic["id"] for topic in article.get("topics", [])],
        "digest": digest, "clinical_digest": edition["clinicalDigest"], "document": data,
        "summary": summary(article=article, envelope=document, digest=digest),
        "public_until": public_until, "last_reviewed": edition["lastReviewed"],
        "next_review_due": edition["nextReviewDue"], "modified_at": MOMENT,
    }  # fmt: skip
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    with owner() as connection:
        connection.execute(
            f"INSERT INTO editions_publicdocument ({names}) VALUES ({marks})", list(values.values())
        )
        old_address(path=edition["path"], lang=edition["lang"], content_id=edition["contentId"])
    return digest


def old_address(*, path: str, lang: str, content_id: UUID | str) -> None:
    """Say that an address belongs to an item."""
    with owner() as connection:
        connection.execute(
            "INSERT INTO editions_publicpath (lang, path, content_id) VALUES (%s, %s, %s)",
            [lang, path, content_id],
        )


def another(
    title: str,
    *,
    lang: str = "nb",
    kind: str = "illness",
    path: str | None = None,
    content_id: UUID | None = None,
    topics: tuple[tuple[str, str], ...] = (),
    **edition: Any,
) -> dict[str, Any]:
    """The rich document as another item."""
    item = content_id or uuid4()
    document = rich_document(
        contentId=str(item), lang=lang, path=path or f"sykdom/{item}", **edition
    )
    document["article"].update(
        title=title,
        lang=lang,
        type=kind,
        topics=[{"id": key, "name": name} for key, name in topics],
    )
    return document


def crowd(document: dict[str, Any], *, number: int) -> None:
    """Make `number` more items of a document, with titles and topics of many kinds."""
    show(document)
    with owner() as connection:
        connection.execute(
            """
            INSERT INTO editions_publicdocument
            SELECT (jsonb_populate_record(d, jsonb_build_object(
                       'content_id', gen_random_uuid(), 'seq', 1000000 + n, 'path', 'sykdom/' || n,
                       'title', chr(65 + n %% 26) || md5(n::text),
                       'topics', jsonb_build_array('t' || n %% 60, 't' || n %% 37)))).*
              FROM generate_series(1, %s) AS n, editions_publicdocument d
             WHERE d.content_id = %s
            """,
            [number, document["edition"]["contentId"]],
        )
    with owner() as connection:
        connection.execute("ANALYZE editions_publicdocument")
