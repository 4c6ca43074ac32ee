"""Real texts as public documents: the corpora themselves, or their sections put together anew.

The texts lie in the folder `HELSEKILDE_SHARED`, beside the checkout. Recombined documents draw
their sections from all texts of a language; some of their longer words are joined with another, as
Norwegian does, so that the vocabulary grows with the documents as it does in life.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from content_models.digest import canonical, sha256_hex
from search.documents import SearchDocument
from search.evaluation import sources

SEED = 20261125
NAMESPACE = UUID("0d4f2f0c-6a43-4b0c-9a2c-1f6f0a1f5a10")
CORPORA = ("medlineplus_en", "medquad_en", "authority_health_multilingual", "law_sections_nb",
           "background_public_sector")  # fmt: skip
QUERIES = (
    ("no_health_handmade", "nb"), ("nb_norquad_questions", "nb"), ("en_title_typos", "en"),
    ("en_synonym_listed", "en"), ("en_consumer_questions", "en"),
)  # fmt: skip
SECTIONS = (2, 5)  # of a recombined document
JOINED = 0.045  # share of the long words of a recombined document that are joined with another
LONG = 6
MOST_LETTERS = 1500  # of a section
LONGEST_QUERY = 200
SEQ = 1_000_000  # these texts stand after every real entry of the log
MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """One document before it is published."""

    lang: str
    title: str
    summary: str
    synonyms: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]


def folder() -> Path:
    """Where the texts lie. Raises FileNotFoundError where there are none."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    found = Path(os.environ.get("HELSEKILDE_SHARED", beside)) / "data"
    if not found.is_dir():
        raise FileNotFoundError(f"No texts in {found}; name their folder in HELSEKILDE_SHARED.")
    return found


def texts(*, count: int) -> list[Text]:
    """`count` documents: the real ones in an order of chance, and recombined ones where more."""
    chance = random.Random(SEED)  # noqa: S311 - which texts
    real = [
        _text(document)
        for name in CORPORA
        for document in sources.corpus(folder() / "corpus" / f"{name}.jsonl.gz", lang="nb")
    ]
    chance.shuffle(real)
    return [*real[:count], *_recombined(real, count=count - len(real), chance=chance)]


def queries(*, count: int) -> list[tuple[str, str]]:
    """Query and language, in an order of chance, of every judged kind."""
    judged = folder() / "judged"
    found = [
        (query.text, query.lang)
        for name, lang in QUERIES
        for query in sources.judged_queries(
            queries=judged / f"{name}.queries.tsv", qrels=judged / f"{name}.qrels.tsv", lang=lang
        )[:count]
        if len(query.text) <= LONGEST_QUERY
    ]
    random.Random(SEED).shuffle(found)  # noqa: S311
    return found[:count]


def _text(document: SearchDocument) -> Text:
    body = document.body
    parts = [body[at : at + MOST_LETTERS] for at in range(0, len(body), MOST_LETTERS)][:20]
    headings = [*document.headings, *("" for _ in parts)]
    return Text(
        document.lang, document.title, document.summary, document.synonyms,
        tuple(zip(headings, parts, strict=False)),
    )  # fmt: skip


def _recombined(real: list[Text], *, count: int, chance: random.Random) -> Iterator[Text]:
    by_lang: dict[str, list[Text]] = {}
    for text in real:
        by_lang.setdefault(text.lang, []).append(text)
    sections = {
        lang: [section for text in found for section in text.sections]
        for lang, found in by_lang.items()
    }
    long_words = {
        lang: sorted({word for _, body in found for word in body.split() if _is_long(word)})
        for lang, found in sections.items()
    }
    for _ in range(max(count, 0)):
        first, second = (chance.choice(real) for _ in range(2))
        pool, words = sections[first.lang], long_words[first.lang]
        drawn = [chance.choice(pool) for _ in range(chance.randint(*SECTIONS))] if pool else []
        yield Text(
            first.lang,
            f"{first.title} {second.title}" if second.lang == first.lang else first.title,
            first.summary,
            (),
            tuple((heading, _joined(body, words, chance)) for heading, body in drawn),
        )


def _joined(body: str, words: list[str], chance: random.Random) -> str:
    return " ".join(
        word + chance.choice(words).lower() if _is_long(word) and chance.random() < JOINED else word
        for word in body.split()
    )


def _is_long(word: str) -> bool:
    return len(word) >= LONG and word.isalpha()


def row(number: int, text: Text) -> tuple[Any, ...]:
    """The row of `editions_publicdocument` of a text, in the order of `bench.documents.COLUMNS`."""
    item, path, stamp = (
        uuid5(NAMESPACE, str(number)),
        f"sykdom/tekst-{number}",
        "2026-11-24T12:00:00Z",
    )
    topic = {"id": f"topic-{number % 50}", "name": f"Topic {number % 50}"}
    article = {
        "type": "illness", "lang": text.lang, "title": text.title or "–", "summary": text.summary,
        "synonyms": list(text.synonyms), "topics": [topic],
        "audiences": [{"id": "adults", "name": "Voksne"}], "codes": [],
        "sections": [
            {
                "id": str(uuid5(item, str(place))), "aspect": "overview", "heading": heading,
                "blocks": [{"id": str(uuid5(item, f"{place}/0")), "type": "text",
                            "html": f"<p>{escape(body)}</p>"}],
            }
            for place, (heading, body) in enumerate(text.sections)
        ],
    }  # fmt: skip
    dates = {"lastReviewed": "2026-11-24", "nextReviewDue": "2029-11-24"}
    document = canonical({
        "article": article,
        "edition": {"contentId": str(item), "path": path, "status": "current", **dates},
    })  # fmt: skip
    digest = sha256_hex(document)
    summary = canonical(
        {name: article[name] for name in ("type", "lang", "title", "summary", "topics", "codes")}
        | {"contentId": str(item), "path": path, "number": 1, "status": "current"}
        | {"digest": digest, "publishedAt": stamp, "firstPublishedAt": stamp, **dates}
    )
    return (
        item, text.lang, SEQ + number, number, number, 1, "current", "current", "illness", path,
        article["title"], [topic["id"]], ["adults"], [], digest, digest, document, summary, None,
        date(2026, 11, 24), date(2029, 11, 24), MOMENT,
    )  # fmt: skip
