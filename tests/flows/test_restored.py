"""An old backup that is restored does not go on quietly, and goes on by a person's word."""

import json
import shutil
from datetime import date
from io import StringIO
from types import SimpleNamespace
from unittest import mock

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from content_models.digest import sha256_hex
from content_models.publishing import PublicationRefused
from editorial.editions.audit import audit
from editorial.editions.consumers import registry
from editorial.editions.consumers.selectors import standings
from editorial.editions.consumers.services import consumer_run
from editorial.editions.continuity import watch
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.continuity.services import hold_raise
from editorial.editions.heads.claims import HeadClaims, head_encode
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.heads.services import head_sign
from editorial.editions.keys import public_jwks
from editorial.editions.models import Edition, LogEntry, PublicDocument
from editorial.editions.receipts import verify_jws
from editorial.editions.services import edition_withdraw, status_refresh, status_set
from editorial.editions.sweep import sweep_run
from editorial.editions.tasks import head_clock
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.services import signoff_revoke
from editorial.workflow.scheduling import schedule_run
from tests.backups import backups
from tests.factories.pages import draft, edit
from tests.timing import database_on

pytestmark = pytest.mark.usefixtures("in_english")
LOST = (
    "Entries 3 to 4 are lost: the database was restored from an older backup. The public is not "
    "served and nothing is published until a person accepts it: manage.py restore_accept."
)


@pytest.fixture
def story(db, house, published, client):
    """Two texts, a backup; one is withdrawn as unsafe, another comes; the backup is restored."""
    unsafe = published(draft(author=house["author"], slug="farlig", title="Farlig råd"))
    other = published(draft(author=house["author"], slug="annet", title="Annet råd"))
    with backups(db) as made:
        number = made.take()
        withdraw(unsafe, by=house["duty"])
        published(draft(author=house["author"], slug="ny", title="Ny"))
        cursor = client.get("/api/v1/changes").json()["cursor"]
        assert head_sign().problem == ""
        made.restore(number)
        watch.forget()
        yield SimpleNamespace(
            unsafe=unsafe, other=other, cursor=cursor, house=house, backups=made, number=number,
        )  # fmt: skip


def withdraw(page, *, by):
    edition_withdraw(
        content_id=page.translation_key, actor=by, reason="unsafe", notices={"nb": "Ikke følg."}
    )


def accept(**options):
    out = StringIO()
    call_command(
        "restore_accept", account="chief", reason="Disken gikk i stykker.", yes=True, stdout=out,
        **options,
    )  # fmt: skip
    watch.forget()
    return out.getvalue()


def state(page):
    return PublicDocument.objects.get(content_id=page.translation_key, lang="nb").state


# The public


PAGES = [
    ("/nb/levevaner/farlig", "nb", "Vi kontrollerer tekstene våre"),
    ("/nn/", "nn", "Vi kontrollerer tekstane våre"),
    ("/se/", "se", "Mii dárkkistat teavsttaideamet"),
    ("/en/search?q=x", "en", "We are checking our texts"),
    ("/sitemap-nb.xml", "nb", "Vi kontrollerer tekstene våre"),
    ("/", "nb", "Vi kontrollerer tekstene våre"),
    ("/nothing/here", "nb", "Vi kontrollerer tekstene våre"),
]
PROGRAMS = [
    "/api/v1/content?lang=nb", "/api/v1/content/nb/levevaner/farlig", "/api/v1/changes",
    "/api/v1/search?q=farlig&lang=nb", "/api/v1/suggest?q=far&lang=nb",
    f"/api/v1/editions/{'0' * 64}", f"/media/{'0' * 64}", "/api/v1/nothing",
]  # fmt: skip
OPEN = [
    "/admin/login/", "/robots.txt", "/.well-known/jwks.json", "/api/v1/docs",
    "/api/v1/openapi.json",
]  # fmt: skip


def test_nothing_is_served_before_a_look_has_succeeded(story, client):
    key = "editorial.editions.continuity.selectors.public_jwks"
    with mock.patch(key, side_effect=ImproperlyConfigured("The key cannot be read.")):
        for address, *_more in PAGES[:5]:
            response = client.get(address)
            assert (response.status_code, response["Retry-After"]) == (503, "5"), address
            assert "Farlig" not in response.text
        for address in PROGRAMS[:5]:
            response = client.get(address)
            assert (response.status_code, response["Retry-After"]) == (503, "5"), address
            assert response["Access-Control-Allow-Origin"] == "*"
            assert response.json()["detail"] == (
                "It could not be seen yet whether the log is whole. Try again in a moment."
            )
        for address in OPEN:
            assert client.get(address).status_code in (200, 302), address
    assert client.get(PROGRAMS[0])["Retry-After"] == "60"


