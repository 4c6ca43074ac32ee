"""`import_content` once more over drafts that people have written in: theirs is kept."""

import pytest
from wagtail.models import Revision

from cms.imports import planning
from cms.management.commands import import_content
from cms.users.models import User
from content_models.pages import IllnessPage
from content_models.taxonomy.models import Topic
from editorial.people import groups
from tests.factories import people
from tests.factories.pages import edit
from tests.unit.cms.imports.lines import AS, line, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return people.user("editor", groups.DESK)


@pytest.fixture
def imported(run, tmp_path):
    """A draft that came in by an import."""
    run("import_content", *AS, written(tmp_path / "first.jsonl", line()))
    return IllnessPage.objects.get()


@pytest.fixture
def changed(tmp_path):
    """The same record with another text."""
    return written(tmp_path / "changed.jsonl", line(summary="From the source.", topics=["New"]))


def newest():
    return IllnessPage.objects.get(import_id="mp-asthma").get_latest_revision_as_object()


KEPT = (
    0,
    [
        "mp-asthma: kept as edited here",
        "0 created, 0 updated, 0 unchanged, 0 refused, 1 kept as edited here.",
        "Nothing has changed.",
    ],
    [],
)


def test_what_an_editor_wrote_is_kept_and_named_and_so_it_is_the_next_time(
    run, imported, changed, editor
):
    edit(imported, author=editor, summary="From us.", risk_class="A", demonstration=False)
    before = (Revision.objects.count(), IllnessPage.objects.get().import_hash)
    for _time in range(2):
        assert run("import_content", *AS, changed) == KEPT
        page = newest()
        assert (page.summary, page.risk_class, page.demonstration) == ("From us.", "A", False)
        assert (Revision.objects.count(), IllnessPage.objects.get().import_hash) == before
        assert not Topic.objects.filter(slug="new").exists()


def test_a_changed_rule_file_leaves_it_too(run, imported, tmp_path, editor, monkeypatch):
    edit(imported, author=editor, title="Our asthma")
    monkeypatch.setattr(planning, "_rules_digest", lambda: "another")
    assert run("import_content", *AS, written(tmp_path / "again.jsonl", line())) == KEPT
    assert newest().title == "Our asthma"


def test_a_revision_without_an_account_counts_as_a_persons(run, imported, changed):
    edit(imported, author=None, summary="From a shell.")
    assert run("import_content", *AS, changed) == KEPT
    assert newest().summary == "From a shell."


def test_a_hand_in_the_imports_own_revision_counts(run, imported, changed, editor):
    revision = imported.get_latest_revision()
    revision.content |= {"summary": "Written over."}
    revision.user = editor
    revision.save()
    Revision.objects.filter(pk=revision.pk).update(user=User.objects.get(username="import"))
    assert run("import_content", *AS, changed) == KEPT
    assert newest().summary == "Written over."


def test_who_writes_while_the_import_runs_is_kept_as_well(
    run, imported, changed, editor, monkeypatch
):
    shelves_write = import_content.shelves_write

    def write_meanwhile(plans):
        edit(imported, author=editor, summary="Just now.")
        return shelves_write(plans)

    monkeypatch.setattr(import_content, "shelves_write", write_meanwhile)
    assert run("import_content", *AS, changed) == KEPT
    assert newest().summary == "Just now."


def test_the_source_is_taken_on_top_where_that_is_asked_for(
    run, imported, changed, editor, tmp_path
):
    edit(imported, author=editor, summary="From us.", risk_class="A")
    assert run("import_content", *AS, changed, "--overwrite-edited") == (
        0, ["0 created, 1 updated, 0 unchanged, 0 refused."], [],
    )  # fmt: skip
    page = newest()
    assert (page.summary, page.risk_class) == ("From the source.", "A")
    history = IllnessPage.objects.get().revisions.order_by("pk")
    assert [row.content["summary"] for row in history] == [
        "A disease of the airways.", "From us.", "From the source.",
    ]  # fmt: skip
    assert run("import_content", *AS, changed, "--overwrite-edited")[1] == [
        "0 created, 0 updated, 1 unchanged, 0 refused.",
        "Nothing has changed.",
    ]
    # The draft is the import's again, and what a person made stricter stays so.
    later = written(tmp_path / "later.jsonl", line(summary="Later."))
    assert run("import_content", *AS, later)[1] == ["0 created, 1 updated, 0 unchanged, 0 refused."]
    assert (newest().summary, newest().risk_class) == ("Later.", "A")


def test_a_text_in_the_other_language_is_updated_all_the_same(run, tmp_path, editor):
    group = {"translation_group": "g"}
    bokmaal = {"id": "mp-nb", "lang": "nb", "title": "Astma", **group}
    run("import_content", *AS, written(tmp_path / "a.jsonl", line(**group), line(**bokmaal)))
    edit(IllnessPage.objects.get(import_id="mp-nb"), author=editor, summary="Fra oss.")
    again = written(
        tmp_path / "b.jsonl",
        line(**group, summary="From the source."),
        line(**bokmaal, summary="Fra kilden."),
    )
    assert run("import_content", *AS, again) == (
        0,
        [
            "mp-nb: kept as edited here",
            "0 created, 1 updated, 0 unchanged, 0 refused, 1 kept as edited here.",
        ],
        [],
    )
    drafts = {page.import_id: page.get_latest_revision_as_object() for page in pages()}
    assert (drafts["mp-asthma"].summary, drafts["mp-nb"].summary) == (
        "From the source.",
        "Fra oss.",
    )


def test_a_copy_of_an_imported_page_is_not_the_records_draft(run, imported, changed, editor):
    copy = imported.copy(user=editor, update_attrs={"slug": "copy", "title": "Copy"})
    assert run("import_content", *AS, changed)[1] == [
        "0 created, 1 updated, 0 unchanged, 0 refused."
    ]
    original, copied = pages()
    assert (original.pk, copied.pk) == (imported.pk, copy.pk)
    assert original.get_latest_revision_as_object().summary == "From the source."
    assert copied.get_latest_revision_as_object().summary == "A disease of the airways."


def pages():
    return list(IllnessPage.objects.order_by("pk"))
