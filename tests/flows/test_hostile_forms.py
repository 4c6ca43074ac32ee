"""Whatever is posted to the editor, it is a form, a mistake in it, or a 400; never a 500."""

import json
import random
from functools import cache
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from wagtail.models import Page, Revision
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from content_models.blocks.section import SectionContent
from content_models.facts.models import FactVersion
from content_models.page_form import FormUnreadable
from content_models.pages import LifestylePage
from content_models.projection import project_article, publication_problems
from content_models.publishing import Candidate
from tests.factories.pages import draft
from tests.factories.whole import signed_fact
from tests.flows.test_picture_bytes import folders, picture
from tests.flows.test_ways_round_admin import form

__all__ = ["folders", "picture"]

SAID = "En del av dette skjemaet er ikke slik redigeringen sender det. Ingenting ble lagret.\n"
SAMPLES = 60
TABLE = {"data": [["a", "b"]], "cell": [], "mergeCells": [], "table_header_choice": "row"}
VALUES = [
    None, "", "x", "-1", "0", "1", "3", "99999999999999999999", "1e400", "NaN", "null", "[]", "{}",
    "[[]]", '"x"', "true", '{"data": 5}', '{"data": [5]}', '{"data": [[{"a": 1}]]}',
    '{"data": null, "table_header_choice": "row"}', '{"data": {"a": 1}}', '{"blocks": 5}',
    '{"blocks": [5], "entityMap": {}}', '{"blocks": [{"text": 5}], "entityMap": []}',
    '{"blocks": [{"text": "a", "type": "unstyled", "inlineStyleRanges": 3}], "entityMap": {}}',
    "[" * 5000, "9" * 5000, "\x00", "\u2028", "\ufffe", "x" * 70_000, "2026-99-99", "٣", "1_000",
    " 1 ", "0x10", "<script>", "../../etc/passwd", "%s%n", "javascript:x",
]  # fmt: skip
ALWAYS = [None, "x", "-1", "9" * 5000, '{"data": [5]}', "\x00"]


def items(*values: Any) -> dict[str, Any]:
    """What a list of blocks posts."""
    rows = {
        str(at): {"deleted": "", "order": str(at), "type": "item", "id": "", "value": value}
        for at, value in enumerate(values)
    }
    return {"count": str(len(values)), **rows}


@pytest.fixture
def blocks(house, picture):
    """What each kind of block posts."""
    text = rich_text("<p>a</p>")
    return {
        "text": text,
        "care_card": {"level": "urgent", "heading": "h", "html": text},
        "do_dont": {"do": items(text, text), "dont": items(text)},
        "steps": {"items": items({"heading": "s", "html": text})},
        "table": {"caption": "c", "header_row": "on", "table": json.dumps(TABLE)},
        "image": {"image": str(picture.pk), "alt": "a", "caption": "", "credit": ""},
        "video": {"url": "https://x.test/", "title": "t", "transcript": text},
        "questions": {"items": items({"question": "s", "html": text})},
        "fact": {"version": str(signed_fact(house).pk)},
    }


CHILDREN = {
    "evidence_references": {
        "title": "T", "publisher": "P", "kind": "law", "identifier_type": "DOI",
        "identifier": "10.1000/x", "year": "2017", "retrieved": "2019-03-04",
        "evidence_scheme": "GRADE", "evidence_level": "high",
    },
    "medical_codes": {"system": "ICPC-2", "code": "R96", "display": "x"},
    "comments": {"text": "Hei", "contentpath": "title", "position": "", "resolved": ""},
}  # fmt: skip


def posted(page, *, children: str = "", **kinds: Any) -> dict[str, Any]:
    """A form with these blocks, and one row of a child form."""
    content = streamfield(list(kinds.items()) or [("text", rich_text("<p>a</p>"))])
    section = {"aspect": "overview", "heading": "H", "blocks": content}
    rows = {children: inline_formset([CHILDREN[children]])} if children else {}
    return form(page, body=streamfield([("section", section)]), **rows)


@cache
def form_class() -> Any:
    return LifestylePage.get_edit_handler().get_form_class()


def read(page, data: dict[str, Any], *, by: Any, deferred: bool) -> str:
    """What becomes of a form, and all that follows from one that is taken."""
    query = QueryDict(mutable=True)
    query.update(data)
    instance = page.get_latest_revision_as_object()
    try:
        bound = form_class()(query, instance=instance, for_user=by)
        if deferred:
            bound.defer_required_fields()
        if not bound.is_valid():
            return "mistake"
    except FormUnreadable:
        return "unreadable"
    taken = bound.save(commit=False)
    taken.clean_content()
    article = project_article(taken)
    publication_problems(taken, article)
    assert len(Candidate(taken).clinical_digest) == 64
    json.dumps(taken.serializable_data(), default=str)
    return "taken"


def spoilt(data: dict[str, Any], *, seed: str):
    """The form with each part spoilt in turn, and some more with parts and values by chance."""
    rng = random.Random(seed)
    pairs = [(name, value) for name in data for value in ALWAYS]
    pairs += [(rng.choice(list(data)), rng.choice(VALUES)) for _number in range(SAMPLES)]
    for name, value in pairs:
        rest = {key: old for key, old in data.items() if key != name}
        yield rest if value is None else {**rest, name: value}


