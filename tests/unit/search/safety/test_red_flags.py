"""Danger is recognised however it is spelt, and a query of every day is left alone."""

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from search import safety
from search.query.request import LANGUAGES, clean

HERE = Path(__file__).parent
ALARMING = yaml.safe_load((HERE / "alarming.yml").read_text(encoding="utf-8"))
HARMLESS = yaml.safe_load((HERE / "harmless.yml").read_text(encoding="utf-8"))


def raised(query, lang):
    return [pin.id for pin in safety.pins(query, lang=lang)]


def test_every_flag_is_tried_in_every_language():
    assert set(ALARMING) == {flag["id"] for flag in safety.flags().flags}
    assert all(set(by_lang) == set(LANGUAGES) for by_lang in ALARMING.values())


@pytest.mark.parametrize("flag", ALARMING)
def test_a_flag_is_raised_through_spelling_and_inflection(flag):
    missed = [
        (lang, query)
        for lang, queries in ALARMING[flag].items()
        for query in queries
        if flag not in raised(query, lang)
    ]
    assert missed == []


@pytest.mark.parametrize("flag", ALARMING)
def test_letters_may_come_apart_from_their_marks(flag):
    missed = [
        (lang, query)
        for lang, queries in ALARMING[flag].items()
        for query in queries
        if flag not in raised(clean(unicodedata.normalize("NFD", query)), lang)
    ]
    assert missed == []


@pytest.mark.parametrize("flag", ALARMING)
def test_help_is_found_whatever_language_the_site_is_read_in(flag):
    missed = [
        (site, query)
        for lang, queries in ALARMING[flag].items()
        for query in queries
        for site in LANGUAGES
        if query != "rape" and flag not in raised(query, site)
    ]
    assert missed == []


@pytest.mark.parametrize("lang", HARMLESS)
def test_harmless_queries_raise_nothing(lang):
    assert {query: raised(query, lang) for query in HARMLESS[lang] if raised(query, lang)} == {}


def test_the_harmless_list_is_long_and_has_every_language():
    assert set(HARMLESS) == set(LANGUAGES)
    assert sum(map(len, HARMLESS.values())) >= 300


def test_a_word_of_two_languages_counts_in_its_own():
    assert raised("rape", "en") == ["violence"]
    assert raised("rape", "nb") == []  # to burp


@pytest.mark.parametrize(
    "query", ["", "   ", "?", "🙂" * 200, "a" * 5000, "ikke " * 400, "\x00\u202e"]
)
def test_what_says_nothing_raises_nothing(query):
    assert raised(query, "nb") == []


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_no_text_is_an_error(query, lang):
    assert set(raised(query, lang)) <= set(ALARMING)


def test_the_most_urgent_help_stands_first():
    query = "mannen slår meg og jeg får ikke puste og er gravid og blør"
    assert raised(query, "nb") == ["breathing", "pregnancy-bleeding", "violence"]


def test_a_negation_in_between_is_no_danger():
    assert raised("vondt i halsen men ikke i brystet", "nb") == []


def test_a_pin_has_its_numbers_and_words_in_each_language():
    (pin,) = safety.pins("vil ikke leve", lang="en")
    assert (pin.id, pin.level) == ("suicide", "support")
    assert [(phone.number, phone.label) for phone in pin.phones] == [
        ("113", "Medical emergency number"),
        ("116 123", "Mental Helse helpline, day and night"),
    ]
    assert pin.title == "Thinking of ending your life? Talk to someone now"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nothing_is_found_two_lines_are_offered(lang):
    assert [phone.number for phone in safety.phones(lang=lang)] == ["116117", "113"]


GOOD = {
    "id": "x",
    "level": "urgent",
    "why": "because",
    "phones": ["113"],
    "title": dict.fromkeys(LANGUAGES, "t"),
    "text": dict.fromkeys(LANGUAGES, "t"),
    "phrases": dict.fromkeys(LANGUAGES, "feber"),
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"why": " "}, "Red flag x: it needs a level and a reason."),
        ({"level": "high"}, "Red flag x: it needs a level and a reason."),
        ({"phones": ["911"]}, "Red flag x: unknown phone."),
        ({"phones": []}, "Red flag x: unknown phone."),
        ({"title": {"nb": "t"}}, "Red flag x: title is not there in every language."),
        ({"phrases": GOOD["phrases"] | {"se": ""}},
         "Red flag x: phrases is not there in every language."),
        ({"names": {"sv": "feber"}}, "Red flag x: names in an unknown language."),
        ({"phrases": GOOD["phrases"] | {"nb": "på i"}},
         "Red flags: 'på i' has too few words that say something."),
    ],
)  # fmt: skip
def test_bad_data_is_refused_when_it_is_read(tmp_path, monkeypatch, change, message):
    data = yaml.safe_load(safety.DATA.read_text(encoding="utf-8")) | {"flags": [GOOD | change]}
    path = tmp_path / "flags.yml"
    path.write_text(yaml.safe_dump(data))
    monkeypatch.setattr(safety, "DATA", path)
    with pytest.raises(ValueError, match="^" + message.replace(".", r"\.") + "$"):
        safety.flags.__wrapped__()
