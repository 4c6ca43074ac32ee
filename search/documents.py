"""What is indexed of an edition: names, headings, text, codes. Pure; knows no engine."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final

from search.analysis.analyser import word_terms
from search.analysis.codes import document_terms
from search.analysis.folding import words
from search.analysis.groups import group_of
from search.analysis.stems import stem

TITLE: Final = 5.0
SYNONYM: Final = 4.0
HEADING: Final = 2.0
BODY: Final = 1.0
SHORTEST_WORD: Final = 3  # letters, to be worth spelling
_TAG: Final = re.compile(r"<[^>]*>")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BREAK: Final = re.compile(r"</(?:p|li|h\d|tr|td|th)>|<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One item in one language as the engines see it. `key` is its content id."""

    key: str
    lang: str
    title: str
    kind: str = ""
    summary: str = ""
    synonyms: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    body: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysed:
    """Term → weighted frequency, over all fields (`terms`) and over the names alone (`named`).

    `length` and `name_length` count the words themselves, not what they also stand for; `names`
    are the stems of each title and synonym; `words` every folded word, for spelling, and
    `spelt_words` those of names, headings and summary.
    """

    terms: dict[str, float]
    named: dict[str, float]
    length: float
    name_length: float
    names: list[str]
    words: list[str]
    name_words: list[str] = field(default_factory=list)


def analyse(document: SearchDocument) -> Analysed:
    """Count the terms of a document. Takes about a millisecond for a page of 500 words."""
    group = group_of(document.lang)
    counted: Counter[str] = Counter()
    named: Counter[str] = Counter()
    vocabulary: set[str] = set()
    name_words: set[str] = set()
    length = name_length = 0.0
    for text, weight in _fields(document):
        found = words(text)
        length += weight * len(found)
        for word, times in Counter(found).items():
            for term, share in word_terms(word, group):
                counted[term] += weight * times * share  # type: ignore[assignment]
        vocabulary.update(found)
        if weight > BODY:
            name_words.update(found)
    names = (document.title, *document.synonyms)
    for name in names:
        found = words(name)
        name_length += len(found)
        for word in found:
            for term, share in word_terms(word, group):
                named[term] += share  # type: ignore[assignment]
    for term in document_terms(list(document.codes)):
        counted[term] += TITLE  # type: ignore[assignment]
        named[term] += 1.0  # type: ignore[assignment]
    return Analysed(
        terms=dict(counted),
        named=dict(named),
        length=max(length, 1.0),
        name_length=max(name_length, 1.0),
        names=[" ".join(stem(word, group) for word in words(name)) for name in names],
        words=sorted(word for word in vocabulary if _is_spelt(word)),
        name_words=sorted(word for word in name_words if _is_spelt(word)),
    )


def _is_spelt(word: str) -> bool:
    return len(word) >= SHORTEST_WORD and word.isalpha()


def _fields(document: SearchDocument) -> Iterator[tuple[str, float]]:
    yield document.title, TITLE
    for synonym in document.synonyms:
        yield synonym, SYNONYM
    yield document.summary, HEADING
    for heading in document.headings:
        yield heading, HEADING
    yield document.body, BODY


def is_item(key: str) -> bool:
    """True for the id of an item; an index may hold other keys, which no edition has."""
    return _ID.fullmatch(key) is not None


def plain(html: str) -> str:
    """The text of sanitised HTML, one line for each block."""
    return unescape(_TAG.sub(" ", _BREAK.sub("\n", html))).strip()


def from_edition(*, content_id: str, lang: str, document: dict[str, Any]) -> SearchDocument:
    """The search document of an edition's document (the shape of `docs/api/document.md`)."""
    article = document["article"]
    sections = article.get("sections", [])
    return SearchDocument(
        key=str(content_id),
        lang=lang,
        kind=article["type"],
        title=article["title"],
        summary=article.get("summary", ""),
        synonyms=tuple(article.get("synonyms", [])),
        headings=tuple(section["heading"] for section in sections if section["heading"]),
        body="\n".join(text for section in sections for text in block_texts(section["blocks"])),
        codes=tuple((code["system"], code["code"]) for code in article.get("codes", [])),
        topics=tuple(topic["id"] for topic in article.get("topics", [])),
        audiences=tuple(audience["id"] for audience in article.get("audiences", [])),
    )


_TEXT_KEYS: Final = (
    "heading", "html", "title", "question", "text", "name", "caption", "alt", "transcript",
)  # fmt: skip


def block_texts(blocks: list[Any]) -> Iterator[str]:
    """Every readable text of the blocks, in reading order, without markup."""
    for block in blocks:
        if isinstance(block, str):
            yield plain(block)
        elif isinstance(block, list):
            yield from block_texts(block)
        elif isinstance(block, dict):
            for name, value in block.items():
                if isinstance(value, str):
                    if name in _TEXT_KEYS and value:
                        yield plain(value)
                elif isinstance(value, list):
                    yield from block_texts(value)
