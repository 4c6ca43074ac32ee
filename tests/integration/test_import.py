"""`import_content` and `demo_publish`: real files, real database, the real review."""

import os
import signal
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from modelsearch.backends import get_search_backend
from wagtail.models import PageLogEntry, ReferenceIndex, Revision

from cms.imports import drafts
from cms.imports.drafts import DraftWriter
from content_models.pages import PAGE_TYPES, HubPage, IllnessPage
from editorial.editions.audit import log_findings, public_findings
from editorial.editions.models import Edition, PublicDocument
from tests.factories import people
from tests.patience import until
from tests.unit.cms.imports.lines import AS, line, written


def all_drafts():
    """(language, title, address) of every text."""
    return sorted(
        (page.locale.language_code, page.title, page.slug)
        for page_type in PAGE_TYPES
        if page_type is not HubPage
        for page in page_type.objects.select_related("locale")
    )


def test_a_record_becomes_a_whole_draft(run, tmp_path):
    file = written(
        tmp_path / "a.jsonl",
        line(synonyms=["Reactive airways"], mesh=["D001249", "Asthma, allergic"], year=2024),
    )
    assert run("import_content", *AS, file) == (
        0,
        ["1 created, 0 updated, 0 unchanged, 0 refused."],
        [],
    )
    page = IllnessPage.objects.get(import_id="mp-asthma")
    assert (page.live, page.risk_class, page.licence) == (False, "B", "CC0")
    assert page.locale.language_code == "en"
    assert page.synonym_list() == ["Reactive airways", "Asthma, allergic"]
    assert [topic.name_in("en") for topic in page.topics.all()] == ["Lungs"]
    assert [code.code for code in page.medical_codes.all()] == ["D001249"]
    (source,) = page.evidence_references.all()
    assert (source.title, source.identifier) == ("A library", "https://example.org/asthma")
    assert (source.identifier_type, source.year) == ("URL", 2024)
    assert page.demonstration
    revision = page.get_latest_revision()
    assert revision.content["title"] == "Asthma"
    assert revision.user.username == "import"
    assert not revision.user.has_usable_password()


def test_drafts_are_found_in_the_admin_at_once_and_so_is_what_they_point_to(run, tmp_path):
    target = HubPage.objects.get(depth=2, slug="en")
    html = f'<p><a linktype="page" id="{target.pk}">Home</a></p>'
    run(
        "import_content",
        *AS,
        written(tmp_path / "a.jsonl", line(), line(id="mp-b", title="Bunion", body_html=html)),
    )
    found = get_search_backend().search("bunion", IllnessPage)
    assert [page.title for page in found] == ["Bunion"]
    (reference,) = ReferenceIndex.get_references_to(target)
    assert reference.object_id == str(found[0].pk)


def test_html_from_outside_is_washed_at_the_door(run, tmp_path):
    html = '<p style="x" class="y">Safe <b>text</b> <img src=x> <a href="ftp://x">link</a></p>'
    run("import_content", *AS, written(tmp_path / "a.jsonl", line(body_html=html)))
    page = IllnessPage.objects.get()
    for raw in (list(page.body.raw_data), page.get_latest_revision_as_object().body.raw_data):
        assert raw[0]["value"]["blocks"][0]["value"] == "<p>Safe text  <a>link</a></p>"


def test_bad_records_are_named_one_by_one_and_the_rest_comes_in(run, tmp_path):
    file = written(
        tmp_path / "a.jsonl",
        line(),
        b"{\n",
        line(id="b", title=None),
        line(id="c", lang="sv"),
        line(id="d", body_html="<script>x</script>"),
        line(),
        line(id="e", title="Too large", body_html="<p>" + "x" * 400_000 + "</p>"),
    )
    code, out, errors = run("import_content", *AS, file)
    assert (code, out) == (1, ["1 created, 0 updated, 0 unchanged, 6 refused."])
    assert errors == [
        "a.jsonl:2: malformed JSON",
        "a.jsonl:3: missing or empty: title",
        "a.jsonl:4: unknown language 'sv'",
        "a.jsonl:5: hostile HTML: it holds active content",
        "a.jsonl:6: mp-asthma was there before",
        "e: A text block may hold 200000 bytes of HTML at most.",
    ]
    assert all_drafts() == [("en", "Asthma", "asthma")]
    assert Revision.objects.filter(object_str__contains="Too large").count() == 0


