"""A cut tail shows by the signed heads; a sweep goes on where the last clean one ended."""

import json

import pytest
from django.conf import settings as house_settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from editorial.editions import keys
from editorial.editions.heads.claims import HeadClaims, NewHead, digest_of, head_encode
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.heads.services import head_sign
from editorial.editions.models import Edition, LogEntry, SweepRun
from editorial.editions.receipts import sign_jws, verify_jws
from editorial.editions.services import edition_withdraw
from editorial.editions.sweep import sweep_run
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from tests.factories.pages import draft
from tests.unit.editorial.editions.tampering import found


def folder():
    return house_settings.SIGNED_HEADS_DIRS[0]


def files():
    return sorted(str(path.relative_to(folder())) for path in folder().rglob("*.jws"))


def newest():
    """The claims of the head with the highest number."""
    path = max(folder().rglob("*-*-*.jws"), key=lambda path: path.name)
    return verify_jws(path.read_text(), jwks=keys.public_jwks(), type_="log-head+jwt").claims


def daily(day, *, seq, chain_hash, **more):
    """A head as the release before this one wrote it."""
    claims = {"iss": "http://localhost:8000", "iat": 1, "day": day, "seq": seq, **more}
    token = sign_jws({**claims, "chainHash": chain_hash}, type_="log-head+jwt")
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / f"{day}.jws").write_text(token + "\n")


def chain_at(seq):
    return bytes(LogEntry.objects.get(seq=seq).chain_hash).hex()


def test_a_withdrawal_signs_a_head_as_soon_as_it_is_committed(house, published):
    page = published(draft(author=house["author"], slug="en", title="En"))
    assert files() == []
    with transaction.atomic():
        edition_withdraw(
            content_id=page.translation_key, actor=house["duty"], reason="unsafe",
            notices={"nb": "Ikke følg dette."},
        )  # fmt: skip
        assert files() == []
    claims = newest()
    edition = Edition.objects.get(action="withdrawn")
    assert claims["withdrawals"] == [
        {
            "seq": 2, "contentId": str(page.translation_key), "lang": "nb", "number": 2,
            "editionDigest": edition.edition_digest, "reason": "unsafe",
            "notice": "Ikke følg dette.",
            "at": json.loads(bytes(edition.envelope))["edition"]["withdrawal"]["withdrawnAt"],
        }
    ]  # fmt: skip
    assert (claims["seq"], claims["chainHash"], claims["number"]) == (2, chain_at(2), 1)
    assert claims["actions"] == {"published": 1, "withdrawn": 1}


def test_a_withdrawal_that_is_undone_signs_nothing(house, published):
    page = published(draft(author=house["author"], slug="en", title="En"))
    with transaction.atomic():
        page.unpublish()
        transaction.set_rollback(True)
    assert files() == []


def test_a_sign_off_that_is_taken_back_signs_a_head_whatever_it_carries(house, published):
    page = published(draft(author=house["author"], slug="en", title="En"))
    signoff = SignOff.objects.get()
    signoff_revoke(signoff=signoff, actor=house["chief"], reason="Feil dose.")
    claims = newest()
    (fact,) = claims["revocations"]
    assert fact["signoffId"] == signoff.pk
    assert fact["lang"] == "nb"
    assert fact["contentId"] == str(page.translation_key)
    assert fact["clinicalDigest"] == signoff.clinical_digest
    assert fact["reason"] == "Feil dose."
    assert [row["reason"] for row in claims["withdrawals"]] == ["revoked"]


def test_each_head_names_the_one_before_and_tells_all_since_its_anchor(log, house, published):
    first = newest()
    assert (first["isAnchor"], first["since"], "previous" in first) == (True, {"seq": 0}, False)
    for slug in ("tre", "fire"):
        published(draft(author=house["author"], slug=slug, title=slug)).unpublish()
    claims = newest()
    heads = {head.number: head for head in signed_heads()}
    assert (claims["number"], claims["isAnchor"], claims["seq"]) == (3, False, 8)
    assert claims["previous"] == {"number": 2, "digest": heads[2].digest, "seq": 6}
    assert claims["since"] == {"seq": 4, "digest": heads[1].digest}
    assert [row["seq"] for row in claims["withdrawals"]] == [6, 8]


