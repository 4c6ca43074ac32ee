"""Suggestions as one types, over texts that were really signed."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from content_models.pages import LifestylePage
from editorial.editions.services import edition_withdraw
from search.query.request import RequestInvalid, parse_suggest
from search.services import suggest_run
from tests.factories.pages import draft, edit
from tests.integration.search.asking import text


def suggest(q: str, lang: str = "nb", **others: str):
    return suggest_run(
        parse_suggest({"q": [q], "lang": [lang], **{k: [v] for k, v in others.items()}})
    )


def offered(q: str, lang: str = "nb") -> list[str]:
    return [item.title for item in suggest(q, lang).items]


@pytest.fixture
def texts(house, published):
    names = {
        "sovn": ("Søvn og hvile", "døgnrytme\nsove godt"),
        "sov": ("Barn som ikke vil sove", ""),
        "trening": ("Trening og mosjon", "fysisk aktivitet"),
    }
    return {
        slug: published(draft(author=house["author"], title=title, slug=slug, synonyms=synonyms))
        for slug, (title, synonyms) in names.items()
    }


def test_names_go_on_from_what_was_typed(texts):
    assert offered("tre") == ["Trening og mosjon"]
    assert offered("TRENING og mo") == ["Trening og mosjon"]
    assert offered("fys") == ["Trening og mosjon"]
    assert offered("mosj") == ["Trening og mosjon"]
    assert offered("ening") == []


def test_a_title_comes_before_a_synonym_and_its_beginning_before_its_middle(texts):
    assert offered("sov") == ["Søvn og hvile", "Barn som ikke vil sove"]
    assert offered("sove") == ["Søvn og hvile", "Barn som ikke vil sove"]


def test_the_words_that_fit_are_marked(texts):
    assert text(suggest("mosj").items[0].title_segments) == "Trening og [mosjon]"


def test_misspelt_beginnings_are_understood(texts):
    assert offered("trenig") == ["Trening og mosjon"]
    assert offered("mossjon") == ["Trening og mosjon"]
    assert offered("qqqqqq") == []


def test_too_little_to_go_by_offers_nothing(texts):
    assert offered("t") == []
    assert offered("") == []
    assert offered("!!") == []


def test_it_is_one_statement_as_the_public_role_and_three_where_it_is_misspelt(texts):
    for typed, statements in (("tren", 1), ("trenig", 3)):
        with (
            CaptureQueriesContext(connections["public"]) as public,
            CaptureQueriesContext(connections["default"]) as others,
        ):
            assert offered(typed) == ["Trening og mosjon"]
        assert (len(public), len(others)) == (statements, 0)


def test_only_what_is_public_now_is_offered(texts, house):
    edit(texts["trening"], author=house["author"], title="Usignert trening")
    draft(LifestylePage, author=house["author"], title="Trening for gravide", slug="utkast")
    assert offered("tren") == ["Trening og mosjon"]

    edition_withdraw(
        content_id=texts["trening"].translation_key,
        actor=house["duty"], reason="unsafe", notices={"nb": "Feil."},
    )  # fmt: skip

    assert offered("tren") == []


def test_help_comes_first_while_typing(texts):
    assert [pin.level for pin in suggest("får ikke puste").pins][:1] == ["emergency"]


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"q": ["a" * 201]}, {"q": "too-long"}),
        ({"lang": ["de"]}, {"lang": "not-a-choice"}),
        ({"limit": ["21"]}, {"limit": "out-of-range"}),
        ({"limit": ["0"]}, {"limit": "out-of-range"}),
        ({"limit": ["١"]}, {"limit": "out-of-range"}),
        ({"q": ["a", "b"]}, {"q": "given-twice"}),
        ({"colour": ["red"], "lang": [""]}, {"colour": "unknown", "lang": "not-a-choice"}),
    ],
)
def test_what_can_not_be_understood_is_refused_by_name(values, problems):
    with pytest.raises(RequestInvalid) as refusal:
        parse_suggest(values)
    assert refusal.value.problems == problems