def test_no_text_is_shown_to_anybody(story, client):
    for address, lang, heading in PAGES:
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "60"), address
        assert (response["Cache-Control"], response["Content-Language"]) == ("no-store", lang)
        assert f"<h1>{heading}</h1>" in response.text
        assert "Farlig" not in response.text
    for address in PROGRAMS:
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (503, "60"), address
        assert response["Content-Type"] == "application/problem+json"
        assert response["Cache-Control"] == "no-store"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response.json()["type"] == "urn:helsekilde:problem:unavailable"
    for address in OPEN:
        assert client.get(address).status_code == 200, address


def test_health_says_restored(story, client):
    response = client.get("/api/v1/health")
    body = response.json()
    assert (response.status_code, body["status"], response["Retry-After"]) == (503, "restored", "5")
    (row,) = [row for row in body["checks"] if row["name"] == "restored"]
    assert row == {
        "name": "restored", "isOk": False, "isServing": False, "says": LOST,
        "firstLost": 3, "lastLost": 4,
    }  # fmt: skip


def test_a_process_that_lived_through_the_restore_notices_with_the_first_read(
    db, house, published, client
):
    page = published(draft(author=house["author"], slug="farlig", title="Farlig råd"))
    with backups(db) as made:
        number = made.take()
        withdraw(page, by=house["duty"])
        assert client.get("/nb/levevaner/farlig").status_code == 410
        made.restore(number)
        assert client.get("/nb/levevaner/farlig").status_code == 503
        assert client.get("/nb/levevaner/farlig").status_code == 503


def test_a_process_whose_connections_stay_notices_within_seconds(
    house, published, client, monkeypatch
):
    page = published(draft(author=house["author"], slug="farlig", title="Farlig råd"))
    assert client.get("/nb/levevaner/farlig").status_code == 200
    heads = signed_heads()
    assert heads == []
    # Somebody else's log goes on and is put back; this connection never sees it.
    log = LogEntry.objects.get()
    from django.conf import settings

    head = head_encode(
        HeadClaims(
            iss="http://localhost:8000", iat=1, number=1, seq=log.seq + 1, chain_hash="0" * 64
        )
    )
    folder = settings.SIGNED_HEADS_DIRS[0] / "recent"
    folder.mkdir(parents=True)
    (folder / head.name).write_bytes(head.data)
    monkeypatch.setattr(watch, "OLDEST", 0.0)
    assert client.get("/nb/levevaner/farlig").status_code == 503
    assert state(page) == "current"


def test_a_public_read_costs_one_query_whatever_is_looked_at(house, published, client):
    published(draft(author=house["author"], slug="trygt", title="Trygt råd"))
    client.get("/api/v1/changes")
    watch.forget()
    with (
        CaptureQueriesContext(connections["public"]) as public,
        CaptureQueriesContext(connections["default"]) as default,
    ):
        assert client.get("/api/v1/changes").status_code == 200
    assert (len(public), len(default)) == (1, 0)


# The house


def test_nothing_is_published(story, published):
    waiting = draft(author=story.house["author"], slug="venter", title="Venter")
    with pytest.raises(PublicationRefused) as refused:
        published(waiting)
    assert [reason.code for reason in refused.value.reasons] == ["restored"]
    assert str(refused.value) == (
        "The database was restored from an older backup, and the end of the log is lost. "
        "Nothing can be published until an editor-in-chief has accepted that."
    )
    assert LogEntry.objects.count() == 2


def test_nothing_is_published_past_the_gate_either(story):
    hold_raise()
    edition = Edition.objects.get(page_id=story.other.pk)
    with pytest.raises(DatabaseError, match="nothing is published until a person accepts it"):
        status_set(edition_id=edition.pk, status="overdue")
    assert LogEntry.objects.count() == 2


