"""Figures of frequent terms are kept for a while, and nothing is found later for it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.analysis.groups import NORWEGIAN
from search.analysis.stems import stem
from search.documents import SearchDocument
from search.engines.embedded import frequent
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.frequent import Frequent
from search.query.build import build

BODIES = {
    "a": ("Feber", "Feber hos barn som hoster. " * 3),
    "b": ("Hoste og feber", "Noen hoster lenge."),
    "c": ("Influensa", "Feber, hoste og vondt i kroppen."),
    "d": ("Kikhoste", "Sjelden. Smitter lett, og gir feber."),
}


def fill(engine):
    for key, (title, body) in BODIES.items():
        engine.replace(SearchDocument(key=key, lang="nb", title=title, body=body), number=1)


def asked(engine, text):
    query = build(text, lang="nb", vocabulary=engine).query
    return [(found.key, round(found.score, 9)) for found in engine.rank(query)]


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(frequent.time, "monotonic", lambda: now[0])
    return now


def test_only_frequent_terms_are_kept_and_for_a_while(clock):
    kept: Frequent[str] = Frequent(least=3)
    kept.keep(family="no", counted=[("feber", 3, "three"), ("gikt", 2, "two")])
    assert kept.known(family="no", terms=["feber", "gikt", "hoste"]) == {"feber": "three"}
    assert kept.known(family="en", terms=["feber"]) == {}
    clock[0] += frequent.SECONDS - 1
    assert kept.known(family="no", terms=["feber"]) == {"feber": "three"}
    clock[0] += 1
    assert kept.known(family="no", terms=["feber"]) == {}


def test_it_never_grows_without_end(monkeypatch):
    monkeypatch.setattr(frequent, "_MOST", 3)
    kept: Frequent[int] = Frequent(least=1)
    for number in range(10):
        kept.keep(family="no", counted=[(f"t{number}", 5, number)])
    assert len(kept.known(family="no", terms=[f"t{number}" for number in range(10)])) <= 3
    assert kept.known(family="no", terms=["t9"]) == {"t9": 9}


def test_the_ranking_is_the_same_with_and_without_what_is_kept(db):
    keeps, counts = (EmbeddedEngine(reads="default", frequent=least) for least in (2, 10**9))
    fill(keeps)
    for text in ("feber", "feber hoste", "kikhoste feber influensa", "hoste barn", "xylofon"):
        expected = asked(counts, text)
        assert asked(keeps, text) == expected  # it counts
        assert asked(keeps, text) == expected  # it knows
    root = stem("feber", NORWEGIAN)
    assert keeps._counts.known(family=NORWEGIAN, terms=[root]) == {root: 4.0}
    assert counts._counts.known(family=NORWEGIAN, terms=[root]) == {}


def test_a_new_text_is_found_although_its_words_were_counted_before(db):
    engine = EmbeddedEngine(reads="default", frequent=2)
    fill(engine)
    before = [key for key, _ in asked(engine, "feber")]
    engine.replace(SearchDocument(key="e", lang="nb", title="Feber og frost"), number=1)
    assert [key for key, _ in asked(engine, "feber")] != before
    assert {key for key, _ in asked(engine, "feber")} == {*BODIES, "e"}
    engine.remove(key="e", lang="nb", number=2)
    assert [key for key, _ in asked(engine, "feber")] == before


def test_a_term_that_most_texts_have_lost_still_finds_the_one_that_has_it(db):
    engine = EmbeddedEngine(reads="default", frequent=2)
    fill(engine)
    asked(engine, "feber")
    for key in "abc":
        engine.remove(key=key, lang="nb", number=2)
    engine._sizes.clear()
    assert [key for key, _ in asked(engine, "feber")] == ["d"]


def test_what_a_word_may_mean_is_counted_once(db):
    engine = EmbeddedEngine(reads="default", frequent=2)
    fill(engine)
    with CaptureQueriesContext(connection) as first:
        assert build("febr", lang="nb", vocabulary=engine).corrected == "feber"
    with CaptureQueriesContext(connection) as again:
        assert build("febr", lang="nb", vocabulary=engine).corrected == "feber"

    def counted(context):
        return [row["sql"] for row in context.captured_queries if "sum(ttf)" in row["sql"]]

    root = re.compile(rf"\b{stem('feber', NORWEGIAN)}\b")
    assert [bool(root.search(sql)) for sql in counted(first)] == [True]
    assert [bool(root.search(sql)) for sql in counted(again)] == [False]