def test_equal_titles_get_distinct_addresses(run, tmp_path):
    lines = [line(id=f"mp-{number}", title="Fever") for number in range(3)]
    run("import_content", *AS, written(tmp_path / "a.jsonl", *lines))
    assert all_drafts() == [("en", "Fever", f"fever{end}") for end in ("", "-2", "-3")]


def test_an_address_that_was_public_once_is_not_given_to_another_item(run, tmp_path):
    run("import_content", *AS, written(tmp_path / "a.jsonl", line()))
    run("demo_publish")
    with connection.cursor() as cursor:
        cursor.execute("SELECT path FROM editions_publicpath")
        assert cursor.fetchall() == [("illness/asthma",)]
    IllnessPage.objects.update(slug="asthma-now")
    run("import_content", *AS, written(tmp_path / "b.jsonl", line(id="mp-new")))
    assert IllnessPage.objects.get(import_id="mp-new").slug == "asthma-2"


def test_translations_are_one_item_whenever_they_come(run, tmp_path):
    group = {"translation_group": "g1"}
    first = written(
        tmp_path / "a.jsonl",
        line(id="mp-1", **group),
        line(id="mp-2", lang="nb", title="Astma", **group),
        line(id="mp-3", title="Asthma again", **group),
    )
    run("import_content", *AS, first)
    later = line(id="other", lang="se", title="Astma davvisámegillii", **group)
    run("import_content", *AS, written(tmp_path / "b.jsonl", later))
    keys = dict(IllnessPage.objects.values_list("import_id", "translation_key"))
    assert set(keys) == {"mp-1", "mp-2", "mp-3", "other"}
    assert keys["mp-1"] == keys["mp-2"] == keys["other"] != keys["mp-3"]
    assert (
        run("import_content", *AS, first)[1][0] == "0 created, 0 updated, 3 unchanged, 0 refused."
    )


def test_a_second_run_changes_nothing_and_says_so(run, tmp_path):
    file = written(tmp_path / "a.jsonl", line(), line(id="mp-b", title="Bunion"))
    run("import_content", *AS, file)
    before = (Revision.objects.count(), PageLogEntry.objects.count(), all_drafts())
    assert run("import_content", *AS, file) == (
        0, ["0 created, 0 updated, 2 unchanged, 0 refused.", "Nothing has changed."], [],
    )  # fmt: skip
    assert (Revision.objects.count(), PageLogEntry.objects.count(), all_drafts()) == before


def test_a_changed_record_is_a_new_draft_and_what_is_public_stays(run, tmp_path):
    run("import_content", *AS, written(tmp_path / "a.jsonl", line()))
    run("demo_publish")
    public = bytes(PublicDocument.objects.get().document)
    changed = written(tmp_path / "b.jsonl", line(summary="Changed."))
    assert run("import_content", *AS, changed)[1] == [
        "0 created, 1 updated, 0 unchanged, 0 refused."
    ]
    page = IllnessPage.objects.get()
    assert page.get_latest_revision_as_object().summary == "Changed."
    assert (page.summary, page.has_unpublished_changes) == ("A disease of the airways.", True)
    assert bytes(PublicDocument.objects.get().document) == public
    assert (
        run("import_content", *AS, changed)[1][0] == "0 created, 0 updated, 1 unchanged, 0 refused."
    )


def test_globs_choose_records(run, tmp_path):
    file = written(tmp_path / "a.jsonl", *(line(id=name, title=name) for name in ("ab", "ac", "b")))
    run("import_content", *AS, file, "--only", "a*", "--exclude", "*c")
    assert [title for _lang, title, _slug in all_drafts()] == ["ab"]


def test_unusable_arguments_change_nothing(run, tmp_path):
    absent = tmp_path / "absent.jsonl"
    assert run("import_content", *AS, absent) == (1, [], [f"{absent} is not there"])
    assert run("import_content", *AS, tmp_path) == (
        1, [], [f"{tmp_path} holds no .jsonl or .jsonl.gz files"]
    )  # fmt: skip
    file = written(tmp_path / "a.jsonl", line())
    assert run("import_content", *AS, file, "--workers", "9") == (
        1,
        [],
        ["--workers takes 1 to 8."],
    )
    assert all_drafts() == []


