"""A text block over the limit is a mistake in its field: what else was typed is still there."""

import pytest
from django.test import Client
from wagtail.blocks import RichTextBlock
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content_models.blocks.html import HtmlBlock
from content_models.blocks.section import BodyBlock
from content_models.pages import LifestylePage
from content_models.sanitise import MAX_HTML_BYTES
from tests.factories.pages import draft, home
from tests.flows.test_ways_round_admin import form

SAID = "Denne teksten er for lang: En tekstblokk rommer høyst 200 kilobyte"
LONG = "a" * MAX_HTML_BYTES
AUTOSAVE = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def author(house):
    client = Client()
    client.force_login(house["author"])
    return client


def stored():
    return (
        list(Revision.objects.order_by("pk").values_list("pk", "content")),
        list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision_id")),
    )


def refused(answer):
    """The answer is the form again, with the mistake and with all that was typed."""
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Denne teksten er for lang: En tekstblokk rommer" in html
    assert 'value="Ny tittel"' in html
    assert "Ny ingress</textarea>" in html
    assert LONG in html


def test_saving_is_refused_in_the_field_and_keeps_what_was_typed(house, author):
    page = draft(author=house["author"])
    before = stored()
    data = form(page, title="Ny tittel", summary="Ny ingress", text=LONG)
    for button in ({}, {"action-submit": "action-submit"}, {"action-publish": "action-publish"}):
        refused(author.post(f"/admin/pages/{page.pk}/edit/", data | button))
        assert stored() == before


def test_autosave_answers_as_for_any_other_mistake(house, author):
    page = draft(author=house["author"])
    before = stored()
    answers = [
        author.post(f"/admin/pages/{page.pk}/edit/", data, headers=AUTOSAVE)
        for data in (form(page, text=LONG), form(page, title="x" * 300))
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    too_long, other = (answer.json() for answer in answers)
    assert too_long == other
    assert too_long["error_code"] == "validation_error"
    assert stored() == before


def test_a_new_text_is_refused_in_the_field_too(house, author):
    before = stored()
    data = form(LifestylePage(title="", slug="ny"), title="Ny tittel", summary="Ny ingress",
                text=LONG)  # fmt: skip
    refused(author.post(f"/admin/pages/add/content_models/lifestylepage/{home().pk}/", data))
    assert stored() == before


def test_it_is_said_where_it_was_typed_in_every_block(house, author):
    page = draft(author=house["author"])
    before = stored()
    blocks = streamfield([
        ("text", rich_text("<p>Kort.</p>")),
        ("care_card", {"level": "urgent", "heading": "Ring", "html": rich_text(f"<p>{LONG}</p>")}),
    ])  # fmt: skip
    body = streamfield([("section", {"aspect": "overview", "heading": "H", "blocks": blocks})])
    data = form(page) | nested_form_data({"body": body})
    answer = author.post(f"/admin/pages/{page.pk}/edit/", data)
    (error,) = answer.context["form"].errors["body"].as_data()
    card = error.block_errors[0].block_errors["blocks"].block_errors
    assert list(card) == [1]
    assert card[1].block_errors["html"].messages[0].startswith(SAID)
    assert stored() == before


def test_the_largest_text_that_fits_is_saved(house, author):
    page = draft(author=house["author"])
    author.post(f"/admin/pages/{page.pk}/edit/", form(page, text="a" * (MAX_HTML_BYTES - 100)))
    kept = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    assert kept.body.raw_data[0]["value"]["blocks"][0]["value"].count("a") >= MAX_HTML_BYTES - 100


def test_every_rich_text_of_a_body_has_the_limit():
    def rich(block):
        if isinstance(block, RichTextBlock):
            yield block
        children = getattr(block, "child_blocks", {}).values()
        for child in [*children, *filter(None, [getattr(block, "child_block", None)])]:
            yield from rich(child)

    found = list(rich(BodyBlock()))
    assert len(found) == 7
    assert all(isinstance(block, HtmlBlock) for block in found)
