"""Imported drafts of a demonstration are published by the real review, or named with reasons."""

import json

import pytest
from wagtail.models import PageLogEntry

from content_models.pages import IllnessPage
from editorial.editions.models import Edition
from tests.factories.pages import draft
from tests.unit.cms.imports.lines import AS, line, written


def test_publishing_walks_both_steps_of_the_review(run, tmp_path):
    run("import_content", *AS, written(tmp_path / "a.jsonl", line()))
    assert run("demo_publish", "--limit", 1)[0] == 0
    log = PageLogEntry.objects.filter(page=IllnessPage.objects.get().pk)
    actions = log.order_by("timestamp", "pk").values_list("action", "user__username")
    assert list(actions) == [
        ("wagtail.create", "import"),
        ("wagtail.workflow.start", "forfatter"),
        ("wagtail.workflow.approve", "desk"),
        ("wagtail.workflow.approve", "lege"),
        ("wagtail.publish", "lege"),
    ]
    edition = Edition.objects.get()
    (signoff,) = json.loads(bytes(edition.envelope))["edition"]["signOffs"]
    assert signoff["role"] == "clinical"


def test_a_draft_that_may_not_be_public_is_named_with_its_reasons(run, tmp_path):
    run(
        "import_content",
        *AS,
        written(tmp_path / "a.jsonl", line(), line(id="mp-b", title="Bunion")),
    )
    page = IllnessPage.objects.get(title="Asthma")
    page.summary = ""
    page.save()
    page.save_revision()
    code, out, errors = run("demo_publish")
    assert (code, errors) == (1, ["Asthma: It has no summary."])
    assert out[0].startswith("1 published, 1 refused, ")
    assert list(IllnessPage.objects.filter(live=True).values_list("title", flat=True)) == ["Bunion"]


def test_what_people_wrote_and_what_was_withdrawn_is_left_alone(run, tmp_path, house, db):
    own = draft(author=house["author"])
    run("import_content", *AS, written(tmp_path / "a.jsonl", line()))
    run("demo_publish")
    IllnessPage.objects.get().unpublish()
    code, out, errors = run("demo_publish")
    assert (code, errors) == (0, [])
    assert out[0].startswith("0 published, 0 refused, ")
    assert list(Edition.objects.order_by("id").values_list("action", flat=True)) == [
        "published",
        "withdrawn",
    ]
    assert not type(own).objects.get(pk=own.pk).live


@pytest.mark.parametrize("arguments", [("--limit", 0), ("--workers", 0), ("--workers", 9)])
def test_publishing_refuses_unusable_numbers(run, arguments):
    assert run("demo_publish", *arguments) == (
        1, [], ["--workers takes 1 to 8, --limit a positive number."]
    )  # fmt: skip


def test_publishing_is_refused_where_nothing_is_a_demonstration(run, tmp_path, settings):
    run("import_content", *AS, written(tmp_path / "a.jsonl", line()))
    settings.DEMONSTRATION = False
    code, _out, errors = run("demo_publish")
    assert (code, errors) == (
        1, ["Demonstration accounts and texts exist under demo settings only."]
    )  # fmt: skip
    assert not Edition.objects.exists()