def test_the_clocks_publish_nothing_and_vouch_for_nothing(story, caplog):
    assert schedule_run().held == LOST
    with database_on(date(2099, 1, 1)):
        assert status_refresh() == 0
    head_clock(timestamp=0)
    assert LOST in caplog.text
    assert Hold.objects.get().last_seq == 4
    assert [head.seq for head in signed_heads() if not head.is_restored] == [3, 4]
    head_clock(timestamp=0)
    assert Hold.objects.count() == 1


def test_withdrawals_go_on_and_are_signed(story, client):
    hold_raise()
    withdraw(story.other, by=story.house["duty"])
    assert state(story.other) == "withdrawn"
    marked = [head for head in signed_heads() if head.is_restored]
    assert [(head.seq, len(head.fact_keys)) for head in marked] == [(3, 1)]
    assert client.get("/nb/levevaner/annet").status_code == 503


def test_audit_and_sweep_say_why(story):
    with pytest.raises(CommandError, match="First: entry 3: Entries 3 to 4 are lost"):
        call_command("audit_editions")
    with pytest.raises(CommandError, match="First: entry 3: Entries 3 to 4 are lost"):
        call_command("integrity_sweep")


def test_what_is_kept_in_the_database_outlives_the_folder(story, client):
    hold_raise()
    shutil.rmtree(settings.SIGNED_HEADS_DIRS[0])
    watch.forget()
    assert client.get("/nb/levevaner/farlig").status_code == 503
    assert standing_now().lost == (3, 4)
    accept()
    assert state(story.unsafe) == "withdrawn"


# A person's decision


def test_it_shows_what_was_lost_and_changes_nothing(story):
    out = StringIO()
    with pytest.raises(CommandError, match=r"Nothing was changed\. To go on"):
        call_command("restore_accept", stdout=out)
    unsafe = story.unsafe.translation_key
    lines = out.getvalue().splitlines()
    assert lines[:3] == [
        "Entries 3 to 4 are lost.",
        "  of these, as far as the signed heads tell: 1 published, 1 withdrawn",
        "Withdrawn in the lost part, to be withdrawn again where public: 1; 1 unsafe",
    ]
    assert lines[3].startswith(f"  nb {unsafe}: unsafe, 2")
    assert lines[4] == "Sign-offs taken back in the lost part: 0"
    assert (LogEntry.objects.count(), Hold.objects.count()) == (2, 0)


REFUSED = [
    ({"account": "nobody", "reason": "x"}, "There is no account 'nobody'"),
    ({"account": "duty", "reason": "x"}, "Only an active editor-in-chief may accept"),
    ({"account": "superuser", "reason": "x"}, "Only an active editor-in-chief may accept"),
    ({"account": "chief", "reason": "  "}, "Say why the restored log is accepted."),
    ({"account": "chief", "reason": "x" * 2001}, "The reason is too long"),
    ({"account": "chief", "reason": "x", "yes": False}, "Say --yes where nobody can be asked"),
    ({"account": "duty", "reason": ""}, "Only an active .* Say why"),
]


def test_who_may_not_accept_changes_nothing(story):
    for options, says in REFUSED:
        with mock.patch("sys.stdin", StringIO()), pytest.raises(CommandError, match=says):
            call_command("restore_accept", **{"yes": True, **options}, stdout=StringIO())
    assert (LogEntry.objects.count(), Restoration.objects.count()) == (2, 0)
    assert state(story.unsafe) == "current"


def test_accepted_it_goes_on_from_there(story, client, published):
    said = accept()
    assert "Accepted by chief as entry 4 of the log: 1 texts withdrawn again" in said
    assert client.get("/nb/levevaner/farlig").status_code == 410
    assert client.get("/nb/levevaner/annet").status_code == 200
    document = PublicDocument.objects.get(content_id=story.unsafe.translation_key)
    withdrawal = json.loads(bytes(document.document))["edition"]["withdrawal"]
    assert (withdrawal["reason"], withdrawal["notice"]) == ("unsafe", "Ikke følg.")
    assert [str(row) for row in audit()] == []
    assert sweep_run().findings == []
    checks = client.get("/api/v1/health").json()["checks"]
    assert [row["isOk"] for row in checks if row["name"] == "restored"] == [True]
    published(draft(author=story.house["author"], slug="venter", title="Venter"))
    assert standing_now().is_restored is False
    assert accept() == "The log goes on from its signed heads: nothing is lost.\n" + head_line()