def test_an_entry_of_another_kind_is_signed_by_the_clock(log, house, published):
    published(draft(author=house["author"], slug="tre", title="Tre"))
    assert newest()["seq"] == 4
    report = head_sign()
    assert (report.written, report.failed) == ((str(folder()),), {})
    assert newest()["seq"] == 5
    before = files()
    assert head_sign().written == ()
    assert files() == before


def test_an_empty_log_has_no_head(db):
    assert head_sign().name == ""
    assert files() == []


def test_a_tail_that_was_cut_shows_and_gets_no_clean_head(log, tamper):
    name = signed_heads()[0].name
    edition = Edition.objects.get(log_entry__seq=4)
    tamper("DELETE FROM editions_publicdocument WHERE seq = 4")
    tamper("DELETE FROM editions_logentry WHERE seq = 4")
    tamper("DELETE FROM editions_edition WHERE id = %s", edition.pk)
    assert found()[:2] == [
        "entry 4: Entry 4 is lost: the database was restored from an older backup. The public is "
        "not served and nothing is published until a person accepts it: manage.py restore_accept.",
        f"entry 4: it is gone, but the signed head {name} names it: the tail was cut.",
    ]
    with pytest.raises(CommandError, match="Entry 4 is lost"):
        call_command("head_sign")
    assert newest()["isRestored"] is True
    assert newest()["seq"] == 3


def test_a_log_that_went_another_way_after_a_restore_shows(log, tamper):
    name = signed_heads()[0].name
    tamper("UPDATE editions_logentry SET chain_hash = sha256('other') WHERE seq = 4")
    assert f"entry 4: its chain hash is not the one in the signed head {name}." in found()


def test_heads_that_are_not_ours_are_named_and_hide_no_other(log):
    own = signed_heads()[0].name
    (folder() / "2026-11-23.jws").write_text("nonsense")
    daily("2026-11-24", seq=4, chain_hash=chain_at(4))
    (folder() / "2026-11-25.jws").write_text((folder() / "2026-11-24.jws").read_text())
    again = own.replace("0000000001-", "0000000009-")
    (folder() / "kept" / again).write_bytes((folder() / "kept" / own).read_bytes())
    (folder() / "recent").mkdir()
    (folder() / "recent" / "notes.txt").write_text("nonsense")
    (folder() / "recent" / "0000000009-0000000009-0123456789ab.jws").mkdir()
    assert sorted(found()) == [
        f"the signed head {again} is not ours: It was signed as number 1 at entry 4.",
        "the signed head 0000000009-0000000009-0123456789ab.jws is not ours: "
        "It cannot be read (it is no ordinary file).",
        "the signed head 2026-11-23.jws is not ours: This is no signed receipt (compact JWS).",
        "the signed head 2026-11-25.jws is not ours: It was signed as 2026-11-24.",
        "the signed head recent/notes.txt is not ours: No signed head has such a name.",
    ]


def test_a_daily_head_of_before_counts(log):
    daily("2026-11-24", seq=9, chain_hash="0" * 64)
    assert "entry 9: it is gone, but the signed head 2026-11-24.jws names it" in found()[1]
    assert head_sign().problem.startswith("Entries 5 to 9 are lost")


def test_a_rotated_key_leaves_receipts_and_heads_valid(log):
    keys.key_rotate()
    assert found() == []


def test_what_a_later_release_says_more_is_no_error(log):
    (head,) = signed_heads()
    daily("2026-11-24", seq=4, chain_hash=head.chain_hash, moreToSay={"a": [1]})
    assert found() == []


# What a reader of the release before knows of a head; it passes over the rest.
BEFORE = {
    "iss", "iat", "seq", "chainHash", "number", "epoch", "isAnchor", "isRestored", "since",
    "lastRevocation", "revocationCount", "actions", "withdrawals", "revocations", "restorations",
    "replaces",
}  # fmt: skip


