"""The whole search with nothing but a keyboard, on a phone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from content_models.pages import IllnessPage
from search.query.request import PAGE_SIZE
from tests.browser.test_accessible import FOCUS_SHOWN, WIDTHS
from tests.factories.pages import draft

pytestmark = pytest.mark.browser
# A word that is misspelt, and one that calls for help first.
TYPED = "merkelapq brystsmerter"
MOST_STOPS = 80
EXACT, RESULT, CALL = ".corrected a", ".entry__link", ".pin__call[href='tel:113']"
FACET = ".facets a[href*='type=illness']"
NEXT, FIRST = ".pager a[rel=next]", ".pager a:not([rel])"


@pytest.fixture
def texts(house: dict[str, Any], published: Callable[..., Any]) -> None:
    """One more than there is room for on a page, one of them of another kind."""
    published(draft(IllnessPage, author=house["author"], title="Merkelapp syk", slug="syk"))
    for number in range(PAGE_SIZE):
        published(
            draft(author=house["author"], title=f"Merkelapp {number}", slug=f"nummer-{number}")
        )


def tab_to(page: Any, selector: str, *, key: str = "Tab") -> None:
    """Press the key until the element has the focus. Every stop on the way is to be seen."""
    hidden = []
    for _press in range(MOST_STOPS):
        page.keyboard.press(key)
        tag, text, seen = page.evaluate(FOCUS_SHOWN)
        if not seen:
            hidden.append((tag, text))
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert hidden == []
            return
    raise AssertionError(f"{key} does not lead to {selector}")


def enter(page: Any, address: str) -> None:
    """Follow what has the focus, to an address of this form."""
    page.keyboard.press("Enter")
    page.wait_for_url(address)


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_box_to_a_text_and_to_help(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/nb/search")
    tab_to(page, "#find-page")

    # Suggestions open below the box, are looked through, and go.
    page.keyboard.type("merkela")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type(TYPED.removeprefix("merkela"))
    enter(page, "**/nb/search?q=*")
    results = page.url
    expect(page.locator(RESULT)).to_have_count(PAGE_SIZE)

    # One kind alone, and all again.
    if width == WIDTHS[0]:
        tab_to(page, ".tonarrow a")
        page.keyboard.press("Enter")
        expect(page.locator("#narrow")).to_be_focused()
    tab_to(page, FACET)
    enter(page, "**type=illness**")
    expect(page.locator(RESULT)).to_have_text(["Merkelapp syk"])
    tab_to(page, ".facets a[aria-current=true]")
    enter(page, results)

    # The next page, and back.
    tab_to(page, NEXT)
    enter(page, "**cursor=*")
    expect(page.locator(RESULT)).to_have_count(1)
    tab_to(page, FIRST)
    enter(page, results)

    # The order of the stops is that of what is read: help, what was understood, results, pages.
    for selector in (CALL, EXACT, RESULT, NEXT, FACET):
        tab_to(page, selector)
    for selector in (NEXT, RESULT, EXACT, CALL):
        tab_to(page, selector, key="Shift+Tab")

    # Help is called, by the link itself: the number that it leads to is asked of it.
    page.evaluate(
        "document.addEventListener('click', event => {"
        " window.called = event.target.closest('a').href; event.preventDefault(); }, {once: true})"
    )
    page.keyboard.press("Enter")
    assert page.evaluate("window.called") == "tel:113"

    # As it was typed.
    tab_to(page, EXACT)
    enter(page, "**exact=1**")
    expect(page.locator(".corrected")).to_have_count(0)
    expect(page.locator(CALL)).to_be_visible()

    page.goto(results)
    tab_to(page, RESULT)
    title = page.locator(RESULT).first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