KINDS = sorted(SectionContent().child_blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_of_any_block_breaks_the_editor(house, blocks, kind):
    page = draft(author=house["author"])
    data = posted(page, **{kind: blocks[kind]})
    own = {key: value for key, value in data.items() if key.startswith("body")}
    assert read(page, data, by=house["author"], deferred=True) == "taken"
    rest = {key: value for key, value in data.items() if key not in own}
    found = {
        read(page, rest | changed, by=house["author"], deferred=bool(at % 2))
        for at, changed in enumerate(spoilt(own, seed=kind))
    }
    assert {"taken", "unreadable"} <= found <= {"taken", "mistake", "unreadable"}


@pytest.mark.parametrize("name", CHILDREN)
def test_no_part_of_any_child_form_breaks_the_editor(house, name):
    page = draft(author=house["author"])
    data = posted(page, children=name)
    children = {key: value for key, value in data.items() if key.startswith(name)}
    rest = {key: value for key, value in data.items() if key not in children}
    for changed in spoilt(children, seed=name):
        read(page, rest | changed, by=house["author"], deferred=True)


def test_every_kind_of_block_is_tried(blocks):
    assert sorted(blocks) == KINDS == sorted(SectionContent().child_blocks)
    assert FactVersion.objects.exists()


def stored():
    return (
        list(Revision.objects.order_by("pk").values_list("pk", "content")),
        list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision_id")),
    )


@pytest.fixture
def author(house):
    client = Client(raise_request_exception=False)
    client.force_login(house["author"])
    return client


BREAKS = [
    ("body-0-value-blocks-0-value", "x"),
    ("body-0-value-blocks-0-value", '{"blocks": [5], "entityMap": {}}'),
    ("body-0-value-blocks-0-order", "x"),
    ("body-0-value-blocks-0-type", "unknown"),
    ("body-0-type", "unknown"),
    ("body-0-value-blocks-count", "-1"),
    ("body-count", "5"),
    ("body-count", "[" * 5000),
    ("evidence_references-INITIAL_FORMS", "1"),
    ("medical_codes-INITIAL_FORMS", "1"),
    ("overwrite_revision_id", "x"),
    ("overwrite_revision_id", "9" * 30),
    ("loaded_revision_id", "1 OR 1=1"),
]


def spoiled(page, name: str, value: str) -> dict[str, Any]:
    children = name.partition("-")[0]
    return posted(page, children=children if children in CHILDREN else "") | {name: value}


def test_the_answer_is_a_sentence_and_nothing_is_changed(house, author):
    page = draft(author=house["author"])
    before = stored()
    for name, value in BREAKS:
        answer = author.post(f"/admin/pages/{page.pk}/edit/", spoiled(page, name, value))
        assert (answer.status_code, answer.content.decode()) == (400, SAID), (name, value)
    assert stored() == before


@pytest.mark.parametrize("where", ["add", "preview", "autosave"])
def test_and_so_it_is_wherever_the_form_is_read(house, author, where):
    page = draft(author=house["author"])
    address = {
        "add": f"/admin/pages/add/content_models/lifestylepage/{page.get_parent().pk}/",
        "preview": f"/admin/pages/{page.pk}/edit/preview/",
        "autosave": f"/admin/pages/{page.pk}/edit/",
    }[where]
    headers = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}
    before = stored()
    for name, value in BREAKS[:10:3]:
        data = spoiled(page, name, value)
        answer = author.post(address, data, headers=headers if where == "autosave" else {})
        assert (answer.status_code, answer.content.decode()) == (400, SAID), (name, value)
    assert stored() == before


def test_two_blocks_in_one_place_are_refused(house, author, blocks):
    page = draft(author=house["author"])
    card = blocks["care_card"]
    content = streamfield([("care_card", card), ("care_card", card | {"heading": "Annen"})])
    section = {"aspect": "overview", "heading": "H", "blocks": content}
    data = form(page, body=streamfield([("section", section)]))
    data |= {f"body-0-value-blocks-{at}-order": "0" for at in (0, 1)}
    assert author.post(f"/admin/pages/{page.pk}/edit/", data).status_code == 400


def test_a_person_still_gets_mistakes_in_their_fields(house, author):
    page = draft(author=house["author"])
    answer = author.post(f"/admin/pages/{page.pk}/edit/", posted(page) | {"title": ""})
    assert answer.status_code == 200
    assert "title" in answer.context["form"].errors


HIDDEN = (
    "next", "loaded_revision_created_at", "comment_notifications", "action-workflow-action",
    "workflow-action-name", "workflow-action-extra-data", "workflow_task_state_id",
)  # fmt: skip


def test_no_hidden_part_breaks_the_editor(house, author):
    page = draft(author=house["author"])
    for name in HIDDEN:
        for value in ("x", "[]", "9" * 30, "\x00", "//evil.test"):
            answer = author.post(f"/admin/pages/{page.pk}/edit/", posted(page) | {name: value})
            assert answer.status_code in (200, 302, 400), (name, value)
            assert "evil.test" not in answer.headers.get("Location", "")
