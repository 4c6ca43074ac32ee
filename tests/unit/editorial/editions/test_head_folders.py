"""A folder for heads that fails stops nothing, and none loses a withdrawal by staying small."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as house_settings

from editorial.editions.continuity.selectors import standing_now
from editorial.editions.heads.claims import SignedHead
from editorial.editions.heads.keeping import folders_keep
from editorial.editions.heads.place import Place
from editorial.editions.heads.registry import places
from editorial.editions.heads.rules import MOST_REPEATED, anchor_is_due, removable
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.heads.services import head_sign
from editorial.editions.models import LogEntry
from tests.factories.pages import draft
from tests.timing import database_ahead


@pytest.fixture
def two(settings, tmp_path, db):
    settings.SIGNED_HEADS_DIRS = [tmp_path / "one", tmp_path / "two"]
    return settings.SIGNED_HEADS_DIRS


def names(folder):
    return sorted(path.name for path in folder.rglob("*.jws"))


@pytest.fixture
def hanging(two, monkeypatch):
    """The second folder is a mount that hangs until the test lets go."""
    for folder in two:
        folder.mkdir()
    free = threading.Event()
    place = places()[1]
    whole = {name: getattr(place, name) for name in ("names", "write")}

    def hung(name):
        def work(*args):
            free.wait()
            return whole[name](*args)

        return work

    for name in whole:
        monkeypatch.setattr(place, name, hung(name))
    yield free
    free.set()


def test_a_folder_that_hangs_stops_nothing_and_is_asked_again(two, hanging, house, published):
    page = published(draft(author=house["author"]))
    page.unpublish()
    assert LogEntry.objects.count() == 2
    assert len(names(two[0])) == 1
    assert [state.problem for state in standing_now().places] == ["", "it does not answer"]
    report = head_sign()
    assert (report.written, report.failed) == ((), {str(two[1]): "it does not answer"})
    hanging.set()
    while places()[1].overdue:
        threading.Event().wait(0.01)
    head_sign()
    assert names(two[1]) == names(two[0])
    assert [state.problem for state in standing_now().places] == ["", ""]


def test_what_hangs_is_not_asked_a_second_time_meanwhile(tmp_path):
    place, free = Place(tmp_path), threading.Event()
    with pytest.raises(OSError, match="does not answer"):
        place.ask(free.wait, until=0)
    with pytest.raises(OSError, match="does not answer"):
        place.begin(lambda: pytest.fail("it was asked"))
    free.set()


def test_a_folder_that_cannot_be_written_stops_nothing(two, house, published):
    two[0].mkdir()
    two[1].write_text("a file")
    published(draft(author=house["author"])).unpublish()
    assert len(names(two[0])) == 1
    assert head_sign().failed == {str(two[1]): "not a directory"}


def test_no_folder_at_all_undoes_no_withdrawal(two, house, published, caplog):
    for folder in two:
        folder.write_text("a file")
    published(draft(author=house["author"])).unpublish()
    assert LogEntry.objects.count() == 2
    assert "could not be written" in caplog.text


def test_a_folder_that_was_away_has_every_anchor_afterwards(two, house, published):
    published(draft(author=house["author"], slug="tekst-0")).unpublish()
    away = two[1].with_name("away")
    two[1].rename(away)
    for count in (1, 2):
        with database_ahead(timedelta(days=count)):
            published(draft(author=house["author"], slug=f"tekst-{count}")).unpublish()
    away.rename(two[1])
    assert len(names(two[1])) == 1
    folders_keep(is_trimmed=False)
    assert names(two[1]) == names(two[0])
    assert len(names(two[0])) == 3


def test_folders_stay_small_and_lose_no_withdrawal(two, house, published):
    told = set()
    for day in range(5):
        with database_ahead(timedelta(days=day)):
            for count in range(3):
                slug = f"tekst-{day}-{count}"
                published(draft(author=house["author"], slug=slug)).unpublish()
    told = set().union(*(head.fact_keys for head in signed_heads()))
    assert (len(told), len(names(two[0] / "recent"))) == (15, 10)
    folders_keep(is_trimmed=True)
    assert [len(names(folder / "kept")) for folder in two] == [5, 5]
    assert [len(names(folder / "recent")) for folder in two] == [6, 6]
    assert set().union(*(head.fact_keys for head in signed_heads())) == told
    assert standing_now().is_restored is False


def head(seq, *, anchor=False, facts=(), at=0):
    return SignedHead(
        f"{seq}", seq, "0" * 64, number=seq, is_anchor=anchor, fact_keys=frozenset(facts),
        signed_at=at,
    )  # fmt: skip


def test_a_head_goes_when_three_newer_anchors_of_its_folder_tell_what_it_tells():
    anchors = [head(seq, anchor=True, facts=[f"w{seq}"]) for seq in (10, 20, 30)]
    told, untold, newer = head(5, facts=["w10"]), head(6, facts=["w6"]), head(15)
    heads = [told, untold, newer, *anchors]
    assert removable(heads=heads, anchors=anchors) == [told]
    assert removable(heads=heads, anchors=anchors[:2]) == []


def test_the_first_head_of_a_day_and_one_after_many_facts_are_anchors():
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    anchor = head(1, anchor=True, at=int(noon.timestamp()))

    def due(now=noon, facts=0, decision=False, anchor=anchor):
        return anchor_is_due(
            anchor=anchor, now=now, zone="Europe/Oslo", facts=facts, has_decision=decision
        )

    assert due(anchor=None) is True
    assert due() is False
    assert due(facts=MOST_REPEATED) is True
    assert due(decision=True) is True
    # A day ends at midnight in the house's zone: 23 o'clock UTC in winter.
    assert due(now=datetime(2026, 11, 28, 22, 59, tzinfo=UTC)) is False
    assert due(now=datetime(2026, 11, 28, 23, 1, tzinfo=UTC)) is True


def test_the_settings_name_the_folders(two):
    assert [place.folder for place in places()] == two
    house_settings.SIGNED_HEADS_DIRS = [two[0], two[0]]
    assert len(places()) == 1
