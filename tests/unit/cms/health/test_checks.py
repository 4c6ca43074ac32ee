"""What health says of clocks, sweeps, Redis and the places for signed heads."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cms.health.clocks import clocks
from cms.health.heads import heads
from cms.health.redis import redis
from cms.health.sweep import sweep
from content_models.clock import database_now
from editorial.clocks.models import ClockRun
from editorial.clocks.registry import clocks as every_clock
from editorial.clocks.services import clocks_known
from editorial.editions.heads.keeping import folders_keep
from editorial.editions.heads.services import head_sign
from editorial.editions.models import SweepRun
from editorial.editions.services import item_withdraw
from editorial.editions.sweeps import sweep_note
from tests.factories.pages import draft
from tests.signing import submit
from tests.timing import database_ahead

LATE = "The newest signed head is older than the log or a stop: is the worker running?"


def names() -> list[str]:
    return [each.name for each in every_clock()]


def note(name: str, **ago: timedelta) -> None:
    now = database_now()
    fields = {field: now - moment for field, moment in ago.items()}
    ClockRun.objects.filter(name=name).update(known_since=now - timedelta(days=9), **fields)


def ask(client: Client, name: str) -> dict[str, Any]:
    body = json.loads(client.get("/api/v1/health").content)
    (found,) = [each for each in body["checks"] if each["name"] == name]
    assert found["isOk"] or body["status"] == "degraded"
    return found


def test_every_check_of_this_room_is_in_the_document(client: Client, db: str) -> None:
    for name in ("clocks", "heads", "redis", "sweep"):
        assert ask(client, name)["name"] == name


def test_a_house_whose_worker_never_ran_says_so(client: Client, db: str) -> None:
    found = ask(client, "clocks")
    assert found["isOk"] is False
    assert found["says"] == f"No worker has started these clocks: {', '.join(names())}."
    assert found["clocks"][0] == {
        "name": "clocks.pulse", "cron": "* * * * *", "lastRun": None, "lastFailure": None,
        "isOk": False,
    }  # fmt: skip


def test_a_worker_that_has_just_started_is_well(db: str) -> None:
    clocks_known(names=names())
    check = clocks()
    assert (check.is_ok, check.says) == (True, "")


def test_late_clocks_are_named_with_their_last_run(db: str) -> None:
    clocks_known(names=names())
    for name in names():
        note(name, succeeded_at=timedelta(seconds=5))
    assert clocks().is_ok
    note("editions.expiry", succeeded_at=timedelta(minutes=10))
    note("workflow.schedule", succeeded_at=timedelta(seconds=5), failed_at=timedelta(seconds=1))
    last = ClockRun.objects.get(name="editions.expiry").succeeded_at
    assert last is not None
    check = clocks()
    assert check.is_ok is False
    assert check.says == (
        f"Late: editions.expiry (last run {last.isoformat(timespec='seconds')}). "
        "The last run failed: workflow.schedule."
    )
    rows: Any = check.figures["clocks"]
    assert [row["name"] for row in rows if not row["isOk"]] == [
        "editions.expiry", "workflow.schedule",
    ]  # fmt: skip


def run(**ago: Any) -> None:
    """A sweep so long ago, with these findings."""
    findings = ago.pop("findings", [])
    with database_ahead(-timedelta(**ago)):
        sweep_note(after_seq=0, until_seq=0, until_hash=b"", findings=findings, drifts=[])


def test_a_sweep_that_is_clean_and_young_is_well(db: str) -> None:
    run(hours=20)
    check = sweep()
    assert (check.is_ok, check.says) == (True, "")
    assert (check.figures["findings"], check.figures["drifts"]) == (0, 0)


def test_findings_are_counted_and_not_told(client: Client, db: str) -> None:
    run(hours=30, findings=["entry 4: digest of a secret text"])
    found = ask(client, "sweep")
    assert found["isOk"] is False
    assert found["says"] == (
        "The last sweep found 1 problems: see alarms.md. No sweep has run for more than a day."
    )
    assert "secret" not in json.dumps(found)


def test_a_later_clean_sweep_makes_it_well_again(db: str) -> None:
    run(hours=3, findings=["a", "b"])
    assert sweep().is_ok is False
    run(hours=1)
    assert sweep().is_ok is True


def test_a_sweep_that_nobody_signed_is_none(db: str) -> None:
    """Whoever hides something writes that nothing was found; dated ahead, it would be the last."""
    run(hours=3, findings=["a"])
    SweepRun.objects.create(after_seq=0, until_seq=9, ran_at=database_now() + timedelta(days=9))
    check = sweep()
    assert check.says == (
        "The last sweep found 1 problems: see alarms.md. "
        "1 row that says what a sweep found is not signed by this house. See alarms.md."
    )
    assert check.figures["findings"] == 1
    rows = [SweepRun(after_seq=0, until_seq=9, statement=f"{at}.") for at in range(300)]
    SweepRun.objects.bulk_create(rows)
    check = sweep()
    assert check.figures["findings"] == 1
    assert "301 rows that say what a sweep found are not signed by this house." in check.says
    run(hours=0)
    assert sweep().is_ok is True


def test_rows_that_say_they_are_signed_are_told_where_none_is(db: str) -> None:
    SweepRun.objects.create(after_seq=0, until_seq=9)  # as a release wrote it that signed none
    assert (sweep().is_ok, sweep().says) == (True, "No sweep that is signed has run yet.")
    SweepRun.objects.create(after_seq=0, until_seq=9, statement="a.b.c")
    check = sweep()
    assert check.is_ok is False
    assert "1 row that says what a sweep found is not signed by this house." in check.says


def test_a_house_that_was_never_swept_is_well_for_its_first_day(published: Any, house: Any) -> None:
    assert sweep().is_ok
    published(draft(author=house["author"]))
    assert sweep().is_ok
    with database_ahead(timedelta(hours=28)):
        check = sweep()
    assert (check.is_ok, check.says) == (False, "No sweep has run yet.")


def test_without_redis_there_is_nothing_to_see(settings: Any) -> None:
    settings.REDIS_URL = ""
    assert redis().is_ok


def test_redis_that_answers_is_well(settings: Any, redis_url: str) -> None:
    settings.REDIS_URL = redis_url
    assert (redis().is_ok, redis().says) == (True, "")


@pytest.mark.parametrize(
    "url",
    ["redis://user:secret@127.0.0.1:9/0", "redis://nowhere.invalid:6379/0", "unix:///nowhere",
     "redis://[", "gopher://127.0.0.1"],
)  # fmt: skip
def test_redis_that_is_away_is_said_without_its_address(settings: Any, url: str) -> None:
    settings.REDIS_URL = url
    check = redis()
    assert check.is_ok is False
    assert check.says.startswith("The cache cannot be written (")
    assert "secret" not in check.says
    assert "127.0.0.1" not in check.says


def test_redis_that_takes_no_writing_is_not_well(settings: Any, redis_url: str) -> None:
    from redis import Redis

    settings.REDIS_URL = redis_url
    with Redis.from_url(redis_url) as client:
        client.config_set("maxmemory", "1")
        try:
            assert redis().is_ok is False
        finally:
            client.config_set("maxmemory", "0")


@pytest.fixture
def places(settings: Any, tmp_path: Path, db: str) -> list[Path]:
    folders = [tmp_path / "one", tmp_path / "two"]
    settings.SIGNED_HEADS_DIRS = folders
    return folders


def test_places_that_can_be_written_are_well(places: list[Path]) -> None:
    check = heads()  # they are made with the first head
    assert (check.is_ok, check.says) == (True, "")
    assert check.figures == {"places": 2, "unusable": [], "late": [], "strange": []}
    assert not places[0].exists()
    places[0].mkdir()
    assert heads().is_ok
    assert list(places[0].iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_by_its_number(places: list[Path]) -> None:
    places[0].mkdir()
    places[1].write_text("a file where a folder should be")
    check = heads()
    assert check.is_ok is False
    assert check.says == "Place 2 for signed heads cannot be used (not a directory)."
    assert check.figures["unusable"] == [2]
    assert str(places[1]) not in check.says


def test_a_place_below_a_file_cannot_be_made(places: list[Path], settings: Any) -> None:
    settings.SIGNED_HEADS_DIRS = [places[0] / "deeper" / "heads"]
    places[0].write_text("")
    assert heads().says == "Place 1 for signed heads cannot be used (not a directory)."


def test_a_place_that_is_gone_is_not_made_again(
    places: list[Path], house: Any, published: Any
) -> None:
    published(draft(author=house["author"])).unpublish()
    assert heads().is_ok
    shutil.rmtree(places[1])
    assert heads().says == "Place 2 for signed heads cannot be used (it is not there)."
    published(draft(author=house["author"], slug="to", title="To")).unpublish()
    assert not places[1].exists()
    places[1].mkdir()
    head_sign()
    folders_keep(is_trimmed=True)
    assert heads().is_ok
    assert sorted(file.name for file in places[1].rglob("*.jws")) == sorted(
        file.name for file in places[0].rglob("*.jws")
    )


def test_a_head_that_is_missing_is_told_after_some_minutes(
    places: list[Path], house: Any, published: Any
) -> None:
    published(draft(author=house["author"]))
    assert heads().is_ok
    with database_ahead(timedelta(minutes=4)):
        assert heads().says == LATE
    head_sign()
    with database_ahead(timedelta(minutes=4)):
        assert heads().is_ok


def test_so_is_one_that_lacks_a_stop_which_has_no_entry(places: list[Path], house: Any) -> None:
    page = draft(author=house["author"])
    submit(page, by=house["author"])
    item_withdraw(content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={})
    with database_ahead(timedelta(minutes=4)):
        assert heads().is_ok
        for path in [path for place in places for path in place.rglob("*.jws")]:
            path.unlink()
        assert heads().says == LATE


def test_files_that_nobody_signed_here_are_told(
    places: list[Path], house: Any, published: Any
) -> None:
    published(draft(author=house["author"])).unpublish()
    (places[1] / "kept" / "notes.txt").write_text("nonsense")
    check = heads()
    assert check.says == "There are files that are no signed heads in place 2."
    assert check.figures["strange"] == [2]
