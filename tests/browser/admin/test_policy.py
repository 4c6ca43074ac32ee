"""No screen of the admin needs what its policy forbids, and nothing foreign runs in one."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.images import get_image_model

from cms.demo.reading import FOLDER
from content_models.facts.models import Fact, FactVersion
from content_models.pages import TreatmentPage
from tests import signing
from tests.browser.admin import writing
from tests.browser.admin.conftest import Office
from tests.factories.pages import draft, home

pytestmark = pytest.mark.browser

PICTURE = FOLDER / "pictures" / "medicine.png"


@pytest.fixture
def shelf(house: dict[str, Any], settings: Any, tmp_path: Path) -> dict[str, Any]:
    """A draft, a public text, a picture and a fact."""
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "private", tmp_path / "public"
    with PICTURE.open("rb") as file:
        picture = get_image_model().objects.create(
            title="Medisin", file=ImageFile(file, name="m.png")
        )
    fact = Fact.objects.create(key="paracetamol", kind="dose", name="Høyeste dose")
    version = FactVersion(fact=fact, number=1, author=house["author"], text_nb="Høyst 4 g.")
    version.save()
    public = draft(TreatmentPage, author=house["author"], title="Ute", slug="ute")
    signing.publish(public, author=house["author"], desk=house["desk"],
                    clinicians=[house["clinician"]])  # fmt: skip
    page = draft(TreatmentPage, author=house["author"], title="Kladd", slug="kladd")
    return {"picture": picture, "fact": fact, "version": version, "public": public, "page": page}


def addresses(shelf: dict[str, Any]) -> list[str]:
    """One of each kind of screen that stands for itself."""
    page, public = shelf["page"], shelf["public"]
    named = [
        ("wagtailadmin_home",), ("wagtailadmin_explore_root",), ("wagtailadmin_pages:search",),
        ("wagtailadmin_explore", home().pk),
        ("wagtailadmin_pages:edit", page.pk), ("wagtailadmin_pages:edit", public.pk),
        ("wagtailadmin_pages:history", public.pk), ("wagtailadmin_pages:usage", public.pk),
        ("wagtailadmin_pages:delete", page.pk), ("wagtailadmin_pages:move", page.pk),
        ("wagtailadmin_pages:copy", page.pk),
        ("wagtailadmin_pages:unpublish", public.pk),
        ("wagtailadmin_pages:workflow_history", public.pk),
        ("withdraw", public.pk), ("signoffs", public.pk), ("vouched",), ("log_report",),
        ("sign_fact", shelf["version"].pk), ("wagtailimages:index",),
        ("wagtailimages:add_multiple",),
        ("wagtailimages:edit", shelf["picture"].pk), ("wagtailadmin_collections:index",),
        ("wagtailadmin_reports:locked_pages",), ("wagtailadmin_reports:workflow",),
        ("wagtailadmin_reports:site_history",), ("wagtailadmin_reports:aging_pages",),
        ("wagtailusers_users:index",), ("wagtailusers_users:add",),
        ("wagtailusers_users:edit", 1), ("wagtailusers_groups:index",),
        ("wagtailusers_groups:add",),
        ("wagtailadmin_workflows:index",), ("wagtailadmin_workflows:add",),
        ("wagtailadmin_workflows:task_index",), ("wagtailsnippets:index",),
        ("wagtailadmin_account",),
    ]  # fmt: skip
    found = [reverse(name, args=rest) for name, *rest in named]
    for model in (Fact, FactVersion):
        urls = model.snippet_viewset.get_url_name
        found += [reverse(urls("list")), reverse(urls("add"))]
    found.append(reverse(Fact.snippet_viewset.get_url_name("edit"), args=[shelf["fact"].pk]))
    return found


def test_no_screen_does_what_its_policy_forbids(office: Office, shelf: dict[str, Any]) -> None:
    tab = office("superuser")
    for address in addresses(shelf):
        response = tab.goto(address, wait_until="networkidle")
        assert response.status == 200, address
        assert (
            "'unsafe-inline'" not in response.headers["content-security-policy"].split("style")[0]
        )
        assert "'unsafe-eval'" not in response.headers["content-security-policy"]


def test_no_tool_of_the_editor_does_either(office: Office, shelf: dict[str, Any]) -> None:
    """Dates, choosers, uploads, tables, comments, previews: what scripts draw by themselves."""
    tab = office("author")
    tab.goto(f"/admin/pages/add/content_models/treatmentpage/{home().pk}/")
    tab.locator("[data-side-panel-toggle=preview], [aria-label*=orhåndsvis]").first.click()
    tab.fill("#id_title", "Alle verktøy")
    writing.add_section(tab, aspect="treatment", heading="Bruk")
    writing.add_block(tab, "Tabell")
    tab.locator(".htCore td").first.dblclick()
    tab.keyboard.type("En celle")
    writing.add_block(tab, "Bilde")
    tab.get_by_role("button", name="Velg et bilde").last.click()
    dialog = tab.locator(".modal-dialog")
    dialog.get_by_role("tab", name="Last opp").click()
    dialog.locator("input[type=file]").set_input_files(PICTURE)
    expect(dialog.locator("input[name$=title]")).to_have_value("medicine")
    dialog.locator("button[type=submit], input[type=submit]").last.click()
    dialog.wait_for(state="hidden")
    writing.add_block(tab, "Tekst")
    writing.write_rich_text(tab, "Les pakningsvedlegget.")
    tab.get_by_role("tab", name="Kilder og koder").click()
    tab.locator("#id_evidence_references-ADD").click()
    tab.fill("#id_evidence_references-0-title", "Legemiddelhåndboka")
    writing.save(tab)
    expect(tab.locator("[name='body-0-value-blocks-count']")).to_have_value("3")
