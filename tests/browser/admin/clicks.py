"""What people do with a text: a screen that is opened, and the button on it that is pressed.

Opening and pressing are apart, for a tab may stand open while somebody else acts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.browser.admin.following import followed

SAID = """() => [...document.querySelectorAll(
        "[data-w-messages-target=container] li, #refused li, .house-note--stop li")]
    .map((one) => {
        const copy = one.cloneNode(true);
        copy.querySelectorAll(".buttons, .w-hidden, svg").forEach((part) => part.remove());
        return copy.textContent.trim().replace(/\\s+/g, " ");
    })"""


@dataclass(frozen=True)
class Click:
    """`path` is where it is done, with the page's and the step's number; `press` is the hand."""

    path: str
    press: Callable[[Any], None]


def said(tab: Any) -> list[str]:
    """The sentences that a screen says after a click."""
    sentences: list[str] = tab.evaluate(SAID)
    return sentences


def signing_button(tab: Any) -> Any:
    """The button of a review that signs; its words say whether the text is public by it."""
    return tab.get_by_role("button", name=re.compile("^Signer denne teksten"))


def _press(button: Any, tab: Any, *, times: int) -> None:
    with followed(tab):
        button.click(click_count=times)
    tab.wait_for_load_state()


def _button(name: str, *, times: int = 1) -> Callable[[Any], None]:
    return lambda tab: _press(tab.get_by_role("button", name=name, exact=True), tab, times=times)


def _in_menu(name: str) -> Callable[[Any], None]:
    """Press a button of the editor's menu, which opens upwards."""

    def press(tab: Any) -> None:
        button = tab.locator(f"footer [name={name}]")
        if not button.is_visible():
            tab.locator("footer [data-controller~=w-dropdown] > button").first.click()
        with followed(tab):
            button.click()
        tab.wait_for_load_state()

    return press


def _signs(*, times: int = 1) -> Callable[[Any], None]:
    def press(tab: Any) -> None:
        for box in tab.locator(".house-checklist input").all():
            box.check()
        _press(signing_button(tab), tab, times=times)

    return press


def _returns(tab: Any) -> None:
    tab.fill("#reject_comment", "Mangler kilde.")
    _button("Send tilbake til forfatteren")(tab)


def _withdraws(tab: Any) -> None:
    tab.locator("[name=reason]").select_option("unsafe")
    for line in tab.locator("[name^=notice_]").all():
        line.fill("Ikke bruk den.")
    _button("Trekk tilbake nå")(tab)


def _takes_back(cause: str) -> Callable[[Any], None]:
    def press(tab: Any) -> None:
        tab.locator("[name=cause]").select_option(cause)
        tab.fill("[name=reason]", "Kilden er trukket.")
        with followed(tab):
            tab.locator("form:has([name=cause]) button[type=submit]").click()
        tab.wait_for_load_state()

    return press


def _saves(tab: Any) -> None:
    with followed(tab):
        tab.locator("footer button.action-save").first.click()
    tab.wait_for_load_state()


def _confirms(tab: Any) -> None:
    with followed(tab):
        tab.locator("main form[method=post i] [type=submit]").first.click()
    tab.wait_for_load_state()


EDIT, REVIEW = "/admin/pages/{page}/edit/", "/admin/review/{step}/"
BULK = "/admin/bulk/wagtailcore/page/{action}/?id={{page}}&next=/admin/"
PASS_ON = "Send videre til medisinskfaglig godkjenning"
CLICKS = {
    "submits": Click(EDIT, _in_menu("action-submit")),
    "cancels": Click(EDIT, _in_menu("action-cancel-workflow")),
    "starts again": Click(EDIT, _in_menu("action-restart-workflow")),
    "publishes": Click(EDIT, _in_menu("action-publish")),
    "saves": Click(EDIT, _saves),
    "passes on": Click(REVIEW, _button(PASS_ON)),
    "passes on by a double click": Click(REVIEW, _button(PASS_ON, times=2)),
    "sends back": Click(REVIEW, _returns),
    "signs": Click(REVIEW, _signs()),
    "signs by a double click": Click(REVIEW, _signs(times=2)),
    "takes down": Click("/admin/pages/{page}/unpublish/", _confirms),
    "takes off the clock": Click("/admin/pages/{page}/revisions/{revision}/unschedule/", _confirms),
    "withdraws": Click("/admin/pages/{page}/withdraw/", _withdraws),
    "takes back for a danger": Click(
        "/admin/sign-offs/{signoff}/take-back/", _takes_back("unsafe")
    ),
    "takes back as a mistake": Click(
        "/admin/sign-offs/{signoff}/take-back/", _takes_back("mistake")
    ),
    "publishes in bulk": Click(BULK.format(action="publish"), _confirms),
    "takes down in bulk": Click(BULK.format(action="unpublish"), _confirms),
    "deletes in bulk": Click(BULK.format(action="delete"), _confirms),
}
