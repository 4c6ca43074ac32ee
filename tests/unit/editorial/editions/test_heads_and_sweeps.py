"""A cut tail shows by the signed heads; a sweep goes on where the last clean one ended."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from editorial.editions import keys
from editorial.editions.heads import HeadMismatchError, head_sign, signed_heads
from editorial.editions.models import Edition, LogEntry, SweepRun
from editorial.editions.sweep import sweep_run
from tests.factories.pages import draft
from tests.unit.editorial.editions.tampering import found


def test_a_head_is_signed_once_a_day_and_never_written_again(log, settings):
    path = head_sign(day=date(2026, 11, 24))
    before = path.read_bytes()
    assert path.name == "2026-11-24.jws"
    assert head_sign(day=date(2026, 11, 24)) is None
    assert path.read_bytes() == before
    newest = LogEntry.objects.get(seq=4)
    assert [(head.name, head.seq, head.chain_hash, head.problem) for head in signed_heads()] == [
        ("2026-11-24.jws", 4, bytes(newest.chain_hash).hex(), "")
    ]
    assert [entry.name for entry in settings.SIGNED_HEADS_DIR.iterdir()] == ["2026-11-24.jws"]


def test_an_empty_log_has_no_head(db):
    assert head_sign(day=date(2026, 11, 24)) is None


def test_a_tail_that_was_cut_shows_and_gets_no_clean_head(log, tamper):
    head_sign(day=date(2026, 11, 24))
    edition = Edition.objects.get(log_entry__seq=4)
    tamper("DELETE FROM editions_publicdocument WHERE seq = 4")
    tamper("DELETE FROM editions_logentry WHERE seq = 4")
    tamper("DELETE FROM editions_edition WHERE id = %s", edition.pk)
    assert found()[0] == (
        "entry 4: it is gone, but the signed head 2026-11-24.jws names it: the tail was cut."
    )
    with pytest.raises(HeadMismatchError, match="does not contain entry 4"):
        head_sign(day=date(2026, 11, 25))


def test_a_log_that_went_another_way_after_a_restore_shows(log, tamper):
    head_sign(day=date(2026, 11, 24))
    tamper("UPDATE editions_logentry SET chain_hash = sha256('other') WHERE seq = 4")
    assert "entry 4: its chain hash is not the one in the signed head 2026-11-24.jws." in found()


def test_heads_that_are_not_ours_are_named_and_hide_no_other(log, settings):
    head_sign(day=date(2026, 11, 24))
    folder = settings.SIGNED_HEADS_DIR
    (folder / "2026-11-23.jws").write_text("nonsense")
    (folder / "2026-11-25.jws").write_text((folder / "2026-11-24.jws").read_text())
    assert found() == [
        "the signed head 2026-11-23.jws is not ours: This is no signed receipt (compact JWS).",
        "the signed head 2026-11-25.jws is not ours: It was signed as 2026-11-24.",
    ]


def test_a_rotated_key_leaves_receipts_and_heads_valid(log):
    head_sign(day=date(2026, 11, 24))
    keys.key_rotate()
    assert found() == []


def test_a_sweep_walks_what_is_new_since_the_last_clean_one(log, house, published, tamper):
    first = sweep_run()
    assert (first.after_seq, first.until_seq, first.findings, first.drifts) == (0, 4, [], [])
    published(draft(author=house["author"], slug="tre", title="Tre"))
    second = sweep_run()
    assert (second.after_seq, second.until_seq, second.findings) == (4, 5, [])
    tamper("UPDATE editions_edition SET severity = 'safety' WHERE number = 1")
    assert sweep_run().findings == []  # swept before: the whole audit finds it
    assert sweep_run(is_anew=True).findings[0].startswith("entry 1: its columns do not agree")


def test_a_sweep_stays_at_what_it_found_until_that_is_mended(log, tamper, caplog):
    tamper("UPDATE editions_logentry SET previous_hash = sha256('x') WHERE seq = 3")
    assert sweep_run().findings[0] == "entry 3: the link to the entry before it is broken."
    assert "The integrity sweep found" in caplog.text
    second = sweep_run()
    assert (second.after_seq, second.findings[0]) == (
        0, "entry 3: the link to the entry before it is broken.",
    )  # fmt: skip


def test_a_sweep_notices_that_the_swept_part_is_another_one(log, tamper):
    sweep_run()
    SweepRun.objects.update(until_hash=bytes(32))
    run = sweep_run()
    assert run.after_seq == 0
    assert run.findings == [
        f"entry 4: it is not the one that the sweep of {SweepRun.objects.first()} saw."
    ]
    assert sweep_run(is_anew=True).findings == []
    assert sweep_run().findings == []


def test_the_sweep_command_says_what_it_did(log, tamper, capsys):
    call_command("integrity_sweep")
    assert capsys.readouterr().out == "Entries 1 to 4: nothing found; 0 pages drifted.\n"
    tamper(
        "UPDATE content_models_lifestylepage SET summary = 'Annet.' WHERE page_ptr_id = %s", log.pk
    )
    with pytest.raises(CommandError, match=r"1 findings\. First: page \d+ reads otherwise"):
        call_command("integrity_sweep")
