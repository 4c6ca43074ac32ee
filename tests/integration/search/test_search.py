"""What a search answers, over texts that were really signed."""

import re
from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from search.results import FacetValue
from tests.factories.pages import draft
from tests.integration.search.asking import ask, text, titles


@pytest.fixture
def one(house, published):
    return published(draft(author=house["author"], text="Blåsejente på veien."))


def test_a_hit_comes_from_its_current_edition(one):
    found = ask("søvn")

    (hit,) = found.hits
    assert (hit.content_id, hit.lang, hit.type) == (str(one.translation_key), "nb", "lifestyle")
    assert (hit.title, hit.path, hit.status) == (
        "Søvn og hvile", "levevaner/sovn-og-hvile", "current",
    )  # fmt: skip
    assert text(hit.title_segments) == "[Søvn] og hvile"
    assert text(hit.snippet) == "Hva du kan gjøre selv."
    assert hit.last_reviewed == date.today()  # noqa: DTZ011
    assert (found.total, found.served_by, found.next_cursor) == (1, "embedded", "")
    assert (found.near_topics, found.phones, found.elsewhere, found.pins) == ((), (), (), ())


def test_the_snippet_shows_the_passage_that_matches(one):
    assert text(ask("blåsejente").hits[0].snippet) == "[Blåsejente] på veien."


def test_a_misspelt_word_is_corrected_as_the_text_writes_it(one):
    found = ask("blåsegente Søvn")

    assert found.corrected == "blåsejente Søvn"
    assert titles(found) == ["Søvn og hvile"]


def test_exact_takes_the_words_as_they_are(one):
    found = ask("blåsegente", exact="1")

    assert (found.corrected, found.total) == ("", 0)


def test_the_facets_have_names_in_the_readers_language(one):
    facets = {facet.name: facet.values for facet in ask("søvn").facets}

    assert facets["type"] == (FacetValue("lifestyle", "Livsstil", 1, selected=False),)
    assert facets["language"] == (FacetValue("nb", "Bokmål", 1, selected=False),)


def test_nothing_found_offers_phones(one):
    found = ask("kattepus")

    assert found.total == 0
    assert [(phone.number, phone.label) for phone in found.phones] == [
        ("116117", "Legevakt"), ("113", "Medisinsk nødtelefon"),
    ]  # fmt: skip


def test_another_language_is_told_of_and_never_shown(one):
    found = ask("søvn", lang="en")

    assert found.hits == ()
    assert [(each.lang, each.count) for each in found.elsewhere] == [("nb", 1)]


def test_a_search_is_four_statements_at_most_all_as_the_public_role(one):
    with (
        CaptureQueriesContext(connections["public"]) as public,
        CaptureQueriesContext(connections["default"]) as others,
    ):
        found = ask("blåsegente sømn", type="lifestyle")

    assert (found.total, found.corrected) == (1, "blåsejente søvn")
    # The index's mean lengths and the editors' words are read beside it now and then, and kept.
    asked = [each for each in public if not re.search(r"avg\(length\)|curation_", each["sql"])]
    assert len(asked) == 4
    assert len(others) == 0
