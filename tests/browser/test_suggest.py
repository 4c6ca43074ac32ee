"""Suggestions below the search boxes: by keyboard, by mouse, and not at all without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessible import violations
from tests.factories.pages import draft

pytestmark = pytest.mark.browser
BOXES = {"/nb/": "#find-home", "/nb/search": "#find-page", "/nb/zzz": "#find-top"}


@pytest.fixture
def texts(db: str, house: dict[str, Any], published: Callable[..., Any]) -> None:
    """Two articles that begin alike."""
    for title, slug in (("Søvn og hvile", "sovn"), ("Søvnapné hos voksne", "sovnapne")):
        published(draft(author=house["author"], title=title, slug=slug))


@pytest.mark.parametrize(("address", "box"), BOXES.items())
def test_every_box_is_a_combobox_for_the_keyboard(
    texts: None, page: Any, address: str, box: str
) -> None:
    page.goto(address)
    field = page.locator(box)
    expect(field).to_have_attribute("role", "combobox")
    field.press_sequentially("søv")

    options = page.get_by_role("option")
    expect(options).to_have_text(["Søvn og hvile", "Søvnapné hos voksne"])
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="Forslag: 2.")).to_have_count(1)
    assert violations(page) == []

    field.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    chosen = options.nth(0).get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", chosen)
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")

    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.input_value() == "søv"

    field.press("ArrowDown")
    expect(options).to_have_count(2)
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/nb/levevaner/sovn")


def test_enter_without_a_choice_searches(texts: None, page: Any) -> None:
    page.goto("/nb/")
    page.locator("#find-home").press_sequentially("søv")
    expect(page.get_by_role("option")).to_have_count(2)
    page.locator("#find-home").press("Enter")
    page.wait_for_url("**/nb/search?q=s%C3%B8v")


def test_a_suggestion_is_followed_by_the_mouse(texts: None, page: Any) -> None:
    page.goto("/nb/")
    page.locator("#find-home").press_sequentially("søvnap")
    page.get_by_role("option").click()
    page.wait_for_url("**/nb/levevaner/sovnapne")


def test_help_stands_first_and_leads_to_the_page_that_has_it(texts: None, page: Any) -> None:
    page.goto("/nb/")
    field = page.locator("#find-home")
    field.press_sequentially("får ikke puste")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("113")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/nb/search?q=*")
    expect(page.locator(".pin--emergency a[href='tel:113']").first).to_be_visible()


def test_without_javascript_the_boxes_search(texts: None, browser: Any, live_server: Any) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/nb/")
    tab.locator("#find-home").fill("søvn")
    tab.locator("#find-home").press("Enter")
    expect(tab.locator(".entries--hits .entry__title")).to_have_text(
        ["Søvn og hvile", "Søvnapné hos voksne"]
    )
    context.close()


def test_a_service_that_fails_leaves_the_box_alone(texts: None, page: Any) -> None:
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(status=500, body="{}"))
    page.goto("/nb/")
    field = page.locator("#find-home")
    with page.expect_response("**/api/v1/suggest*"):
        field.press_sequentially("søv")
    expect(page.get_by_role("option")).to_have_count(0)
    field.press("Enter")
    page.wait_for_url("**/nb/search?q=s%C3%B8v")
