"""A withdrawal: it hides a text, gets into the log, and is read by a second person."""

from typing import Any

import pytest
from playwright.sync_api import expect

from editorial.editions.models import NoticeCheck
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.people import groups
from tests.browser.admin.clicks import CLICKS, said
from tests.browser.admin.conftest import Office
from tests.browser.admin.following import followed
from tests.browser.admin.looking import WIDTHS, violations
from tests.browser.admin.standing import Standing, standings
from tests.factories import people
from tests.factories.pages import draft
from tests.holding import TAKE_ORDER, held

pytestmark = pytest.mark.browser

HIDDEN = "#hidden-section"
NOTICES = "#unchecked-notices-section"
TICK = "Jeg har lest den, og den er riktig"


@pytest.fixture
def live(house: dict[str, Any], published: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A public text. Whoever withdraws it waits for one try, and then for the worker."""
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)
    house["other duty"] = people.user("other duty", groups.DUTY)
    return published(draft(author=house["author"], title="Hals", slug="hals"))


def faults(tab: Any) -> list[str]:
    """What is wrong with a screen, on a telephone and on a wide screen."""
    found = []
    for width in reversed(WIDTHS):
        tab.set_viewport_size({"width": width, "height": 900})
        found += violations(tab)
    return found


def stands(page: Any) -> Standing:
    return standings([page.pk])[page.pk]


def test_it_is_hidden_then_in_the_log_and_then_read(
    at_desk: Office, house: dict[str, Any], live: Any
) -> None:
    duty = at_desk("duty", width=390)
    with held(TAKE_ORDER):
        duty.goto(f"/admin/pages/{live.pk}/withdraw/")
        CLICKS["withdraws"].press(duty)
        assert said(duty)[0].startswith("«Hals» er skjult, men ikke i loggen ennå: Norsk bokmål.")
        assert stands(live) == Standing("published", signed=1, public="notice", waits=True)
        expect(duty.locator(HIDDEN)).to_contain_text("Skjult, ikke i loggen ennå")
        expect(duty.locator(HIDDEN).get_by_role("link", name="Hals")).to_be_visible()
        # The public reads it already, so it waits for a second person from now on.
        expect(duty.locator(NOTICES)).to_contain_text("Ikke bruk den.")
        assert faults(duty) == []
        reader = duty.context.new_page()
        assert reader.goto("/nb/levevaner/hals").status == 410
        expect(reader.get_by_text("Ikke bruk den.")).to_be_visible()
        reader.close()
    assert wishes_run() == {}
    duty.reload()
    assert stands(live) == Standing("published withdrawn", signed=1, public="notice")
    expect(duty.locator(HIDDEN)).to_have_count(0)
    expect(duty.locator(NOTICES)).to_contain_text("Du skrev dette: det venter på en annen person.")
    expect(duty.locator(NOTICES).get_by_role("button", name=TICK)).to_have_count(0)
    assert faults(duty) == []


@pytest.mark.parametrize("second", ["chief", "other duty"])
def test_a_second_person_ticks_it(
    at_desk: Office, house: dict[str, Any], live: Any, second: str
) -> None:
    duty, other = at_desk("duty"), at_desk(second)
    duty.goto(f"/admin/pages/{live.pk}/withdraw/")
    CLICKS["withdraws"].press(duty)
    other.goto("/admin/")
    panel = other.locator(NOTICES)
    expect(panel).to_contain_text("Hals")
    expect(panel.locator("blockquote")).to_have_text("Ikke bruk den.")
    assert faults(other) == []
    late = other.context.new_page()
    late.goto("/admin/")
    with followed(other):
        panel.get_by_role("button", name=TICK).click()
    assert said(other) == ["Du er den andre personen som har lest denne meldingen."]
    assert [row.checked_by for row in NoticeCheck.objects.all()] == [house[second]]
    # Once: whoever has the row before them still is told so.
    with followed(late):
        late.locator(NOTICES).get_by_role("button", name=TICK).click()
    assert said(late) == ["Noen har sett på denne tilbaketrekkingen allerede."]
    assert NoticeCheck.objects.count() == 1
    for tab in (duty, other):
        tab.goto("/admin/")
        expect(tab.locator(NOTICES)).to_have_count(0)
