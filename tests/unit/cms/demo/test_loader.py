"""The loader publishes through the real gate, once, and leaves alone what was done since."""

from typing import Any

import pytest
from django.core.management import call_command
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, TaskState

from cms.demo import loader as module
from cms.demo.accounts import people_write
from cms.demo.loader import DemoLoader
from cms.demo.reading import articles, content_id, drafts, hubs, judged
from content_models.facts.models import FactVersion
from content_models.taxonomy.models import Topic
from editorial.editions.audit import log_findings, public_findings
from editorial.editions.models import Edition, LogEntry, PublicDocument
from editorial.editions.services import edition_withdraw
from editorial.signoff.models import SignOff
from search.curation.models import JudgedQuery
from search.query.request import parse
from search.services import search_run

COUNTED = (Page, Revision, SignOff, LogEntry, TaskState, FactVersion, Topic, get_image_model())


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


def public(lang: str) -> dict[str, str]:
    rows = PublicDocument.objects.filter(lang=lang).exclude(kind="hub")
    return dict(rows.values_list("path", "state"))


def waiting() -> list[tuple[str, str]]:
    steps = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    return sorted((step.task.name, step.workflow_state.content_object.title) for step in steps)


@pytest.fixture
def small(monkeypatch):
    """A few of the texts: what is asked does not depend on how many there are."""
    chosen = [
        group
        for group in articles()
        if group["group"] in ("sleep", "burns", "burns-old-advice", "access-to-records")
    ]
    monkeypatch.setattr(module, "articles", lambda: chosen)
    monkeypatch.setattr(
        module, "hubs", lambda: [hub for hub in hubs() if hub["topics"] in (["skin"], ["rights"])]
    )


def load() -> tuple[int, list[str]]:
    told: list[str] = []
    return DemoLoader(tell=told.append).load(), told


def test_every_text_passes_the_real_gate_and_a_second_run_changes_nothing(db):
    count, told = load()
    written = sum(len(group["languages"]) for group in articles())
    hub_count = PublicDocument.objects.filter(kind="hub").count()
    assert count == written + hub_count
    assert Edition.objects.count() == LogEntry.objects.count() == count + 1  # and a withdrawal
    assert Edition.objects.exclude(action="withdrawn").filter(signoff_ids=[]).count() == 0
    assert {
        tuple(Edition.objects.get(content_id=content_id("heart-attack"), lang=lang).signoff_ids)
        for lang in ("nb", "en")
    } == {
        tuple(SignOff.objects.filter(content_id=content_id("heart-attack"), lang=lang)
              .order_by("pk").values_list("pk", flat=True))
        for lang in ("nb", "en")
    }  # fmt: skip
    assert SignOff.objects.filter(content_id=content_id("heart-attack"), lang="nb").count() == 2
    assert [*log_findings(), *public_findings()] == []
    assert told[-1].startswith("waiting for somebody ")
    assert JudgedQuery.objects.count() == len(judged())
    found = [search_run(parse({"q": [row.text], "lang": [row.lang]})).hits for row in judged()]
    assert [bool(hits) for hits in found] == [True] * len(found)
    before = counts()
    assert load() == (0, [])
    assert counts() == before


def test_each_role_finds_something_to_do(db, small):
    load()
    assert waiting() == [
        ("Clinical sign-off", "God søvn"),
        ("Clinical sign-off", "Ibuprofen"),
        ("Clinical sign-off", "Omgangssyke"),
        ("Desk review", "Høyt blodtrykk"),
        ("Desk review", "Innsyn i journalen din"),
    ]
    returned = TaskState.objects.get(status=TaskState.STATUS_REJECTED)
    assert returned.workflow_state.content_object.title == "Vannkopper"
    assert returned.comment.startswith("Si også hva foreldre bør se etter")
    half = SignOff.objects.get(content_id=content_id("ibuprofen"))
    assert half.signed_by.username == "lege"
    assert list(FactVersion.objects.filter(signed_at=None).values_list("fact__key", flat=True)) == [
        "poison-line"
    ]
    for row in drafts():
        if "change" not in row:
            item = content_id(row["group"])
            assert not PublicDocument.objects.filter(
                content_id=item, lang__in=row["languages"]
            ).exists()


