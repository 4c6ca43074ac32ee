"""Searches and clicks are counted at the site's edge, and the page never notices."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from search.statistics import counting
from search.statistics.models import PendingCount
from search.statistics.services import mark_of
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    counting.forget()
    yield
    counting.forget()


def counted(text: str, *, lang: str = "nb") -> tuple[int, ...] | None:
    counting.flush()
    row = PendingCount.objects.filter(mark=mark_of(lang=lang, text=text)).first()
    return row and (row.searches, row.zero, row.shown, row.clicks)


def test_a_search_on_the_site_is_counted_with_whether_it_found_something(
    house: dict[str, Any], published: Any
) -> None:
    published(pages.draft(author=house["author"]))
    client = Client()
    html = client.get("/nb/search", {"q": "Søvn"}).content.decode()
    assert 'data-followed="/nb/search/followed" data-query="Søvn"' in html
    assert "site/followed.js" in html
    client.get("/nb/search", {"q": "søvn", "type": "lifestyle"})
    missing = client.get("/nb/search", {"q": "xyzzy"}).content.decode()
    assert "followed" not in missing
    assert counted("søvn") == (1, 0, 1, 0)
    assert counted("xyzzy") == (1, 1, 0, 0)


def test_a_partner_s_search_is_counted_but_shown_on_no_page_of_ours(
    house: dict[str, Any], published: Any
) -> None:
    published(pages.draft(author=house["author"]))
    assert Client().get("/api/v1/search", {"q": "søvn", "lang": "nb"}).status_code == 200
    assert counted("søvn") == (1, 0, 0, 0)


def test_a_click_is_counted_by_its_query_alone(db: str) -> None:
    answer = Client().post("/nn/search/followed", {"q": " Søvn "})
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (204, b"", "no-store")
    assert not answer.cookies
    assert counted("søvn", lang="nn") == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        ({}, {}, 400),
        ({"q": "søvn", "user": "7"}, {}, 400),
        ({"q": ["søvn", "hvile"]}, {}, 400),
        ({"q": "x" * 201}, {}, 400),
        ({"q": "x" * 5000}, {}, 413),
        ({"q": "søvn"}, {"sec-fetch-site": "cross-site"}, 403),
        ({"q": "01019012345"}, {}, 204),
    ],
)
def test_what_is_no_click_of_ours_counts_nothing(
    db: str, data: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    answer = Client().post("/nb/search/followed", data, headers=headers)
    assert answer.status_code == status
    counting.flush()
    assert PendingCount.objects.count() == 0


def test_only_a_post_counts(db: str) -> None:
    assert Client().get("/nb/search/followed", {"q": "søvn"}).status_code == 405