def head_line():
    return f"Signed head written: {settings.SIGNED_HEADS_DIRS[0]}\n"


def test_the_head_names_the_heads_that_it_replaces(story):
    lost = {head.digest for head in signed_heads() if head.seq > 2}
    accept()
    newest = max(settings.SIGNED_HEADS_DIRS[0].rglob("*-*-*.jws"), key=lambda path: path.name)
    claims = verify_jws(newest.read_text(), jwks=public_jwks(), type_="log-head+jwt").claims
    assert set(claims["replaces"]) == lost
    (fact,) = claims["restorations"]
    row = Restoration.objects.get()
    assert (fact["statement"], fact["seq"]) == (row.statement, 4)
    assert sha256_hex(row.statement.encode()) == row.digest
    said = verify_jws(row.statement, jwks=public_jwks(), type_="log-restoration+jwt").claims
    assert (said["first"], said["last"], said["reason"]) == (3, 4, "Disken gikk i stykker.")
    assert said["by"]["username"] == "chief"


def test_the_audit_notes_what_was_accepted(story):
    accept()
    out = StringIO()
    call_command("audit_editions", stdout=out)
    assert (
        "note: entry 4: entries 3 to 4 of an earlier log were lost by a restore" in out.getvalue()
    )
    assert "chief accepted that" in out.getvalue()


def test_a_cursor_out_of_the_lost_part_must_start_again(story, client, published):
    accept()

    def since():
        return client.get(f"/api/v1/changes?since={story.cursor}")

    assert (since().status_code, since().json()["type"]) == (409, "urn:helsekilde:problem:resync")
    assert "since=0" in since().json()["detail"]
    for count in range(4):
        published(
            draft(author=story.house["author"], slug=f"igjen-{count}", title=f"Igjen {count}")
        )
    assert LogEntry.objects.count() > int(story.cursor.split("-")[0])
    assert since().status_code == 409
    rows = client.get("/api/v1/changes?since=0").json()
    assert [row["seq"] for row in rows["entries"]] == [1, 2, 3, 5, 6, 7, 8]
    assert client.get(f"/api/v1/changes?since={rows['cursor']}").json()["entries"] == []


def test_consumers_step_over_the_decision(story, published):
    seen = []
    registry.register("probe", lambda entry: seen.append(entry.seq))
    try:
        accept()
        consumer_run(name="probe")
        (standing,) = [row for row in standings() if row.name == "probe"]
        assert (seen, standing.behind) == ([1, 2, 3], 0)
        published(draft(author=story.house["author"], slug="igjen", title="Igjen"))
        consumer_run(name="probe")
        assert seen == [1, 2, 3, 5]
    finally:
        registry.unregister("probe")


def test_killed_half_way_it_is_run_again(story):
    with (
        mock.patch(
            "editorial.editions.continuity.services._decision_write", side_effect=KeyboardInterrupt
        ),
        pytest.raises(KeyboardInterrupt),
    ):
        accept()
    assert state(story.unsafe) == "withdrawn"
    assert standing_now().is_restored is True
    accept()
    assert standing_now().is_restored is False
    assert Edition.objects.filter(action="withdrawn").count() == 1


def test_killed_before_the_head_it_is_signed_by_the_clock(story):
    with (
        mock.patch(
            "editorial.editions.management.commands.restore_accept.head_sign",
            side_effect=KeyboardInterrupt,
        ),
        pytest.raises(KeyboardInterrupt),
    ):
        accept()
    assert standing_now().is_restored is False
    assert head_sign().written != ()


def test_the_database_accepts_nothing_while_what_was_withdrawn_is_public(story):
    hold_raise()
    with pytest.raises(DatabaseError, match="the lost part of the log had withdrawn it"):
        decide(story.house["chief"])


def decide(actor, *, hold=None, statement="x"):
    with transaction.atomic():
        Restoration.objects.create(
            statement=statement, digest=sha256_hex(statement.encode()), actor_id=actor.pk,
            hold_id=hold if hold is not None else Hold.objects.latest("pk").pk,
        )  # fmt: skip


