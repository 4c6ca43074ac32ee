"""The citizens' site keeps to itself: no script needed, no other host asked, nothing remembered."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from cms.site.addresses import LANGUAGE_CODES
from tests.browser.conftest import Portal

pytestmark = pytest.mark.browser


def test_nobody_else_is_asked_and_nothing_is_complained_about(
    page: Any, portals: dict[str, Portal], live_server: Any
) -> None:
    asked, complaints = set(), []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: complaints.append((page.url, message.text)))
    for lang in LANGUAGE_CODES:
        for address in portals[lang].pages.values():
            page.goto(address)
    page.goto(portals["nb"].article)
    page.locator(".picture img").scroll_into_view_if_needed()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(live_server.url).netloc}
    # A page that is not there is a complaint of the browser's own.
    missing = [text for _url, text in complaints if "404" in text or "410" in text]
    assert len(missing) == 3 * len(LANGUAGE_CODES)
    assert [each for each in complaints if each[1] not in missing] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_everything_works_without_a_script(
    browser: Any, live_server: Any, portals: dict[str, Portal]
) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto("/nb/")
    page.locator(".menu summary").click()
    page.locator(".menu a[href='/nb/sykdom']").click()
    page.locator(".entry a").click()
    assert page.locator("h1").inner_text().startswith("Astma")
    answer = page.get_by_text("Svar som er foldet sammen.").first
    assert not answer.is_visible()
    page.locator(".questions summary").first.click()
    assert answer.is_visible()
    page.locator(".top input[type=search]").fill("astma")
    page.locator(".top button[type=submit]").click()
    assert page.url == f"{live_server.url}/nb/search?q=astma"
    assert page.locator("h1").inner_text() == "Søk"
    context.close()


def test_pictures_come_from_the_bytes_that_were_signed(
    page: Any, portals: dict[str, Portal]
) -> None:
    page.goto(portals["nb"].article)
    picture = page.locator(".picture img")
    picture.scroll_into_view_if_needed()
    picture.evaluate("it => it.decode()")
    assert (picture.get_attribute("width"), picture.get_attribute("height")) == ("1200", "675")
    assert picture.evaluate("it => [it.naturalWidth, it.naturalHeight]") == [1200, 675]


def test_a_page_keeps_its_shape_while_the_picture_comes(
    page: Any, portals: dict[str, Portal]
) -> None:
    page.route("**/media/*", lambda route: route.abort())
    page.goto(portals["nb"].article)
    box = page.locator(".picture img").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(1200 / 675, rel=0.02)


def test_paper_has_the_text_the_names_and_the_fingerprint(
    page: Any, portals: dict[str, Portal]
) -> None:
    page.goto(portals["nb"].article)
    page.emulate_media(media="print")
    for gone in (".tongues", ".kinds", ".foot", ".lines", ".toc", ".proof"):
        assert page.locator(gone).is_hidden(), gone
    for kept in (
        ".brand",
        ".care--emergency",
        ".vouched",
        ".sources",
        ".banner--demo",
        ".digest code",
    ):
        assert page.locator(kept).is_visible(), kept
    assert page.get_by_text("Svar som er foldet sammen.").first.is_visible()
    head = page.locator(".care--emergency .care__head")
    colours = "it => [getComputedStyle(it).backgroundColor, getComputedStyle(it).color]"
    assert head.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_nothing_moves_for_those_who_asked_for_rest(page: Any, portals: dict[str, Portal]) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(portals["nb"].article)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
