"""Every label that a text meets on its way, and who may sign, on a telephone, in each language."""

from typing import Any

import pytest
from wagtail.users.models import UserProfile

from editorial.editions.wishes import services
from editorial.editions.wishes.taking_back import signoff_take_back
from editorial.people import groups
from editorial.signoff.models import SignOff
from tests import signing
from tests.browser.admin.conftest import Office
from tests.browser.admin.looking import unreadable, violations
from tests.factories import people
from tests.factories.pages import draft
from tests.holding import TAKE_ORDER, held

pytestmark = pytest.mark.browser
LANGUAGES = ("nb", "nn", "se", "en")
PANEL = "#authority-section"
WIDER = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def screens(
    house: dict[str, Any], published: Any, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[str]]:
    """Addresses by role: each screen with buttons that a text meets, and one that waits."""
    public = published(draft(author=house["author"], title="Hals", slug="hals"))
    public.title = "Halsen"
    public.save_revision(user=house["author"])
    at_clinic = signing.submit(public.get_latest_revision_as_object(), by=house["author"])
    signing.act(at_clinic, "approve", by=house["desk"])
    at_clinic.refresh_from_db()
    at_desk = signing.submit(draft(author=house["author"], slug="to"), by=house["author"])
    signoff = SignOff.objects.get()
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    with held(TAKE_ORDER):
        taken = signoff_take_back(
            signoff=signoff, actor=house["clinician"], reason="Feil.", cause="unsafe"
        )
    assert not taken.is_done
    return {
        "desk": [f"/admin/review/{at_desk.current_task_state_id}/",
                 f"/admin/pages/{public.pk}/unpublish/"],
        "clinician": [f"/admin/review/{at_clinic.current_task_state_id}/",
                      f"/admin/sign-offs/{signoff.pk}/take-back/",
                      f"/admin/pages/{public.pk}/sign-offs/"],
        "chief": [f"/admin/pages/{public.pk}/withdraw/", "/admin/"],
    }  # fmt: skip


def test_all_of_each_label_is_seen(
    at_desk: Office, house: dict[str, Any], screens: dict[str, list[str]]
) -> None:
    newcomer = people.clinician("nykommer")
    newcomer.groups.remove(*newcomer.groups.filter(name=groups.CLINICIANS))
    found: dict[tuple[str, str, str], list[str]] = {}
    words: dict[str, set[str]] = {}
    for role, addresses in screens.items():
        tab = at_desk(role, width=390)
        profile, _made = UserProfile.objects.get_or_create(user=house[role])
        for lang in LANGUAGES:
            profile.preferred_language = lang
            profile.save()
            for path in addresses:
                assert tab.goto(path).status == 200, path
                faults = unreadable(tab)
                if wider := tab.evaluate(WIDER):
                    faults.append(f"it is {wider} px wider than the screen")
                if faults:
                    found[role, lang, path] = faults
            words.setdefault(role, set()).add(tab.locator("main").inner_text())
    assert not found, found
    # Each language was really asked for: the last screen of each says it in other words.
    assert {role: len(each) for role, each in words.items()} == dict.fromkeys(screens, 4)
    # The dashboard of the editor-in-chief, which was opened last.
    assert "Hidden, not yet in the log" in tab.locator("main").inner_text()
    rows = tab.locator(f"{PANEL} .house-row").all_inner_texts()
    assert any("nykommer" in row and groups.CLINICIANS in row for row in rows), rows
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        assert violations(tab) == []
        assert tab.evaluate(WIDER) == 0
