"""No query breaks the search: where it is too long it is refused by name, else it is answered.

Elasticsearch is asked in `tests/integration/elasticsearch/test_hostile.py`.
"""

import pytest
from django.test import Client

from search import safety
from search.query.build import MOST_WORDS, Unknowing, build
from search.query.request import RequestInvalid, parse, parse_suggest
from search.services import search_run, suggest_run
from tests.integration.search.asking import counted
from tests.integration.search.hostile import (
    api_status,
    in_address,
    longest,
    page_status,
    shelf_fill,
    spoken,
)

# In the suite, and by `make hostile`.
MANY, ALL = 1_000, 10_000
OVER_HTTP, ALL_OVER_HTTP = 300, 2_000
MOST_STATEMENTS = 12
MOST_STATEMENTS_OF_A_REQUEST = 20
PINNED = 10  # one in so many is looked at for danger too


def test_they_are_understood_or_refused_by_name(is_full):
    many = ALL if is_full else MANY
    refused: list[dict[str, str]] = []
    for number, (text, lang) in enumerate(spoken(many)):
        try:
            request = parse({"q": [text], "lang": [lang]})
        except RequestInvalid as refusal:
            refused.append(refusal.problems)
            continue
        built = build(request.q, lang=lang, vocabulary=Unknowing())
        assert len(built.words) <= MOST_WORDS
        assert "\x00" not in "".join([request.q, *built.query.terms])
        if number % PINNED == 0:
            safety.pins(request.q, lang=lang)
    assert 0 < len(refused) < many / 2
    assert {str(problems) for problems in refused} == {"{'q': 'too-long'}"}


@pytest.fixture
def shelf(db):
    shelf_fill()


def test_they_have_an_answer_of_the_engine_that_costs_no_more_than_another(shelf, is_full, figure):
    """What is too long is asked as far as it may go, so that it costs what it can cost."""
    many = ALL if is_full else MANY
    found = corrected = offered = 0
    with counted() as searches, counted() as suggestions:
        for text, lang in spoken(many, seed=5):
            values = {"q": [longest(text)], "lang": [lang]}
            request, typed = parse(values), parse_suggest(values)
            answer = searches.of(text, lambda request=request: search_run(request))
            offers = suggestions.of(text, lambda typed=typed: suggest_run(typed))
            assert (answer.served_by, offers.served_by) == ("embedded", "embedded"), repr(text)
            found += answer.total > 0
            corrected += answer.corrected != ""
            offered += offers.items != ()
    figure(f"searches, {searches.said()}; suggestions, {suggestions.said()}")
    assert searches.most[0] <= MOST_STATEMENTS, searches.most
    assert suggestions.most[0] <= MOST_STATEMENTS, suggestions.most
    assert found > many / 10
    assert corrected > many / 100
    assert offered > many / 200


def test_they_have_a_page_and_an_answer_of_the_api(shelf, is_full, figure):
    many = ALL_OVER_HTTP if is_full else OVER_HTTP
    client, refused, found = Client(), 0, 0
    with counted() as cost:
        for text, lang in spoken(many, seed=6):
            query, read = in_address(text)
            page, *answers = (
                cost.of(text, lambda address=address: client.get(address))
                for address in (
                    f"/{lang}/search?{query}",
                    f"/api/v1/search?lang={lang}&{query}",
                    f"/api/v1/suggest?lang={lang}&{query}",
                )
            )
            assert [page.status_code, *(answer.status_code for answer in answers)] == [
                page_status(read), api_status(read), api_status(read, is_typing=True)
            ], repr(text)  # fmt: skip
            assert page["Content-Type"] == "text/html; charset=utf-8"
            for answer in answers:
                served = "embedded" if answer.status_code == 200 else None
                assert answer.json().get("servedBy") == served, repr(text)
            refused += answers[0].status_code == 422
            found += len(answers[0].json().get("hits", ())) > 0
    figure(f"pages and answers, {cost.said()}")
    assert cost.most[0] <= MOST_STATEMENTS_OF_A_REQUEST, cost.most
    assert many / 20 < refused < many / 2
    assert found > many / 10
