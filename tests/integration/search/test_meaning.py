"""Search by meaning, with the real encoder and real vectors in PostgreSQL."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from content_models.pages import LifestylePage
from editorial.editions.consumers.registry import Entry
from editorial.editions.models import LogEntry
from editorial.editions.services import edition_withdraw
from search.engines.base import Candidate, EngineQuery, Filters
from search.query.build import build
from search.vectors import store
from search.vectors.following import entry_encode, vectors_build
from search.vectors.hybrid import widened
from search.vectors.texts import document_vectors
from tests.factories.pages import draft

TEXTS = {
    "Hypertension": "Your heart pumps blood with too much pressure. It can damage the arteries.",
    "Insomnia": "You can not fall asleep, or wake up too early. Good habits at night help.",
    "Scabies": "Tiny mites dig into the skin. The rash itches most at night.",
}


@pytest.fixture
def english(house: Any, published: Callable[..., Any], vectors: str) -> dict[str, LifestylePage]:
    """Three public texts in English, by title."""
    pages = {}
    for title, text in TEXTS.items():
        fields = {"title": title, "slug": title.lower(), "text": text, "summary": text}
        page = draft(LifestylePage, lang="en", author=house["author"], **fields)
        pages[title] = published(page)
    return pages


def entries() -> list[Entry]:
    """The log as a consumer is given it."""
    rows = LogEntry.objects.select_related("edition").order_by("seq")
    return [
        Entry(row.seq, e.content_id, e.lang, e.number, e.action, e.path)
        for row in rows
        for e in [row.edition]
    ]


@pytest.fixture
def follow(encoder: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the consumer read the whole log."""
    monkeypatch.setattr("search.vectors.following.active_encoder", lambda: encoder)

    def run() -> None:
        for entry in entries():
            entry_encode(entry)

    return run


def stored() -> list[tuple[str, int]]:
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT content_id, number FROM search_vector ORDER BY 1")
        found: list[tuple[str, int]] = cursor.fetchall()
    return found


def ask(text: str, encoder: Any, filters: Filters | None = None) -> list[Candidate]:
    """What is found by meaning alone."""
    query = EngineQuery(
        family="en", terms={}, stems=frozenset(), filters=filters or Filters(), text=text
    )
    return list(widened(query, [], encoder=encoder))


def test_like_sentences_have_like_vectors(encoder):
    one, other, third = encoder.encode(
        ["What helps against high blood pressure?", "treatment of hypertension", "a pancake recipe"]
    )
    inner = [sum(a * b for a, b in zip(one, each, strict=True)) for each in (one, other, third)]
    assert inner[0] == pytest.approx(1, abs=1e-5)
    assert 0.5 < inner[1] < 0.9
    assert abs(inner[2]) < 0.2


def test_a_batch_says_the_same_as_one_by_one(encoder):
    texts = [
        "itching",
        "My skin itches at night and I see small red tracks between my fingers.",
        "",
    ]
    together = encoder.encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert encoder.encode([text])[0] == pytest.approx(vector, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("my blood pressure is too high", "Hypertension"),
        ("can't sleep", "Insomnia"),
        ("little bugs under my skin", "Scabies"),
    ],
)
def test_a_question_finds_the_text_that_means_it(english, follow, encoder, question, title):
    follow()
    assert ask(question, encoder)[0].key == str(english[title].translation_key)


def test_a_filter_holds_for_meaning_too(english, follow, encoder):
    follow()
    assert ask("can't sleep", encoder, Filters(kinds=("illness",))) == []
    found = ask("can't sleep", encoder, Filters(kinds=("lifestyle",)))
    assert [each.key for each in found] == [str(english["Insomnia"].translation_key)]


def test_the_log_is_followed_once_or_twice_and_a_withdrawal_forgets(house, english, follow):
    follow()
    before = stored()
    follow()
    assert stored() == before
    assert [number for _, number in before] == [1, 1, 1]
    gone = english["Scabies"].translation_key
    edition_withdraw(content_id=gone, actor=house["duty"], reason="error", notices={})
    follow()
    assert str(gone) not in [key for key, _ in stored()]
    assert len(stored()) == 2


def test_a_draft_has_no_vector(house, english, follow):
    draft(LifestylePage, lang="en", author=house["author"], title="Draft", slug="draft")
    follow()
    assert len(stored()) == 3


def test_the_build_does_what_is_lacking_and_no_more(english, encoder):
    told: list[int] = []
    assert vectors_build(encoder=encoder, languages=["en"], progress=told.append) == 3
    assert vectors_build(encoder=encoder, languages=["en"], progress=told.append) == 0
    assert told == [3]


def test_other_languages_go_by_words_alone(encoder):
    query = EngineQuery(family="no", terms={}, stems=frozenset(), text="søvn")
    words = [Candidate("a", "nb", 1.0)]
    assert widened(query, words, encoder=encoder) is words


def test_without_an_encoder_words_decide():
    query = EngineQuery(family="en", terms={}, stems=frozenset(), text="sleep")
    words = [Candidate("a", "en", 1.0)]
    assert widened(query, words, encoder=None) is words


def test_without_the_table_words_decide(db, encoder, caplog):
    query = EngineQuery(family="en", terms={}, stems=frozenset(), text="sleep")
    words = [Candidate("a", "en", 1.0)]
    with caplog.at_level(logging.WARNING):
        assert widened(query, words, encoder=encoder) is words
    assert "Search by meaning is out" in caplog.text


def test_letters_at_random_find_nothing_by_meaning(english, follow, encoder):
    follow()
    assert [ask(text, encoder) for text in ("qqqqxxxx", "sdkjfh skdjfh", "12345", "!!!")] == [
        []
    ] * 4


def test_an_encoder_that_breaks_leaves_the_words(encoder, monkeypatch, caplog):
    monkeypatch.setattr(type(encoder), "encode", lambda _self, _texts: 1 // 0)
    query = EngineQuery(family="en", terms={}, stems=frozenset(), filters=Filters(), text="sleep")
    words = [Candidate("a", "en", 1.0)]
    with caplog.at_level(logging.CRITICAL):
        assert widened(query, words, encoder=encoder) == words


def test_an_older_edition_does_not_replace_a_newer_vector(vectors, encoder):
    vector = encoder.encode(["sleep"])[0]
    with connections["default"].cursor() as cursor:
        for number in (2, 1):
            store.replace(
                cursor, key="a", lang="en", number=number, encoder=encoder.name, vector=vector
            )
    assert stored() == [("a", 2)]


def test_the_query_is_encoded_as_it_was_understood(english):
    from search.engines.chosen import EMBEDDED

    built = build("hypertenson", lang="en", vocabulary=EMBEDDED)
    assert built.query.text == "hypertension"


def test_title_and_text_weigh_alike(encoder):
    from search.documents import SearchDocument

    document = SearchDocument(key="a", lang="en", title="Sleep", summary="Rest well.")
    title, text = encoder.encode(["Sleep", "Sleep. Rest well."])
    assert document_vectors(encoder, [document])[0] == pytest.approx(
        [(a + b) / 2 for a, b in zip(title, text, strict=True)], abs=1e-5
    )


def test_the_command_says_what_is_missing(settings):
    with pytest.raises(CommandError, match="Unknown command"):
        call_command("search_vectors")