def test_a_forged_decision_changes_nothing(story, client):
    hold_raise()
    withdraw(story.unsafe, by=story.house["duty"])
    with pytest.raises(DatabaseError, match="Only an active editor-in-chief"):
        decide(story.house["duty"])
    with pytest.raises(DatabaseError, match="not about the hold that stands"):
        decide(story.house["chief"], hold=0)
    decide(story.house["chief"])  # with the application's password, in a chief's name
    watch.forget()
    assert standing_now().is_restored is True
    assert client.get("/nb/levevaner/annet").status_code == 503
    assert any("the accepted restore is not ours" in str(row) for row in audit())


def test_a_forged_decision_is_followed_by_a_hold_and_by_a_real_one(story):
    forged_after = hold_raise()
    withdraw(story.unsafe, by=story.house["duty"])
    decide(story.house["chief"])
    again = hold_raise(seen=standing_now().newer)
    assert again is not None
    assert again.pk == forged_after.pk + 1
    assert hold_raise(seen=standing_now().newer) is None
    assert "Accepted by chief" in accept()
    assert standing_now().is_restored is False


@pytest.mark.parametrize("number", [0, -5, 3, 9_000_000_000_000_000_000])
def test_a_hold_has_the_next_number_whatever_its_writer_says(story, published, number):
    first = hold_raise()
    facts = {"withdrawals": [], "revocations": []}
    forged = Hold.objects.create(pk=number, log_seq=1, first_seq=2, last_seq=2, facts=facts)
    assert forged.pk == first.pk + 1
    accept()
    last = Hold.objects.create(log_seq=1, first_seq=2, last_seq=2, facts=facts)
    assert last.pk == first.pk + 2
    watch.forget()
    assert standing_now().is_restored is True
    with (
        mock.patch("editorial.editions.gate._restored_reasons", return_value=[]),
        pytest.raises(DatabaseError, match="nothing is published until a person accepts it"),
    ):
        published(draft(author=story.house["author"], slug="etter", title="Etter"))


def test_what_is_held_or_decided_is_never_changed(story):
    accept()
    for table in ("editions_hold", "editions_restoration"):
        for statement in ("DELETE FROM {}", "UPDATE {} SET id = 9", "TRUNCATE {}"):
            with (
                pytest.raises(DatabaseError, match=r"permission denied|append-only"),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement.format(table))


# Sign-offs that were taken back


def test_a_sign_off_that_was_taken_back_is_taken_back_again(db, house, published):
    page = published(draft(author=house["author"], slug="en", title="En"))
    with backups(db) as made:
        number = made.take()
        signoff_revoke(signoff=SignOff.objects.get(), actor=house["clinician"], reason="Feil dose.")
        made.restore(number)
        watch.forget()
        said = accept()
        assert "1 sign-offs taken back again" in said
        row = SignOffRevocation.objects.get()
        assert (row.reason, row.revoked_by) == ("Feil dose.", house["chief"])
        assert state(page) == "withdrawn"
        assert [str(each) for each in audit()] == []


def test_one_that_carried_no_public_text_is_taken_back_too(db, house, published):
    page = published(draft(author=house["author"], slug="en", title="En"))
    first = SignOff.objects.get()
    edit(page, author=house["author"], title="En til")
    published(page)
    with backups(db) as made:
        number = made.take()
        signoff_revoke(signoff=first, actor=house["clinician"], reason="Feil dose.")
        made.restore(number)
        watch.forget()
        assert standing_now().sentence().startswith("Sign-offs that were taken back are lost")
        assert "1 sign-offs taken back again" in accept()
        assert SignOffRevocation.objects.get().signoff_id == first.pk
        assert state(page) == "current"
        assert standing_now().is_restored is False


def test_one_that_was_given_and_taken_back_in_the_lost_part_keeps_nobody_waiting(
    db, house, published
):
    page = published(draft(author=house["author"], slug="en", title="En"))
    head_sign()
    with backups(db) as made:
        number = made.take()
        edit(page, author=house["author"], title="En til")
        published(page)
        newest = SignOff.objects.latest("pk")
        signoff_revoke(signoff=newest, actor=house["clinician"], reason="Feil dose.")
        made.restore(number)
        watch.forget()
        assert "1 texts withdrawn again, 0 sign-offs taken back again" in accept()
        assert state(page) == "withdrawn"
        # The number of the lost sign-off is given again: it is another sign-off.
        published(draft(author=house["author"], slug="to", title="To"))
        assert SignOff.objects.latest("pk").pk == newest.pk
        assert standing_now().is_restored is False
