"""What editors keep for the public search, in a browser: keyboard, axe, and a counted click."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from search.curation.models import Bet, Synonym
from search.curation.services import entry_save
from search.statistics import counting
from search.statistics.models import CountedDay, CountedQuery, PendingCount
from search.statistics.services import mark_of
from tests.browser.admin.looking import looked_at, violations
from tests.factories import pages
from tests.patience import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def desk(page: Any, house: dict[str, Any]) -> Any:
    """A page of a browser in which the desk editor is logged in, in English."""
    page.set_extra_http_headers({"Accept-Language": "en"})
    page.goto("/admin/login/")
    page.fill("[name=username]", "desk")
    page.fill("[name=password]", "desk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    return page


def counted(text: str, **counts: int) -> None:
    """A query above the threshold."""
    query = CountedQuery.objects.create(lang="nb", text=text)
    for days in (1, 2):
        day = timezone.localdate() - timedelta(days=days)
        CountedDay.objects.create(query=query, day=day, **counts)


def test_a_synonym_is_made_from_the_report_by_keyboard_alone(
    desk: Any, house: dict[str, Any], published: Any
) -> None:
    published(pages.draft(author=house["author"]))
    counted("døgnrytme", searches=9, zero=9)
    desk.goto(reverse("search_report"))
    desk.get_by_role("link", name=re.compile("synonym.*døgnrytme", re.IGNORECASE)).focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/add/**")
    desk.locator("[name=others]").focus()
    desk.keyboard.type("søvn")
    desk.locator("[name=reason]").focus()
    desk.keyboard.type("Folk bruker ordet om søvn.")
    desk.locator("button[name=preview]").focus()
    desk.keyboard.press("Enter")
    preview = desk.locator(".search-preview")
    preview.wait_for()
    assert "Søvn og hvile" in preview.inner_text()
    assert violations(desk) == []
    desk.locator("button[name=save]").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{reverse('search_synonyms')}")
    assert Synonym.objects.get(source="døgnrytme").others == ["søvn"]


def test_nothing_is_wrong_with_the_pages_of_the_public_search(
    desk: Any, house: dict[str, Any], published: Any
) -> None:
    item = published(pages.draft(author=house["author"])).translation_key
    bet = Bet(
        kind="best", lang="nb", query="trøtt", content_id=item, reason="Den de trenger.",
        expires_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    entry_save(actor=house["desk"], entry=bet)
    counted("hode", searches=12, zero=12)
    addresses = [
        reverse("search_report"), reverse("search_bets"), reverse("search_red_flags"),
        reverse("search_entry_add", args=["synonyms"]),
        reverse("search_entry_edit", args=["bets", bet.pk]),
        reverse("search_entry_history", args=["bets", bet.pk]),
    ]  # fmt: skip
    assert looked_at(desk, addresses) == {}


def test_following_a_result_is_told_by_its_query_and_nothing_else(
    page: Any, house: dict[str, Any], published: Any
) -> None:
    published(pages.draft(author=house["author"]))
    counting.forget()
    page.goto("/nb/search?q=hvile")
    with page.expect_request("**/search/followed") as told:
        page.locator(".entry__link").first.click()
    assert told.value.post_data == "q=hvile"
    assert "cookie" not in told.value.all_headers()
    page.wait_for_url("**/sovn-og-hvile")
    # The page that told it is gone, and with it the answer: look at what was counted.
    rows = PendingCount.objects.filter(mark=mark_of(lang="nb", text="hvile"))

    def is_counted() -> bool:
        counting.flush()
        return rows.filter(clicks=1).exists()

    until(is_counted, "the click is counted")
    assert list(rows.values_list("searches", "shown", "clicks")) == [(1, 1, 1)]
