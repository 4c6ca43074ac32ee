"""The main job, by hand: written, passed on, signed by two, read by the public, taken down."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from playwright.sync_api import expect
from wagtail.images import get_image_model

from cms.demo.reading import FOLDER
from content_models.facts.models import Fact, FactVersion
from content_models.pages import LifestylePage, TreatmentPage
from editorial.editions.models import Edition
from editorial.people import groups
from editorial.signoff.facts import fact_version_sign
from editorial.signoff.models import SignOff
from tests import signing
from tests.browser.admin import writing
from tests.browser.admin.conftest import Office
from tests.browser.admin.following import followed
from tests.factories.pages import draft, home

pytestmark = pytest.mark.browser


@pytest.fixture
def shelf(house: dict[str, Any], settings: Any, tmp_path: Path) -> FactVersion:
    """What the author finds: a picture, and a signed fact."""
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "private", tmp_path / "public"
    with (FOLDER / "pictures" / "medicine.png").open("rb") as file:
        get_image_model().objects.create(title="Medisin", file=ImageFile(file, name="m.png"))
    fact = Fact.objects.create(key="paracetamol", kind="dose", name="Høyeste dose")
    version = FactVersion(fact=fact, number=1, author=house["author"], text_nb="Høyst 4 g.")
    version.save()
    return fact_version_sign(
        version=version, signer=house["clinician"], shown_digest=version.wording_digest()
    )


def write_article(tab: Any) -> None:
    tab.goto(f"/admin/pages/add/content_models/treatmentpage/{home().pk}/")
    tab.fill("#id_title", "Smertestillende")
    tab.fill("#id_summary", "Slik bruker du smertestillende.")
    writing.add_section(tab, aspect="treatment", heading="Slik tar du medisinen")
    writing.add_block(tab, "Tekst")
    writing.write_rich_text(tab, "Les pakningsvedlegget.")
    writing.add_block(tab, "Bilde")
    writing.choose(tab, button="Velg et bilde", row="Medisin")
    writing.save(tab)


def complete_article(tab: Any) -> None:
    tab.fill("[name='body-0-value-blocks-1-value-alt']", "En eske med tabletter")
    writing.add_block(tab, "Faktum")
    writing.choose(tab, button="Velg", row="Høyeste dose (1)")
    writing.add_block(tab, "Handlingskort")
    tab.locator("[name='body-0-value-blocks-3-value-level']").select_option("emergency")
    tab.fill("[name='body-0-value-blocks-3-value-heading']", "Tatt for mye?")
    writing.write_rich_text(tab, "Ring 113 med en gang.")
    tab.get_by_role("tab", name="Kilder og koder").click()
    tab.locator("#id_evidence_references-ADD").click()
    tab.fill("#id_evidence_references-0-title", "Legemiddelhåndboka")
    tab.locator("#id_medical_codes-ADD").click()
    tab.locator("#id_medical_codes-0-system").select_option("ATC")
    tab.fill("#id_medical_codes-0-code", "N02BE01")
    tab.get_by_role("tab", name="Klassifisering").click()
    tab.locator("#id_risk_class").select_option("A")
    writing.save(tab)


def open_first(tab: Any, title: str) -> None:
    tab.locator("#waits-for-me-section").get_by_role("link", name=title).click()


def sign_by_keyboard(tab: Any) -> None:
    """From the dashboard to the signature without a mouse."""
    writing.tab_to(tab, "a.house-row__title")
    with followed(tab):
        tab.keyboard.press("Enter")
    for number in range(6):
        writing.tab_to(tab, f"#sign_ticked_{number}")
        tab.keyboard.press("Space")
    writing.tab_to(tab, "#sign_attested")
    tab.keyboard.press("Space")
    writing.tab_to(tab, "form:has([name=shown_digest]) button[type=submit]")
    with followed(tab):
        tab.keyboard.press("Enter")


def test_from_the_authors_desk_to_the_public(office: Office, shelf: FactVersion) -> None:
    author = office("author")
    write_article(author)
    assert writing.missing(author) == [
        "Den har ingen kilder, og ingen begrunnelse for at den ikke trenger det.",
        "Et bilde i «Slik tar du medisinen» mangler alternativ tekst.",
        "Den må si når man skal søke hjelp: legg til et handlingskort med nivået akutt eller "
        "haster.",
    ]
    assert author.locator("[name=action-publish]").count() == 0
    complete_article(author)
    assert writing.missing(author) == []
    expect(author.locator(".house-ready")).to_contain_text("0 av 2 klinikere har signert")
    writing.submit(author)

    desk = office("desk")
    open_first(desk, "Smertestillende")
    reading = desk.frame_locator("iframe.house-reading")
    expect(reading.get_by_role("heading", level=1)).to_have_text("Smertestillende")
    expect(reading.get_by_text("Høyst 4 g.")).to_be_visible()
    picture = reading.locator("img[alt='En eske med tabletter']")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    desk.get_by_role("button", name="Send videre til medisinskfaglig godkjenning").click()
    expect(desk.locator(".messages")).to_contain_text("er sendt videre")

    first = office("clinician")
    sign_by_keyboard(first)
    expect(first.locator(".messages")).to_contain_text("En kliniker til må signere")
    page = TreatmentPage.objects.get(slug="smertestillende")
    assert (page.live, Edition.objects.count()) == (False, 0)

    second = office("second", width=390, height=844)
    open_first(second, "Smertestillende")
    expect(second.locator(".house-act").first).to_contain_text("1 av 2 klinikere har signert.")
    for box in second.locator(".house-checklist input").all():
        box.check()
    second.get_by_role("button", name="Signer denne teksten").click()
    expect(second.locator(".messages")).to_contain_text("den er nå publisert")

    second.goto("/nb/behandling/smertestillende")
    expect(second.get_by_role("heading", level=1)).to_have_text("Smertestillende")
    expect(second.get_by_text("Høyst 4 g.")).to_be_visible()
    expect(second.get_by_text("Dr. Second").first).to_be_visible()
    edition = Edition.objects.get()
    signers = SignOff.objects.filter(pk__in=edition.signoff_ids).values_list("signer_name")
    assert sorted(name for (name,) in signers) == ["Dr. Clinician", "Dr. Second"]


def test_what_is_missing_is_asked_again_when_the_draft_saves_itself(
    office: Office, house: dict[str, Any]
) -> None:
    page = draft(author=house["author"], summary="")
    author = office("author")
    author.goto(f"/admin/pages/{page.pk}/edit/")
    assert writing.missing(author) == ["Den mangler ingress."]
    # The editor begins to look for changes two seconds after it was opened; this takes longer.
    author.locator("#id_summary").press_sequentially("Sov nok om natten.", delay=200)
    expect(author.locator(".house-ready")).to_contain_text("Teksten er komplett")


def test_a_clinician_who_wrote_the_text_is_refused_with_the_reasons(
    office: Office, house: dict[str, Any]
) -> None:
    house["clinician"].groups.add(Group.objects.get(name=groups.AUTHORS))
    house["clinician"].reviewer_profile.credentials.update(valid_until="2021-01-01")
    page = draft(author=house["clinician"])
    step = signing.submit(page, by=house["clinician"])
    signing.act(step, "approve", by=house["desk"])
    clinician = office("clinician")
    open_first(clinician, "Søvn og hvile")
    expect(clinician.locator(".house-note--stop li")).to_have_text(
        [
            "Det finnes ingen kontrollert autorisasjon som gjelder i dag.",
            "Du har skrevet, eid eller sendt inn denne teksten siden den sist ble signert.",
        ]
    )
    assert clinician.get_by_role("button", name="Signer denne teksten").count() == 0
    assert SignOff.objects.count() == 0
    assert not LifestylePage.objects.get(pk=page.pk).live


def test_a_duty_editor_takes_a_text_down_in_one_language(
    office: Office, house: dict[str, Any], published: Any
) -> None:
    bokmaal = published(draft(author=house["author"]))
    key = bokmaal.translation_key
    published(draft(author=house["author"], lang="nn", translation_key=key, title="Søvn og kvile"))
    duty = office("duty", width=390, height=844)
    duty.goto(f"/admin/pages/{bokmaal.pk}/withdraw/")
    duty.get_by_role("button", name="Trekk tilbake nå").click()
    expect(duty.locator(".error-message").first).to_be_visible()
    duty.locator("[name=reason]").select_option("unsafe")
    duty.locator("[name=languages][value=nn]").uncheck()
    duty.fill("[name=notice_nb]", "Ikke følg dette rådet.")
    duty.get_by_role("button", name="Trekk tilbake nå").click()
    expect(duty.locator(".messages")).to_contain_text("er trukket tilbake på: Norsk bokmål.")
    assert duty.goto("/nb/levevaner/sovn-og-hvile").status == 410
    expect(duty.get_by_text("Ikke følg dette rådet.")).to_be_visible()
    assert duty.goto("/nn/levevanar/sovn-og-hvile").status == 200
