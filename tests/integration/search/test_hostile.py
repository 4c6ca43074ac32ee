"""No query breaks the search: where it is too long it is refused by name, else it is answered."""

from urllib.parse import quote

import pytest
from django.test import Client

from search import safety
from search.query.build import MOST_WORDS, Unknowing, build
from search.query.request import LANGUAGES, RequestInvalid, parse, parse_suggest
from search.services import search_run, suggest_run
from tests.integration.search.hostile import queries
from tests.integration.search.shelf import Shelf

MANY = 10_000
PINNED = 10  # one in so many is looked at for danger too
ASKED = 400  # of them are put to the whole search; reading them all takes seconds enough


def test_ten_thousand_are_understood_or_refused_by_name():
    refused: list[dict[str, str]] = []
    for number, text in enumerate(queries(MANY)):
        lang = LANGUAGES[number % len(LANGUAGES)]
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
    assert 0 < len(refused) < MANY / 2
    assert {str(problems) for problems in refused} == {"{'q': 'too-long'}"}


@pytest.fixture
def shelf(db):
    shelf = Shelf()
    for title, lang in (("Astma", "nb"), ("Diabetes", "nn"), ("Asthma", "en"), ("Ástma", "se")):
        shelf.put(title, lang=lang)
    return shelf


def test_each_has_an_answer_of_the_engine(shelf):
    answered = 0
    for number, text in enumerate(queries(ASKED, seed=5)):
        values = {"q": [text], "lang": [LANGUAGES[number % len(LANGUAGES)]]}
        try:
            request, typed = parse(values), parse_suggest(values)
        except RequestInvalid:
            continue
        assert search_run(request).served_by == "embedded", repr(text)
        assert suggest_run(typed).served_by == "embedded", repr(text)
        answered += 1
    assert answered > ASKED / 2


def test_each_has_a_page_and_an_answer_of_the_api(shelf):
    client = Client()
    for text in queries(150, seed=6):
        query = quote(text.encode(errors="surrogatepass"))
        page = client.get(f"/nb/search?q={query}")
        assert page.status_code in (200, 400), repr(text)
        for address in ("search", "suggest"):
            answer = client.get(f"/api/v1/{address}?lang=nb&q={query}")
            assert answer.status_code in (200, 422), repr(text)
