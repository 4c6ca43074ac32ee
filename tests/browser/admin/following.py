"""Waiting for the page that follows a click."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error

from tests.patience import happens

BEFORE = "window.isOfBefore = true"
FOLLOWED = "!window.isOfBefore && document.readyState === 'complete'"
# What the editor asks once more where it has heard that there is a newer version.
GOES_ON = "#w-save-confirmation-dialog [data-w-dialog-target=confirm]:visible"
SAID = "dialog[open], [role=dialog]:visible, .messages li"


@contextmanager
def followed(tab: Any) -> Iterator[None]:
    """Another document follows what is done in here; where none comes, the failure tells what was
    said.

    A new address of the same one does not count: the editor gives a new text its own as soon as it
    has saved it by itself, which may be while its button is pressed. Nor does the end of loading of
    the page on which the button stands. Where the editor asks whether to go on, for it has heard of
    a newer version, the answer is yes.
    """
    tab.evaluate(BEFORE)
    yield

    def is_followed() -> bool:
        try:
            if asked := tab.locator(GOES_ON).all():
                asked[0].click()
            return bool(tab.evaluate(FOLLOWED))
        except Error:
            return False  # between the two

    if not happens(is_followed):
        raise AssertionError(
            f"No page followed; the screen says {tab.locator(SAID).all_inner_texts()}."
        )
