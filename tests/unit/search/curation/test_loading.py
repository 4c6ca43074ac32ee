"""The shipped words come into the tables, and never over an editor's change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.analysis import shipped
from search.analysis.shipped import StopRow, SynonymRow
from search.curation import loading
from search.curation.models import Change, StopWord, Synonym, Version
from search.curation.services import entry_save, entry_switch

Ship = Callable[..., loading.LoadReport]


@pytest.fixture
def ship(db: str, monkeypatch: pytest.MonkeyPatch) -> Ship:
    """Load these Norwegian rows in place of the shipped files'."""

    def load(*rows: SynonymRow, stops: tuple[str, ...] = ("ikke", "og")) -> loading.LoadReport:
        monkeypatch.setattr(
            shipped, "synonym_rows", lambda family: list(rows) if family == "no" else []
        )
        monkeypatch.setattr(
            shipped, "stop_rows", lambda: [StopRow("no", word, "Et lite ord.") for word in stops]
        )
        return loading.words_load()

    return load


def row(source: str, *others: str, why: str = "Folk sier det.") -> SynonymRow:
    return SynonymRow("no", "one_way", source, others, why)


def in_use() -> list[str]:
    return [str(entry) for entry in Synonym.objects.filter(is_active=True)]


def test_what_is_shipped_obeys_the_rules() -> None:
    synonyms, stops = loading.shipped_checked()
    assert len(stops) > 300
    assert all(entry.why for entry in synonyms)


def test_loading_twice_changes_nothing(ship: Ship) -> None:
    first = ship(row("sukkersyke", "diabetes"))
    assert (first.added, first.kept_off) == (1, [])
    mark = Version.objects.get().mark
    again = ship(row("sukkersyke", "diabetes"))
    assert (again.added, again.updated, again.removed) == (0, 0, 0)
    assert Version.objects.get().mark == mark
    assert in_use() == ["sukkersyke → diabetes"]


def test_untouched_rows_follow_what_is_shipped(ship: Ship) -> None:
    ship(row("sukkersyke", "diabetes"), row("rygg", "bak"))
    report = ship(row("sukkersyke", "diabetes", why="En bedre grunn."), stops=("ikke",))
    assert (report.added, report.updated, report.removed) == (0, 1, 2)
    assert in_use() == ["sukkersyke → diabetes"]
    assert Synonym.objects.get().reason == "En bedre grunn."
    assert not StopWord.objects.filter(word="og").exists()


def test_an_editor_s_change_of_a_shipped_row_stays(ship: Ship, house: dict[str, Any]) -> None:
    ship(row("sukkersyke", "diabetes"))
    entry = Synonym.objects.get()
    entry.reason = "Redaktørens grunn."
    entry_save(actor=house["desk"], entry=entry)
    ship(row("sukkersyke", "diabetes", why="Husets nye grunn."))
    assert Synonym.objects.get().reason == "Redaktørens grunn."
    ship()
    assert in_use() == ["sukkersyke → diabetes"]


def test_what_an_editor_switched_off_does_not_come_back_in_other_words(
    ship: Ship, house: dict[str, Any]
) -> None:
    ship(row("sukkersyke", "diabetes"))
    entry_switch(actor=house["desk"], entry=Synonym.objects.get(), on=False)
    report = ship(row("sukkersyke", "diabetes", "insulin"))
    assert report.kept_off == ["sukkersyke"]
    assert in_use() == []
    assert Synonym.objects.count() == 2


def test_a_shipped_row_against_an_editor_s_comes_in_switched_off(
    ship: Ship, house: dict[str, Any]
) -> None:
    ship()
    mine = Synonym(
        family="no", direction="one_way", source="diabetes", others=["sukkersyke"], reason="Min."
    )
    entry_save(actor=house["desk"], entry=mine)
    entry_save(actor=house["desk"], entry=StopWord(family="no", word="hilsen", reason="Brev."))
    report = ship(row("sukkersyke", "diabetes"), stops=("ikke", "og", "hilsen"))
    assert report.kept_off == ["hilsen", "sukkersyke"]
    assert in_use() == ["diabetes → sukkersyke"]
    assert StopWord.objects.filter(word="hilsen", is_active=True).count() == 1


def test_bad_shipped_words_are_refused_whole_with_every_reason(ship: Ship) -> None:
    ship(row("sukkersyke", "diabetes"))
    mark = Version.objects.get().mark
    with pytest.raises(loading.ShippedWordsInvalid) as refused:
        ship(row("rygg", "bak"), row("og", "!"), row("bak", "rygg"), stops=("ikke", "og", "to tre"))
    assert len(str(refused.value).splitlines()) == 5
    assert in_use() == ["sukkersyke → diabetes"]
    assert Version.objects.get().mark == mark


def test_the_command_says_what_it_did_and_fails_on_bad_files(
    db: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("search_words_load")
    assert capsys.readouterr().out == "Search words: 0 added, 0 updated, 0 removed.\n"

    def broken(_family: str) -> list[SynonymRow]:
        raise ValueError("A synonym without a reason: {'from': 'x'}")

    monkeypatch.setattr(shipped, "synonym_rows", broken)
    with pytest.raises(CommandError, match="without a reason"):
        call_command("search_words_load")


def test_loading_makes_no_history(db: str) -> None:
    assert Change.objects.count() == 0