def test_an_item_that_fails_in_the_middle_leaves_no_language_behind(run, tmp_path, monkeypatch):
    write = DraftWriter._create

    def fail_on_nb(self, plan):
        page = write(self, plan)
        if plan.record.id == "mp-nb":
            raise ValueError("broke\nhere")
        return page

    monkeypatch.setattr(DraftWriter, "_create", fail_on_nb)
    file = written(
        tmp_path / "a.jsonl",
        line(id="mp-nb", lang="nb", title="Astma", translation_group="g"),
        line(id="mp-en", translation_group="g"),
        line(id="mp-other", title="Bunion"),
    )
    code, out, errors = run("import_content", *AS, file)
    assert (code, out) == (1, ["1 created, 0 updated, 0 unchanged, 2 refused."])
    assert errors == ["mp-nb: broke here"]
    assert all_drafts() == [("en", "Bunion", "bunion")]
    monkeypatch.undo()
    assert run("import_content", *AS, file)[1] == ["2 created, 0 updated, 1 unchanged, 0 refused."]


def test_a_deadlock_is_tried_again_and_no_record_is_blamed(run, tmp_path, monkeypatch):
    index, calls = drafts.index_pages, []

    def deadlock_once(pages):
        calls.append(len(pages))
        if len(calls) == 1:
            raise OperationalError("deadlock detected")
        index(pages)

    monkeypatch.setattr(drafts, "index_pages", deadlock_once)
    file = written(tmp_path / "a.jsonl", line(), line(id="mp-b", title="Bunion"))
    assert run("import_content", *AS, file) == (
        0,
        ["2 created, 0 updated, 0 unchanged, 0 refused."],
        [],
    )
    assert calls == [2, 2]


def test_a_database_that_does_not_come_back_is_one_line(run, tmp_path, monkeypatch):
    def lost(_pages):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(drafts, "index_pages", lost)
    code, out, errors = run("import_content", *AS, written(tmp_path / "a.jsonl", line()))
    assert (code, out) == (1, ["0 created, 0 updated, 0 unchanged, 0 refused."])
    assert errors == [
        "Stopped before the end, run it again for the rest: "
        "OperationalError: server closed the connection"
    ]
    assert all_drafts() == []


def test_killed_in_the_middle_nothing_is_half_there(db, tmp_path):
    people.user(AS[-1])
    lines = [
        line(id=f"mp-{number}", title=f"Text {number}", translation_group=f"g{number // 2}",
             lang=("nb", "en")[number % 2])
        for number in range(160)
    ]  # fmt: skip
    file = written(tmp_path / "a.jsonl", *lines)
    started = subprocess.Popen(
        [sys.executable, "-c",
         "import django; django.setup()\n"
         "from django.core.management import call_command\n"
         "from tests.databases import point_at\n"
         f"point_at({db!r}); call_command('import_content', *{AS!r}, {str(file)!r})"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until(lambda: IllnessPage.objects.count() >= 40, "forty texts are imported", pause=0.02)
    started.send_signal(signal.SIGKILL)
    started.wait()
    pages = list(IllnessPage.objects.select_related("locale"))
    assert 40 <= len(pages) < 160
    assert all(page.latest_revision_id for page in pages)
    assert all(page.evidence_references.count() == 1 for page in pages)
    keys = [page.translation_key for page in pages]
    assert all(keys.count(key) == 2 for key in keys)
    found = get_search_backend().search("text", IllnessPage)
    assert len(found) == len(pages)
    call_command("import_content", *AS, str(file))
    assert IllnessPage.objects.count() == 160


def test_two_processes_bring_in_and_publish_everything(run, tmp_path):
    titles = [f"{letter}{number} fever" for letter in "ABCDEFGH" for number in range(4)]
    lines = [line(id=f"mp-{title}", title=title) for title in titles]
    file = written(tmp_path / "a.jsonl", *lines)
    code, out, errors = run("import_content", *AS, file, "--workers", 2)
    assert (code, out, errors) == (0, ["32 created, 0 updated, 0 unchanged, 0 refused."], [])
    code, out, errors = run("demo_publish", "--workers", 2)
    assert (code, errors) == (0, [])
    assert out[0].startswith("32 published, 0 refused, ")
    assert Edition.objects.count() == PublicDocument.objects.count() == 32
    assert [*log_findings(), *public_findings()] == []
    assert IllnessPage.objects.filter(live=True).count() == 32


@pytest.mark.shared
def test_the_real_multilingual_texts_come_in(run, shared_dir):
    file = shared_dir / "data" / "corpus" / "authority_health_multilingual.jsonl.gz"
    code, out, errors = run("import_content", *AS, file, "--only", "nn-*")
    assert (code, out[0], errors) == (0, "9 created, 0 updated, 0 unchanged, 0 refused.", [])
    assert {lang for lang, _title, _slug in all_drafts()} == {"nn"}