def test_a_withdrawn_text_names_what_to_read_instead(db, small):
    load()
    assert public("nb")["behandling/sma-brannskader-hjemme"] == "withdrawn"
    edition = Edition.objects.get(action="withdrawn")
    assert b"F\xc3\xb8rstehjelp ved brannskader" in bytes(edition.envelope)
    assert str(content_id("burns")).encode() in bytes(edition.envelope)


def test_a_hub_links_to_what_can_be_read_and_to_nothing_else(db, small):
    load()
    document = bytes(PublicDocument.objects.get(path="tema/hud", lang="nb").document).decode()
    assert "/nb/behandling/forstehjelp-ved-brannskader" in document
    assert "sma-brannskader-hjemme" not in document
    assert not PublicDocument.objects.filter(kind="hub", lang="se").exists()


def test_what_somebody_has_done_since_is_left_alone(db, small):
    load()
    people = people_write()
    edition_withdraw(
        content_id=content_id("burns"), actor=people["vakt"], reason="error", notices={}
    )
    _sign_what_waits(people, "Omgangssyke", "sykdom/omgangssyke")
    Topic.objects.filter(slug="skin").update(name_nb="Hud og hår")
    before = counts()
    assert load() == (0, [])
    assert counts() == before
    assert public("nb")["behandling/forstehjelp-ved-brannskader"] == "withdrawn"
    assert public("nb")["sykdom/omgangssyke"] == "current"
    assert Topic.objects.get(slug="skin").name_nb == "Hud og hår"


def _sign_what_waits(people: dict[str, Any], title: str, path: str) -> None:
    from cms.demo.publishing import Reviewers

    page = Page.objects.get(title=title).specific
    Reviewers().sign(page, page.current_workflow_state, [people["sykepleier"]])
    assert PublicDocument.objects.get(path=path).state == "current"


def test_a_load_that_was_cut_short_goes_on_where_it_ended(db, small, monkeypatch):
    whole = module.DemoLoader._group

    def cut(self: Any, group: Any, body: Any) -> list[str]:
        if group["group"] == "sleep":
            raise KeyboardInterrupt
        return whole(self, group, body)

    monkeypatch.setattr(module.DemoLoader, "_group", cut)
    with pytest.raises(KeyboardInterrupt):
        load()
    assert "levevaner/god-sovn" not in public("nb")
    monkeypatch.setattr(module.DemoLoader, "_group", whole)
    load()
    assert public("nb")["levevaner/god-sovn"] == "current"
    assert Page.objects.filter(slug="god-sovn", locale__language_code="nb").count() == 1
    assert [*log_findings(), *public_findings()] == []


def test_a_text_that_the_gate_refuses_stops_the_loader_with_its_reasons(db, small, monkeypatch):
    broken = [group for group in articles() if group["group"] == "burns"]
    sections = broken[0]["languages"]["nb"]["sections"]
    for part in sections:
        part["blocks"] = [block for block in part["blocks"] if block["type"] != "care_card"] or [
            {"type": "text", "html": "<p>Ingenting.</p>"}
        ]
    monkeypatch.setattr(module, "articles", lambda: broken)
    with pytest.raises(ValueError, match="legg til et handlingskort") as refused:
        load()
    assert str(refused.value).startswith("Førstehjelp ved brannskader: ")
    assert not LogEntry.objects.exists()


def test_the_command_says_how_much_it_did(db, small, capsys):
    call_command("demo_content")
    assert capsys.readouterr().out.splitlines()[-1].endswith(" texts published.")
    call_command("demo_content")
    assert capsys.readouterr().out == "0 texts published.\n"
