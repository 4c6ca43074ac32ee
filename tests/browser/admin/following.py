"""Waiting for the page that follows a click."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error

from tests.patience import happens

BEFORE = "window.isOfBefore = true"
FOLLOWED = "!window.isOfBefore && document.readyState === 'complete'"
SAID = "dialog[open], [role=dialog]:visible, .messages li"


@contextmanager
def followed(tab: Any) -> Iterator[None]:
    """Another document follows what is done in here; where none comes, the failure tells what was
    said.

    A new address of the same one does not count: the editor gives a new text its own as soon as it
    has saved it by itself, which may be while its button is pressed. Nor does the end of loading of
    the page on which the button stands.
    """
    tab.evaluate(BEFORE)
    yield

    def is_followed() -> bool:
        try:
            return bool(tab.evaluate(FOLLOWED))
        except Error:
            return False  # between the two

    if not happens(is_followed):
        raise AssertionError(
            f"No page followed; the screen says {tab.locator(SAID).all_inner_texts()}."
        )
