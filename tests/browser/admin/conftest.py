"""People at their desks: a tab for each, logged in through the real form."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

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
def office(browser: Any, live_server: Any, house: dict[str, Any]) -> Iterator[Office]:
    """`office("desk")` opens the admin as that person.

    Fails where a script of a page throws, and where a page does what its policy forbids.
    """
    contexts, errors = [], []

    def open_desk(username: str, *, width: int = 1280, height: int = 900) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            locale="nb-NO",
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )
        contexts.append(context)
        tab = context.new_page()
        watch(tab, errors, username)
        tab.goto("/admin/login/")
        tab.fill("[name=username]", username)
        tab.fill("[name=password]", username)
        tab.press("[name=password]", "Enter")
        tab.wait_for_url("**/admin/")
        return tab

    yield open_desk
    for context in contexts:
        context.close()
    assert errors == []
