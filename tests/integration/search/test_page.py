"""The citizen's page of results, without JavaScript."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.db import connections

from search import hydration, results
from tests.integration.search.shelf import Shelf


@pytest.fixture
def shelf(db):
    return Shelf()


@pytest.fixture
def see(shelf, client):
    def get(address):
        response = client.get(address)
        return response, unescape(re.sub(r"\s+", " ", response.text))

    return get


def headings(text):
    return [
        re.sub("<.*?>", "", found)
        for found in re.findall(r'<span class="entry__title">(.*?)</span></a>', text)
    ]


def test_results_are_marked_and_lead_to_the_text(shelf, see):
    shelf.put("Astma & kols", path="sykdom/astma")
    response, text = see("/nb/search?q=astma")

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"
    assert '<span class="entry__title"><mark>Astma</mark> & kols</span>' in text
    assert 'href="/nb/sykdom/astma"' in text
    assert "Treff: 1" in text


def test_an_empty_question_shows_the_box_and_topics(shelf, see):
    shelf.put("Astma")
    for address in ("/nb/search", "/nb/search?q=", "/nb/search?q=%20%E2%80%8B"):
        response, text = see(address)
        assert response.status_code == 200
        assert "/nb/emne/lunger" in text
        assert "Ingen treff" not in text


def test_a_misspelt_query_says_what_it_shows_and_offers_what_was_typed(shelf, see):
    shelf.put("Astma")
    text = see("/nb/search?q=asmta")[1]

    assert "<strong>astma</strong>" in text
    assert 'href="/nb/search?q=asmta&exact=1"' in text
    assert headings(text) == ["Astma"]
    assert headings(see("/nb/search?q=asmta&exact=1")[1]) == []


def test_help_stands_above_the_results_with_its_number(see):
    text = see("/nb/search?q=f%C3%A5r+ikke+puste")[1]

    assert text.index("pin--emergency") < text.index('class="results"')
    assert 'href="tel:113"' in text


def test_facets_are_links_that_choose_and_take_back(shelf, see):
    shelf.put("Astma")
    shelf.put("Astma og mosjon", kind="lifestyle", topics=("trening",))
    text = see("/nb/search?q=astma")[1]
    assert 'href="/nb/search?q=astma&type=lifestyle"' in text
    assert "Bokmål" not in re.sub(r'class="tongue.*?</ul>', "", text)  # it leaves no choice

    chosen = see("/nb/search?q=astma&type=lifestyle")[1]
    assert headings(chosen) == ["Astma og mosjon"]
    assert '<a href="/nb/search?q=astma" class="on" aria-current="true">' in chosen


def test_pages_lead_on_and_back_to_the_first(shelf, see):
    for number in range(12):
        shelf.put(f"Astma {number:02d}")
    first = see("/nb/search?q=astma")[1]
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = see(following)[1]

    assert len(headings(first)) == 10
    assert sorted(headings(first) + headings(second)) == [f"Astma {n:02d}" for n in range(12)]
    assert 'rel="next"' not in second
    assert '<a class="button" href="/nb/search?q=astma">Første treff</a>' in second


def test_other_languages_are_offered_and_the_same_item_named(shelf, see):
    item = uuid4()
    shelf.put("Diabetes", content_id=item)
    shelf.put("Diabetes", lang="nn", content_id=item)
    shelf.put("Diabetes", lang="en")

    text = see("/nb/search?q=diabetes")[1]
    assert headings(text) == ["Diabetes"]
    assert "Også på Nynorsk" in text
    assert '<a href="/en/search?q=diabetes" lang="en" hreflang="en">English (1)</a>' in text


def test_nothing_found_offers_topics_and_numbers(shelf, see):
    shelf.put("Astma")
    response, text = see("/nb/search?q=qqxxzz")

    assert response.status_code == 200
    assert "Ingen treff" in text
    assert '<a href="/nb/emne/lunger">Lunger</a>' in text
    assert 'href="tel:116117"' in text


def test_overdue_is_said(shelf, see):
    shelf.change(shelf.put("Astma"), status="overdue")

    assert "tag--overdue" in see("/nb/search?q=astma")[1]
    assert headings(see("/nb/search?q=astma&freshness=current")[1]) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=" + "a" * 201, "høyst 200 tegn"),
        ("q=astma&colour=red", "ikke et av søkene våre"),
        ("q=astma&type=car", "ikke et av søkene våre"),
        ("q=astma&cursor=xyz", "ikke et av søkene våre"),
        ("q=astma&limit=1000", "ikke et av søkene våre"),
        ("q=astma&q=kols", "ikke et av søkene våre"),
        ("q=astma&lang=nn", "ikke et av søkene våre"),
        ("q=astma&topic=%00", "ikke et av søkene våre"),
    ],
)
def test_an_address_that_is_no_search_is_refused_on_a_page_that_helps_on(shelf, see, query, said):
    response, text = see(f"/nb/search?{query}")

    assert response.status_code == 400
    assert said in text
    assert 'name="q" value="a' in text
    assert headings(text) == []
    assert "private" in response["Cache-Control"]


def test_a_refused_address_still_shows_the_help_it_calls_for(see):
    text = see("/nb/search?q=f%C3%A5r+ikke+puste&colour=red")[1]

    assert 'href="tel:113"' in text
    assert "pin--emergency" in text


def test_with_the_database_down_the_page_says_so_and_still_helps(shelf, see):
    public = connections["public"]
    public.close()
    name = public.settings_dict["NAME"]
    public.settings_dict["NAME"] = "helsekilde_test_nowhere"
    try:
        response, text = see("/nb/search?q=f%C3%A5r+ikke+puste")
        empty, _ = see("/nb/search")
    finally:
        public.close()
        public.settings_dict["NAME"] = name

    assert (response.status_code, empty.status_code) == (200, 200)
    assert "Søket virker ikke akkurat nå." in text
    assert "pin--emergency" in text
    assert "Ingen treff" not in text


def test_another_language_is_not_counted_to_its_end(shelf, see, monkeypatch):
    shelf.put("Diabetes", lang="en")
    shelf.put("Diabetes in children", lang="en")
    offer = '<a href="/en/search?q=diabetes" lang="en" hreflang="en">English ({})</a>'
    assert offer.format("2") in see("/nb/search?q=diabetes")[1]
    for module in (hydration, results):
        monkeypatch.setattr(module, "MOST_ELSEWHERE", 2)
    assert offer.format("2+") in see("/nb/search?q=diabetes")[1]
