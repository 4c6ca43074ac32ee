"""The citizens' site without barriers: judged by axe, walked by keyboard, at every width."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.site.addresses import LANGUAGE_CODES
from tests.browser.conftest import Portal
from tests.patience import until

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)
# 2.5.8, target size, is in axe but has to be asked for.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
FOCUS_SHOWN = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const drawn = [null, "::after"].some(part => {
    const style = getComputedStyle(at, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [at.tagName, at.textContent.trim().slice(0, 40), drawn && seen];
}"""


def violations(page: Any) -> list[str]:
    """What axe finds, a line each: rule, place, and why."""
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in Axe().run(page, options=OPTIONS).response["violations"]
        for node in found["nodes"]
    ]


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


@pytest.mark.parametrize("lang", LANGUAGE_CODES)
def test_axe_finds_nothing(page: Any, portals: dict[str, Portal], lang: str, is_full: bool) -> None:
    """Wide too in one language: in the others the same boxes stand there, with other words."""
    found = {}
    for name, address in portals[lang].pages.items():
        page.goto(address)
        for width in WIDTHS if is_full or lang == LANGUAGE_CODES[0] else WIDTHS[:1]:
            page.set_viewport_size({"width": width, "height": 900})
            found[name, width] = violations(page)
    assert {where: what for where, what in found.items() if what} == {}


# What makes a page of the search what its name says.
SHOWN = {
    "search": "#find-page",
    "results": ".entries--hits",
    "nothing found": ".empty",
    "misspelt": ".corrected strong",
    "help first": ".pin--emergency .pin__call[href='tel:113']",
    "narrowed": ".facets a[aria-current=true]",
}


@pytest.mark.parametrize("lang", LANGUAGE_CODES)
def test_every_page_of_the_search_shows_what_it_is_judged_for(
    page: Any, portals: dict[str, Portal], lang: str
) -> None:
    shown = {}
    for name, mark in SHOWN.items():
        page.goto(portals[lang].pages[name])
        shown[name] = page.locator(mark).first.is_visible()
    assert set(shown.values()) == {True}, shown


def test_axe_finds_nothing_in_the_dark(page: Any, portals: dict[str, Portal]) -> None:
    page.emulate_media(color_scheme="dark")
    found = {}
    for name, address in portals["nb"].pages.items():
        page.goto(address)
        found[name] = violations(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_axe_finds_nothing_while_suggestions_are_open(
    page: Any, portals: dict[str, Portal]
) -> None:
    page.goto("/nb/")
    page.locator("#find-home").press_sequentially("astma")
    page.locator(".suggest [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


def test_axe_would_find_something(page: Any, portals: dict[str, Portal]) -> None:
    page.goto(portals["nb"].article)
    page.evaluate("document.querySelector('.picture img').removeAttribute('alt')")
    assert "image-alt" in {line.split(":")[0] for line in violations(page)}


@pytest.mark.parametrize("lang", LANGUAGE_CODES)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(
    page: Any, portals: dict[str, Portal], lang: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    found = {}
    for name, address in portals[lang].pages.items():
        page.goto(address)
        page.locator(".menu summary").click()
        page.evaluate("document.querySelectorAll('main details').forEach(it => it.open = true)")
        found[name] = sideways(page)
    assert set(found.values()) == {0}
    page.goto(portals[lang].article)
    inside = page.locator(".tablebox").evaluate("box => box.scrollWidth > box.clientWidth")
    assert inside


def test_the_skip_link_comes_first_and_leads_past_the_menu(
    page: Any, portals: dict[str, Portal]
) -> None:
    page.goto(portals["nb"].article)
    skip = page.locator(".skip")
    assert skip.bounding_box()["y"] < 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.crumbs') !== null")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_stop_of_the_keyboard_is_seen(
    page: Any, portals: dict[str, Portal], width: int
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(portals["nb"].article)
    stops = []
    for _press in range(120):
        page.keyboard.press("Tab")
        tag, text, seen = page.evaluate(FOCUS_SHOWN)
        if tag == "BODY":
            break
        stops.append((tag, text, seen))
    assert len(stops) > 40
    assert [stop for stop in stops if not stop[2]] == []


def test_the_menu_of_a_phone_opens_and_leads_on_by_keyboard(
    page: Any, portals: dict[str, Portal]
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/nb/")
    assert page.locator(".kinds").is_hidden()
    summary = page.locator(".menu summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/nb/sykdom"
    page.keyboard.press("Enter")
    page.wait_for_url("**/nb/sykdom")
    assert page.locator("h1").inner_text() == "Sykdom og symptomer"


def test_another_language_by_keyboard(page: Any, portals: dict[str, Portal]) -> None:
    page.goto(portals["nb"].article)
    page.locator(".tongues a[lang=en]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{portals['en'].article}")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("start", ["/nb/", "/nb/sykdom", "/nb/zzz"])
def test_a_search_by_keyboard(page: Any, portals: dict[str, Portal], start: str) -> None:
    page.goto(start)
    page.locator("input[type=search]").first.focus()
    page.keyboard.type("vondt i magen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nb/search?q=vondt+i+magen")
    assert page.locator("main input[type=search]").input_value() == "vondt i magen"


def test_a_table_can_be_scrolled_by_keyboard(page: Any, portals: dict[str, Portal]) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(portals["nb"].article)
    box = page.locator(".tablebox")
    box.focus()
    page.keyboard.press("ArrowRight")
    # Asked from outside: the page's own policy lets no script be made of text while it runs.
    until(lambda: box.evaluate("element => element.scrollLeft > 0"), "the table has moved")
