"""People at their desks: a tab for each, logged in through the real form."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.admin.walking import Walk

Office = Callable[..., Any]


def watch(tab: Any, errors: list[str], whose: str) -> None:
    """Note what the scripts of a tab throw, and what the browser refuses to them."""

    def heard(message: Any) -> None:
        # The cropping tool tries whether a screen can be touched, and does without.
        is_trial = "Jcrop" in message.location.get("url", "")
        if "Content Security Policy" in message.text and not is_trial:
            errors.append(f"{whose}, {tab.url}: {message.text}")

    tab.on("pageerror", lambda error: errors.append(f"{whose}, {tab.url}: {error}"))
    tab.on("console", heard)


@pytest.fixture
def doors(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """A tab of a person of its own, before anybody has logged in there.

    Fails where a script of a page throws, and where a page does what its policy forbids.
    """
    contexts, errors = [], []

    def open_tab(username: str, *, width: int = 1280, height: int = 900) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            locale="nb-NO",
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )
        contexts.append(context)
        tab = context.new_page()
        watch(tab, errors, username)
        return tab

    yield open_tab
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def office(doors: Callable[..., Any], house: dict[str, Any]) -> Office:
    """`office("desk")` opens the admin as that person, through the real form."""

    def open_desk(username: str, **size: int) -> Any:
        tab = doors(username, **size)
        tab.goto("/admin/login/")
        tab.fill("[name=username]", username)
        tab.fill("[name=password]", username)
        tab.press("[name=password]", "Enter")
        tab.wait_for_url("**/admin/")
        return tab

    return open_desk


@pytest.fixture
def at_desk(doors: Callable[..., Any], live_server: Any, house: dict[str, Any]) -> Office:
    """The same for who has logged in already: the session is there, and no form is filled in."""

    def sit_down(username: str, **size: int) -> Any:
        client = Client()
        client.force_login(house[username])
        tab = doors(username, **size)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        tab.context.add_cookies([{
            "name": cookie.key, "value": cookie.value, "url": live_server.url,
        }])  # fmt: skip
        return tab

    return sit_down


@pytest.fixture
def walk(house: dict[str, Any], at_desk: Office) -> Iterator[Walk]:
    """A walk with one text, in a house of its own."""
    found = Walk(house=house, at_desk=at_desk)
    with found.held:
        yield found
