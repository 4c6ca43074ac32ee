"""What a clinician is told of signatures in their name, and what they can do about one."""

from typing import Any

import pytest
from playwright.sync_api import expect

from editorial.editions.models import Edition
from editorial.signoff.models import SignOff, Telling
from tests.browser.admin.clicks import said
from tests.browser.admin.conftest import Office
from tests.browser.admin.following import followed
from tests.browser.admin.looking import WIDTHS, violations
from tests.browser.admin.standing import Standing, standings
from tests.factories.pages import draft

pytestmark = pytest.mark.browser

PANEL = "#signed-in-my-name-section"
LOOK = "Se hva som er signert i ditt navn"
ALL = "Se hva som er signert og trukket tilbake i ditt navn"
# What is chosen, and whether the public is told of a danger.
CAUSES = {"": True, "unsafe": True, "mistake": False}


def faults(tab: Any) -> list[str]:
    """What is wrong with a screen, on a wide screen and on a telephone."""
    found = []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        found += violations(tab)
    return found


def take_back(tab: Any, *, cause: str, reason: str) -> None:
    """Fill the form in as it stands open, and send it."""
    tab.locator("[name=cause]").select_option(cause)
    tab.fill("[name=reason]", reason)
    with followed(tab):
        tab.get_by_role("button", name="Trekk signaturen og teksten tilbake").click()


def test_whoever_signed_is_told_until_they_say_so(
    office: Office, house: dict[str, Any], published: Any
) -> None:
    published(draft(author=house["author"], title="Hals", slug="hals"))
    lege = office("clinician")
    sentence = "1 signatur i ditt navn venter på at du ser på den: Var det deg?"
    assert said(lege) == [f"{sentence} {LOOK}"]
    expect(lege.locator(PANEL)).to_contain_text(sentence)
    expect(lege.locator(PANEL).get_by_role("link", name="Hals")).to_be_visible()
    assert faults(lege) == []
    lege.locator(PANEL).get_by_role("link", name=LOOK).click()
    expect(lege.locator("main")).to_contain_text("ny for deg")
    assert faults(lege) == []
    assert Telling.objects.count() == 0
    with followed(lege):
        lege.get_by_role("button", name="Jeg har sett disse: de er mine").click()
    assert said(lege) == ["Du har sagt at du vet om 1 signatur."]
    assert [row.signoff for row in Telling.objects.all()] == [SignOff.objects.get()]
    expect(lege.locator("main")).not_to_contain_text("ny for deg")
    expect(lege.get_by_role("link", name="Trekk den tilbake")).to_be_visible()
    lege.goto("/admin/")
    expect(lege.locator(PANEL)).not_to_contain_text("venter på at du ser på den")
    assert faults(lege) == []
    lege.locator(PANEL).get_by_role("link", name=ALL).click()
    expect(lege.get_by_role("link", name="Trekk den tilbake")).to_be_visible()


@pytest.mark.parametrize("cause", CAUSES)
def test_one_that_was_not_theirs_is_taken_back_with_its_cause(
    at_desk: Office, house: dict[str, Any], published: Any, cause: str
) -> None:
    page = published(draft(author=house["author"], title="Hals", slug="hals"))
    lege = at_desk("clinician", width=390)
    lege.goto("/admin/sign-offs/in-my-name/")
    with followed(lege):
        lege.get_by_role("link", name="Trekk den tilbake").click()
    expect(lege.locator("[name=cause]")).to_have_value("")
    expect(lege.locator("[name=cause] option:checked")).to_have_text(
        "Jeg kan ikke si det: ingen skal lese den"
    )
    take_back(lege, cause=cause, reason="")
    expect(lege.locator(".error-message")).to_be_visible()
    assert faults(lege) == []
    assert standings([page.pk])[page.pk] == Standing("published", signed=1, public="text")
    take_back(lege, cause=cause, reason="Det var ikke meg.")
    assert said(lege) == [
        "Signaturen er trukket tilbake, og «Hals» er trukket tilbake fra publikum."
    ]
    assert standings([page.pk])[page.pk] == Standing("published withdrawn", public="notice")
    expect(lege.locator(".house-tag--stop")).to_have_text("trukket tilbake")
    expect(lege.locator("blockquote")).to_have_text("Det var ikke meg.")
    assert faults(lege) == []
    digest = Edition.objects.get(number=1).edition_digest
    status = lege.request.get(f"/api/v1/editions/{digest}/status").json()
    assert status["status"] == "revoked"
    assert [row["isDanger"] for row in status["revocations"]] == [CAUSES[cause]]
    assert lege.goto("/nb/levevaner/hals").status == 410
