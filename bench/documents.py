"""Synthetic published documents of 6 to 10 kB, the same at every run."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from content_models.digest import canonical, sha256_hex

SEED = 20261124
NAMESPACE = UUID("6b1f0d3e-52b3-4b1e-9d57-0d2f4b9a7c10")
MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
COLUMNS = (
    "content_id, lang, seq, edition_id, page_id, number, state, status, kind, path, title, topics, "
    "audiences, codes, digest, clinical_digest, document, summary, public_until, last_reviewed, "
    "next_review_due, modified_at"
)
_KINDS = ("illness", "treatment", "lifestyle", "patient-rights")
_SYLLABLES = ("hel", "se", "syk", "dom", "be", "hand", "ling", "råd", "le", "ge", "barn", "krop")


def content_id(number: int) -> UUID:
    """The id of the document with this number, from 1."""
    return uuid5(NAMESPACE, str(number))


def rows(*, count: int) -> Iterator[tuple[Any, ...]]:
    """Rows of `editions_publicdocument` in the order of `COLUMNS`."""
    source = random.Random(SEED)  # noqa: S311 - synthetic text
    for number in range(1, count + 1):
        yield _row(number=number, source=source)


def articles(*, count: int) -> Iterator[dict[str, Any]]:
    """The articles of the first documents, for those who make a text of their own from them."""
    source = random.Random(SEED)  # noqa: S311 - synthetic text
    for number in range(1, count + 1):
        yield _article(number=number, source=source)


def _text(source: random.Random, *, length: int) -> str:
    words: list[str] = []
    size = 0
    while size < length:
        word = "".join(source.choices(_SYLLABLES, k=source.randint(1, 4)))
        words.append(word)
        size += len(word) + 1
    return " ".join(words)


def _article(*, number: int, source: random.Random) -> dict[str, Any]:
    topic = f"topic-{number % 50}"
    return {
        "type": _KINDS[number % 4],
        "lang": "nb",
        "title": f"Dokument {number}",
        "summary": _text(source, length=160),
        "riskClass": "C",
        "licence": "CC0-1.0",
        "synonyms": [],
        "topics": [{"id": topic, "name": topic.title()}],
        "audiences": [{"id": "adults", "name": "Voksne"}],
        "lifeSituations": [],
        "codes": [{"system": "ICPC-2", "code": f"T{number % 700:02d}", "display": "Kode"}],
        "sections": [
            {
                "id": str(uuid5(NAMESPACE, f"{number}/{part}")),
                "aspect": "overview",
                "heading": f"Del {part}",
                "blocks": [
                    {
                        "id": str(uuid5(NAMESPACE, f"{number}/{part}/0")),
                        "type": "text",
                        "html": f"<p>{_text(source, length=source.randint(850, 1450))}</p>",
                    }
                ],
            }
            for part in range(5)
        ],
        "references": [],
        "referencesWaiver": "Syntetisk tekst.",
    }


def _row(*, number: int, source: random.Random) -> tuple[Any, ...]:
    # Not at the top: stock Wagtail, which has no editions, takes its articles from here.
    from editorial.editions.append import EDITION_SCHEME

    article = _article(number=number, source=source)
    item, path, stamp = content_id(number), f"sykdom/dokument-{number}", "2026-11-24T12:00:00Z"
    clinical = sha256_hex(canonical(article))
    edition = {
        "scheme": EDITION_SCHEME, "contentId": str(item), "lang": "nb", "number": 1,
        "action": "published", "severity": "major", "path": path, "status": "current",
        "publishedAt": stamp, "firstPublishedAt": stamp, "lastClinicalChange": stamp,
        "lastReviewed": "2026-11-24",
        "nextReviewDue": "2029-11-24", "publicUntil": None, "clinicalScheme": 1,
        "clinicalDigest": clinical, "withdrawal": None,
        "signOffs": [{
            "role": "clinical", "name": "Kari Lege", "profession": "lege",
            "organisation": "Prøvesykehuset", "signedAt": stamp, "checklist": "clinical_v1",
        }],
    }  # fmt: skip
    editorial = {
        "demonstration": True, "machineTranslated": False,
    }  # fmt: skip
    document = canonical({"article": article, "edition": edition, "editorial": editorial})
    digest = sha256_hex(document)
    summary = canonical(
        {name: article[name] for name in ("type", "lang", "title", "summary", "topics", "codes")}
        | {"contentId": str(item), "path": path, "number": 1, "status": "current"}
        | {"digest": digest, "lastReviewed": "2026-11-24", "nextReviewDue": "2029-11-24"}
        | {"publishedAt": stamp, "firstPublishedAt": stamp}
    )
    codes = [f"ICPC-2:{code['code']}" for code in article["codes"]]
    return (
        item, "nb", number, number, number, 1, "current", "current", article["type"], path,
        article["title"], [article["topics"][0]["id"]], ["adults"], codes, digest, clinical,
        document, summary, None, date(2026, 11, 24), date(2029, 11, 24), MOMENT,
    )  # fmt: skip
