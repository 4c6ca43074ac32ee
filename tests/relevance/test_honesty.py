"""Judged queries measure; they are never copied into what is measured.

Nobody can say of a word where it came from. So the rule is about queries that say more than a name
does: a synonym's source may be a judged query only where a text bears that very name, and so is
found without the synonym. That is why nothing is asked of `en_synonym_listed`, whose queries are
names of texts, and of a misspelt title whose stem is that of the title itself.
"""

import csv
import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from search.analysis.folding import fold, words
from search.analysis.groups import group_of
from search.analysis.shipped import key_of, stop_rows, synonym_rows
from search.evaluation.sources import corpus
from tests.relevance.sets import COLLECTIONS, Collection, JudgedSet

Key = tuple[str, ...]
# Names of illnesses that are common knowledge, of which the corpus has no text of that name.
KNOWN = {
    "en_consumer_questions": {"What is Alcohol Use Disorder?"},
    "no_health_handmade": {"demens"},
}
LISTED = "en_synonym_listed"
# Their names were taken out of the texts on purpose: not even a name is excused.
TAKEN_OUT = "en_synonym_unlisted"
# Two words stand beside each other by chance; three of a question do not.
PHRASE = 3
SHIPPED = (".py", ".yml", ".sql", ".tsv", ".txt")


@cache
def stops(family: str) -> frozenset[str]:
    return frozenset(fold(row.word) for row in stop_rows() if row.family == family)


def key(text: str, family: str) -> Key:
    return key_of(text, family=family, stops=stops(family))


@cache
def sources(family: str) -> dict[Key, str]:
    """What synonyms start from, by what a query finds them by."""
    return {
        key(source, family): source for row in synonym_rows(family) for source, _ in row.pairs()
    }


def names(collection: Collection, folder: Path) -> frozenset[tuple[str, Key]]:
    """Family and key of every name that a text of the collection bears."""
    return frozenset().union(
        *(names_of(folder / file, collection.lang, collection.exclude) for file in collection.files)
    )


@cache
def names_of(file: Path, lang: str, exclude: str) -> frozenset[tuple[str, Key]]:
    return frozenset(
        (group_of(document.lang), key(name, group_of(document.lang)))
        for document in corpus(file, lang=lang, exclude=exclude)
        for name in (document.title, *document.synonyms)
    )


def shipped_texts() -> Iterator[str]:
    """All code and data of the search."""
    for path in sorted((Path(settings.BASE_DIR) / "search").rglob("*")):
        if path.suffix == ".gz":
            yield gzip.decompress(path.read_bytes()).decode()
        elif path.suffix in SHIPPED:
            yield path.read_text(encoding="utf-8")


@cache
def shipped_words() -> str:
    """All of it as folded words, in order, a space before and after each."""
    return f" {' '.join(words(' '.join(shipped_texts())))} "


def every_set() -> Any:
    """One parameter a judged set, with its collection."""
    return pytest.mark.parametrize(
        ("collection", "judged"),
        [
            pytest.param(collection, judged, id=judged.name)
            for collection in COLLECTIONS
            for judged in collection.sets
        ],
    )


def queries(judged: JudgedSet, folder: Path) -> list[tuple[str, str]]:
    """Text and family of each query, those without a judgement too."""
    found = []
    for file in sorted((folder / "judged").glob(f"{judged.name}.*queries.tsv")):
        with file.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
                found.append((row["query"], group_of(row.get("lang") or judged.lang)))
    assert found
    return found


def test_every_judged_set_is_looked_at(shared_dir: Path) -> None:
    files = (shared_dir / "data" / "judged").glob("*.qrels.tsv")
    assert {file.name.removesuffix(".qrels.tsv") for file in files} == {
        judged.name for collection in COLLECTIONS for judged in collection.sets
    }


def guarded(collection: Collection, judged: JudgedSet, folder: Path) -> dict[tuple[str, Key], str]:
    """The queries that no synonym may start from, by family and key."""
    borne = frozenset() if judged.name == TAKEN_OUT else names(collection, folder)
    found = {(family, key(text, family)): text for text, family in queries(judged, folder)}
    return {each: text for each, text in found.items() if each not in borne}


@every_set()
def test_no_synonym_starts_from_a_judged_query(
    collection: Collection, judged: JudgedSet, shared_dir: Path
) -> None:
    found = guarded(collection, judged, shared_dir / "data")
    copied = {text for (family, key), text in found.items() if key in sources(family)}
    assert copied == KNOWN.get(judged.name, set())


@every_set()
def test_no_judged_query_stands_in_code_or_data(
    collection: Collection, judged: JudgedSet, shared_dir: Path
) -> None:
    """Neither as a synonym's target, nor as a rule, a phrase or an example."""
    folder = shared_dir / "data"
    borne = names(collection, folder)
    copied = {
        text
        for text, family in queries(judged, folder)
        if len(words(text)) >= PHRASE
        and (family, key(text, family)) not in borne
        and f" {' '.join(words(text))} " in shipped_words()
    }
    assert copied == set()


@pytest.mark.parametrize("collection", [pytest.param(each, id=each.name) for each in COLLECTIONS])
def test_no_text_of_a_corpus_is_preferred_by_its_id(
    collection: Collection, shared_dir: Path
) -> None:
    tokens = {token for text in shipped_texts() for token in re.findall(r"[\w:.-]+", text)}
    ids = {
        document.key
        for file in collection.files
        for document in corpus(shared_dir / "data" / file, lang=collection.lang)
    }
    assert len(ids) > 100
    assert ids & tokens == set()


@every_set()
def test_most_queries_are_guarded(
    collection: Collection, judged: JudgedSet, shared_dir: Path
) -> None:
    """What is excused is little, but where all queries are names that texts bear."""
    folder = shared_dir / "data"
    share = len(guarded(collection, judged, folder)) / len(set(queries(judged, folder)))
    assert (share == 0) if judged.name == LISTED else (share > 0.6), share