def test_a_head_of_the_release_before_counts_and_what_it_does_not_tell_is_told_next(
    log, house, published
):
    page = published(draft(author=house["author"], slug="tre", title="Tre"))
    edition_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={}
    )
    said = newest()
    assert set(said) - BEFORE == {
        "previous", "lastWish", "lastTaking", "wishCount", "stops", "takings",
    }  # fmt: skip
    (stop,) = said["stops"]
    assert (stop["lang"], stop["reason"]) == ("nb", "unsafe")
    for path in folder().rglob("*.jws"):
        path.unlink()
    token = sign_jws({name: said[name] for name in BEFORE}, type_="log-head+jwt")
    name = f"{said['number']:010d}-{said['seq']:010d}-{digest_of(token)[:12]}.jws"
    put(NewHead(name, True, token.encode()), part="kept")
    assert found() == []
    assert head_sign().problem == ""
    assert newest()["since"]["digest"] == digest_of(token)
    assert newest()["stops"] == [stop]
    assert head_sign().name == ""


def put(head: NewHead, *, part="recent"):
    (folder() / part).mkdir(exist_ok=True)
    (folder() / part / head.name).write_bytes(head.data)


def test_a_house_with_our_key_and_another_address_is_another_house(log):
    put(
        head_encode(
            HeadClaims(iss="https://staging.example", iat=1, seq=70, chain_hash="1" * 64, number=80)
        )
    )
    (finding,) = found()
    assert finding.endswith("is not ours: it is of https://staging.example.")
    assert head_sign().problem == ""


def test_a_house_that_has_moved_to_another_address_knows_its_heads(log, settings):
    put(
        head_encode(
            HeadClaims(iss="http://localhost:8000", iat=1, seq=7, chain_hash="1" * 64, number=8)
        )
    )
    settings.PUBLIC_BASE_URL = "https://new.example"
    assert head_sign().problem.startswith("Entries 5 to 7 are lost")


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
    before = bytes(LogEntry.objects.get(seq=4).chain_hash)
    tamper("UPDATE editions_logentry SET chain_hash = sha256('x') WHERE seq = 4")
    run = sweep_run()
    tamper("UPDATE editions_logentry SET chain_hash = %s WHERE seq = 4", before)
    assert run.after_seq == 0
    assert run.findings[:2] == [
        f"entry 4: it is not the one that the sweep of {SweepRun.objects.first()} saw.",
        "entry 4: its chain hash is not that of its content.",
    ]
    assert sweep_run(is_anew=True).findings == []
    assert sweep_run().findings == []


def test_a_sweep_that_nobody_signed_hides_nothing(log, house, published, tamper):
    """Whoever has the application's password writes that nothing was found, up to the end."""
    clean = sweep_run()
    published(draft(author=house["author"], slug="tre", title="Tre"))
    tamper("UPDATE editions_edition SET severity = 'safety' WHERE path LIKE '%%/tre'")
    head = LogEntry.objects.get(seq=5)
    forged = {"after_seq": 4, "until_seq": 5, "until_hash": bytes(head.chain_hash)}
    with pytest.raises(DatabaseError, match="no other has said"):
        SweepRun.objects.create(**forged, statement=clean.statement)
    for statement in ("", clean.statement + "x", clean.statement[::-1]):
        SweepRun.objects.create(**forged, statement=statement)
    SweepRun.objects.bulk_create([SweepRun(**forged, statement="") for _ in range(300)])
    found = sweep_run()
    assert found.after_seq == 4
    assert found.findings[0] == (
        "303 rows that say what a sweep found are not signed by this house."
    )
    assert found.findings[1].startswith("entry 5: its columns do not agree with its document")
    again = sweep_run()
    assert again.findings == found.findings[1:]


def test_the_sweep_command_says_what_it_did(log, tamper, capsys):
    call_command("integrity_sweep")
    assert capsys.readouterr().out == "Entries 1 to 4: nothing found; 0 pages drifted.\n"
    tamper(
        "UPDATE content_models_lifestylepage SET summary = 'Annet.' WHERE page_ptr_id = %s", log.pk
    )
    with pytest.raises(CommandError, match=r"1 findings\. First: page \d+ reads otherwise"):
        call_command("integrity_sweep")
