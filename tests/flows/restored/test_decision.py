"""A person's decision, and how the house goes on from there."""

import json
from io import StringIO
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from content_models.digest import sha256_hex
from editorial.editions.audit import audit
from editorial.editions.consumers import registry
from editorial.editions.consumers.selectors import standings
from editorial.editions.consumers.services import consumer_run
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.heads.services import head_sign
from editorial.editions.keys import public_jwks
from editorial.editions.models import Edition, LogEntry, PublicDocument
from editorial.editions.receipts import verify_jws
from editorial.editions.sweep import sweep_run
from tests.factories.pages import draft
from tests.flows.restored.story import accept, state

pytestmark = pytest.mark.usefixtures("in_english")


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
    lost = {head.digest for head in signed_heads()}
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
