"""What the people of the drill do, each with a browser of their own, through the proxy.

`python -m tests.drill.people SCENE`, with the links that the commands printed on standard input
(JSON: user name to address). Runs in the network of the machine. Passwords are made here and kept
in the file that `--kept` names, for the next scene.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import expect, sync_playwright

from tests.browser.admin import writing
from tests.browser.admin.following import followed
from tests.services.browser import FLAGS, executable

SITE = "helse.example"
BASE = f"https://{SITE}"
# The machine of the drill shares its cores with whatever else runs.
PATIENCE = 60_000
HOME = "Norsk bokmål"
TITLE = "Sov godt"
# What goes wrong without being seen: scripts that throw, and what a policy keeps from loading.
POLICY = "Content Security Policy"

Desk = Callable[[str], Any]


def each_person_sets_a_password(open_desk: Desk, links: dict[str, str], kept: Path) -> None:
    passwords = {}
    for username, link in links.items():
        passwords[username] = secrets.token_urlsafe(18)
        tab = open_desk("")
        answer = tab.goto(link)
        assert answer.status == 200, (username, answer.status)
        for field in tab.locator("input[type=password]").all():
            field.fill(passwords[username])
        with followed(tab):
            tab.locator("form button[type=submit], form input[type=submit]").first.click()
        assert tab.locator("input[type=password]").count() < 2, tab.inner_text("body")
        again = tab.goto(link)
        assert tab.locator("input[type=password]").count() == 0, (username, again.status)
    kept.write_text(json.dumps(passwords), encoding="utf-8")
    kept.chmod(0o600)


def the_first_text_is_written_passed_on_and_signed(
    open_desk: Desk, links: dict[str, str], kept: Path
) -> None:
    author = open_desk("nora")
    author.goto("/admin/pages/")
    edit = author.locator(f"tr:has-text('{HOME}') a[href$='/edit/']").first.get_attribute("href")
    author.goto(edit.removesuffix("edit/"))
    author.locator("a[href$='/add_subpage/']").first.click()
    author.locator("a[href*='/content_models/lifestylepage/']").first.click()
    author.fill("#id_title", TITLE)
    author.fill("#id_summary", "Hva du kan gjøre selv for å sove bedre.")
    writing.add_section(author, aspect="overview", heading="Kort fortalt")
    writing.add_block(author, "Tekst")
    writing.write_rich_text(author, "Stå opp til samme tid hver dag.")
    author.get_by_role("tab", name="Kilder og koder").click()
    author.fill("#id_references_waiver", "Allment kjent.")
    writing.save(author)
    assert writing.missing(author) == []
    writing.submit(author)

    desk = open_desk("didrik")
    _open(desk)
    expect(desk.frame_locator("iframe.house-reading").get_by_role("heading", level=1)).to_have_text(
        TITLE
    )
    desk.get_by_role("button", name="Send videre til medisinskfaglig godkjenning").click()
    expect(desk.locator(".messages")).to_contain_text(TITLE)

    clinician = open_desk("kari")
    _open(clinician)
    sign = clinician.get_by_role("button", name="Signer denne teksten og gjør den offentlig")
    expect(sign).to_be_visible()
    for box in clinician.locator(".house-checklist input").all():
        box.check()
    sign.click()
    expect(clinician.locator(".messages")).to_contain_text(TITLE)

    citizen = open_desk("")
    answer = citizen.goto("/nb/levevaner/sov-godt")
    assert answer.status == 200, answer.status
    expect(citizen.get_by_text("Kari Lege").first).to_be_visible()


def _open(tab: Any) -> None:
    tab.locator("#waits-for-me-section").get_by_role("link", name=TITLE).click()


SCENES = {
    "each person sets a password": each_person_sets_a_password,
    "the first text is written, passed on and signed": (
        the_first_text_is_written_passed_on_and_signed
    ),
}


@contextmanager
def desks(kept: Path) -> Iterator[Desk]:
    """`open_desk("kari")`: a browser in which that person has logged in; "" is nobody."""
    faults: list[str] = []
    tabs: list[Any] = []

    def listen(tab: Any, username: str) -> None:
        tab.on("pageerror", lambda error: faults.append(f"{username}: {error}"))
        tab.on(
            "console",
            lambda said: faults.append(f"{username}: {said.text}") if POLICY in said.text else None,
        )

    with sync_playwright() as playwright:
        flags = [*FLAGS, f"--host-resolver-rules=MAP {SITE} 127.0.0.1"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        browser = playwright.chromium.launch(
            executable_path=executable(playwright.chromium.executable_path), args=flags
        )

        def open_desk(username: str) -> Any:
            # The certificate is signed by itself; `fetch` in the document checks it.
            context = browser.new_context(
                base_url=BASE, locale="nb-NO", reduced_motion="reduce", ignore_https_errors=True
            )
            context.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            tab = context.new_page()
            listen(tab, username)
            tabs.append(tab)
            if username:
                tab.goto("/admin/login/")
                tab.fill("[name=username]", username)
                tab.fill("[name=password]", json.loads(kept.read_text())[username])
                tab.press("[name=password]", "Enter")
                tab.wait_for_url("**/admin/")
            return tab

        try:
            yield open_desk
        except Exception:
            for tab in tabs[-1:]:
                sys.stderr.write(f"{tab.url}\n{tab.inner_text('body')[-3000:]}\n")
            raise
        browser.close()
    assert faults == []


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("scene", choices=SCENES)
    parser.add_argument("--kept", type=Path, required=True)
    given = parser.parse_args()
    with desks(given.kept) as open_desk:
        SCENES[given.scene](open_desk, json.load(sys.stdin), given.kept)


if __name__ == "__main__":
    main()
