"""What an author's hands do in the editor."""

from typing import Any

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from tests.browser.admin.following import followed

SECTION = "[data-contentpath=body]"
BLOCKS = "[data-contentpath=blocks]"
TRIES = 12
BUSY = 5_000  # milliseconds
# Milliseconds: the editor looks for changes every 500, tells of them 530 later, and saves 500 on.
AUTOSAVE_PAUSE = 1_700
PASSED = "pause => new Promise(done => setTimeout(done, pause))"


def settle(tab: Any) -> None:
    """Let the editor save by itself first: what is still on its way looks like another's work.

    The pause is counted by the page itself, so that a slow one has done what was due before.
    """
    tab.evaluate(PASSED, AUTOSAVE_PAUSE)
    saving = tab.locator("#w-autosave-indicator[data-w-autosave-state-value=saving]")
    expect(saving).to_have_count(0, timeout=60_000)


def save(tab: Any) -> None:
    """Save the draft by its button, and wait for the page that follows."""
    settle(tab)
    with followed(tab):
        tab.locator("footer button.action-save").first.click()


def add_section(tab: Any, *, aspect: str, heading: str) -> None:
    tab.locator(f"{SECTION} button.c-sf-add-button").first.click()
    tab.locator("[name='body-0-value-aspect']").select_option(aspect)
    tab.fill("[name='body-0-value-heading']", heading)


def add_block(tab: Any, name: str) -> None:
    """Add a block at the end of the first section; again where the editor was busy drawing."""
    count = tab.locator("[name='body-0-value-blocks-count']")
    wanted = str(int(count.input_value()) + 1)
    for _ in range(TRIES):
        if count.input_value() == wanted:
            return
        tab.locator(BLOCKS).first.locator("button.c-sf-add-button").last.click()
        try:
            tab.get_by_role("option", name=name, exact=True).click(timeout=BUSY)
            expect(count).to_have_value(wanted, timeout=BUSY)
        except (PlaywrightTimeoutError, AssertionError):
            # A click that came before the editor listened opened nothing.
            continue
        return
    raise AssertionError(f"The editor adds no block {name!r}.")


def write_rich_text(tab: Any, text: str) -> None:
    """Write into the newest rich text."""
    field = tab.locator(f"{BLOCKS} .public-DraftEditor-content").last
    field.click()
    tab.keyboard.type(text)


def choose(tab: Any, *, button: str, row: str) -> None:
    """Open a chooser and take the row with this text."""
    tab.get_by_role("button", name=button).last.click()
    dialog = tab.locator(".modal-dialog")
    dialog.get_by_role("link", name=row).first.click()
    dialog.wait_for(state="hidden")


def submit(tab: Any) -> None:
    settle(tab)
    tab.locator("footer [data-controller~=w-dropdown] > button").first.click()
    with followed(tab):
        tab.locator("[name=action-submit]").click()


def missing(tab: Any) -> list[str]:
    """What the editor says is missing in the text."""
    lines: list[str] = tab.locator(".house-note--warn li").all_inner_texts()
    return lines


def tab_to(tab: Any, selector: str) -> None:
    """Walk with the Tab key until the focus is there."""
    for _press in range(120):
        tab.keyboard.press("Tab")
        if tab.evaluate("sel => document.activeElement.matches(sel)", selector):
            return
    raise AssertionError(f"The Tab key never comes to {selector}.")
