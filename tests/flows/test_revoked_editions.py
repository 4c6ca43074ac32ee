"""A sign-off that is taken back is public for every edition that stands under it, newest or not."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from editorial.editions.audit import audit
from editorial.editions.consumers import registry
from editorial.editions.consumers.services import consumer_run
from editorial.editions.models import Edition, LogEntry, PublicRevocation
from editorial.signoff.models import RevocationCause, SignOff, SignOffRevocation
from editorial.signoff.services import SignOffRefused, signoff_revoke
from tests.explore.sabotage import database_gate_off
from tests.factories.pages import draft, edit
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
HARMLESS = [RevocationCause.ERROR, RevocationCause.MISTAKE, RevocationCause.OTHER]
DANGEROUS = [RevocationCause.UNSAFE, RevocationCause.RECALLED, RevocationCause.FOREIGN]


@pytest.fixture
def replaced(house, published):
    """A text whose first edition was replaced by another, each under a sign-off of its own."""
    page = published(draft(author=house["author"], text="Første ord."))
    edit(page, author=house["author"], title="Søvn og ro")
    return published(page)


def older():
    return Edition.objects.get(number=1)


def take_back(house, *, cause, signoff=None):
    signoff = signoff or SignOff.objects.get(pk__in=older().signoff_ids)
    return signoff_revoke(
        signoff=signoff, actor=house["clinician"], cause=cause, reason="Kilden var feil."
    )


def moment(value):
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def entries(client):
    return json.loads(client.get("/api/v1/changes").content)["entries"]


@pytest.mark.parametrize("cause", HARMLESS)
def test_its_bytes_stay_and_everything_beside_them_says_so(client, house, replaced, cause):
    address = f"/api/v1/editions/{older().edition_digest}"
    before = client.get(address)
    assert (before.status_code, before["Edition-Status"]) == (200, "replaced")
    taken = take_back(house, cause=cause)
    after = client.get(address)
    assert (after.status_code, after.content) == (200, before.content)
    assert after["Edition-Status"] == "revoked"
    again = client.get(address, headers={"if-none-match": after["ETag"]})
    assert (again.status_code, again["Edition-Status"]) == (304, "revoked")
    receipt = client.get(f"{address}/receipt")
    assert (receipt.status_code, receipt["Edition-Status"]) == (200, "revoked")
    assert receipt["Cache-Control"] == "public, max-age=60, must-revalidate"
    for answer in (after, receipt):
        assert f'<{address}/status>; rel="status"' in answer["Link"]
    status = client.get(f"{address}/status")
    assert status["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert json.loads(status.content) == {
        "editionDigest": older().edition_digest,
        "contentId": str(replaced.translation_key),
        "lang": "nb",
        "number": 1,
        "status": "revoked",
        "isReadable": True,
        "revocations": [
            {
                "name": taken.signoff.signer_name,
                "signedAt": moment(taken.signoff.signed_at),
                "revokedAt": moment(SignOffRevocation.objects.get().revoked_at),
                "isDanger": False,
            }
        ],
        "newestDigest": Edition.objects.get(number=2).edition_digest,
    }


@pytest.mark.parametrize("cause", DANGEROUS)
def test_a_danger_takes_the_edition_away_with_a_notice(client, house, replaced, cause):
    address = f"/api/v1/editions/{older().edition_digest}"
    tag = client.get(address)["ETag"]
    take_back(house, cause=cause)
    answer = client.get(address, headers={"if-none-match": tag})
    problem = json.loads(answer.content)
    assert (answer.status_code, problem["type"]) == (410, "urn:helsekilde:problem:revoked")
    assert problem["detail"].startswith("En kliniker har trukket tilbake signaturen")
    assert problem["newestDigest"] == Edition.objects.get(number=2).edition_digest
    assert "Første ord" not in answer.text
    status = json.loads(client.get(f"{address}/status").content)
    assert (status["status"], status["isReadable"]) == ("revoked", False)
    assert status["revocations"][0]["isDanger"] is True
    assert client.get(f"{address}/receipt")["Edition-Status"] == "revoked"
    newest = Edition.objects.get(number=2).edition_digest
    assert client.get(f"/api/v1/editions/{newest}")["Edition-Status"] == "current"


def test_where_nobody_says_why_the_worst_is_taken_for_granted(client, house, replaced):
    signoff_revoke(
        signoff=SignOff.objects.get(pk__in=older().signoff_ids),
        actor=house["clinician"], reason="x",
    )  # fmt: skip
    assert client.get(f"/api/v1/editions/{older().edition_digest}").status_code == 410


def test_the_feed_tells_it_once_with_every_edition_under_it(client, house, published, replaced):
    replaced.slug = "ny-adresse"
    replaced.save_revision(user=house["author"]).publish(user=house["desk"])
    newest = SignOff.objects.order_by("-pk").first()
    under = [row.edition_digest for row in Edition.objects.filter(number__in=(2, 3))]
    edit(replaced, author=house["author"], title="En tredje tekst")
    published(replaced)
    known = client.get("/api/v1/changes").json()["cursor"]
    taken = take_back(house, cause=RevocationCause.ERROR, signoff=newest)
    (entry,) = client.get(f"/api/v1/changes?since={known}").json()["entries"]
    third = Edition.objects.get(number=3)
    assert entry == {
        "seq": LogEntry.objects.count(),
        "cursor": entry["cursor"],
        "contentId": str(replaced.translation_key),
        "lang": "nb",
        "number": 3,
        "action": "revoked",
        "severity": "major",
        "path": third.path,
        "editionDigest": third.edition_digest,
        "at": moment(SignOffRevocation.objects.get(pk=taken.pk).revoked_at),
        "editions": under,
    }
    assert list(audit()) == []


def test_a_danger_is_a_matter_of_safety_in_the_feed(client, house, replaced):
    take_back(house, cause=RevocationCause.UNSAFE)
    assert [(row["action"], row["severity"]) for row in entries(client)] == [
        ("published", "major"), ("published", "major"), ("revoked", "safety"),
    ]  # fmt: skip


def test_the_newest_goes_down_and_the_feed_has_both(client, house, replaced):
    newest = SignOff.objects.order_by("-pk").first()
    take_back(house, cause=RevocationCause.ERROR, signoff=newest)
    assert [row["action"] for row in entries(client)][2:] == ["revoked", "withdrawn"]
    digest = Edition.objects.get(number=2).edition_digest
    assert client.get(f"/api/v1/editions/{digest}").status_code == 410
    receipt = client.get(f"/api/v1/editions/{digest}/receipt")
    assert (receipt.status_code, receipt["Edition-Status"]) == (200, "revoked")
    assert list(audit()) == []


def test_the_site_says_it_on_the_page_of_the_text(client, house, replaced):
    path = f"/nb/{Edition.objects.get(number=2).path}"
    before = client.get(path)
    assert "trukket tilbake" not in before.text
    take_back(house, cause=RevocationCause.MISTAKE)
    after = client.get(path, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "En signatur under en tidligere utgave av denne siden er trukket tilbake" in after.text
    assert "Taken back" not in after.text
    assert "Har du skrevet ut eller lagret en tidligere utgave" not in after.text


def test_after_a_danger_it_warns_of_printed_copies(client, house, replaced):
    take_back(house, cause=RevocationCause.UNSAFE)
    page = client.get(f"/nb/{Edition.objects.get(number=2).path}").text
    assert "Har du skrevet ut eller lagret en tidligere utgave" in page


def test_what_no_edition_names_is_none_of_the_publics_business(client, house):
    page = draft(author=house["author"], risk_class="A")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    act(state, "sign", by=house["clinician"], **sign_data(page))
    take_back(house, cause=RevocationCause.UNSAFE, signoff=SignOff.objects.get())
    assert (LogEntry.objects.count(), PublicRevocation.objects.count()) == (0, 0)
    assert list(audit()) == []


def test_who_follows_the_log_hears_of_it(house, replaced):
    heard = []
    registry.register("listener", heard.append)
    try:
        consumer_run(name="listener")
        take_back(house, cause=RevocationCause.ERROR)
        consumer_run(name="listener")
    finally:
        registry.unregister("listener")
    assert [(row.seq, row.action, row.number) for row in heard] == [
        (1, "published", 1), (2, "published", 2), (3, "revoked", 1),
    ]  # fmt: skip


def test_the_command_that_verifies_a_receipt_tells_it_where_it_is_asked(house, replaced, tmp_path):
    file = tmp_path / "receipt"
    file.write_text(older().receipt)

    def said():
        out = StringIO()
        call_command("verify_receipt", file, "--ask", stdout=out)
        return out.getvalue().splitlines()[1]

    assert said() == "No signature under it was taken back; the edition is replaced."
    taken = take_back(house, cause=RevocationCause.OTHER).signoff
    when = moment(SignOffRevocation.objects.get().revoked_at)
    assert said() == f"TAKEN BACK since by {taken.signer_name} on {when}."


REVOKE = (
    "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason{more}) "
    "SELECT s.id, {by}, 'x'{value} FROM signoff_signoff s ORDER BY s.id LIMIT 1"
)


def sql(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_typed_by_hand_it_takes_its_place_in_the_log_too(client, house, replaced):
    sql(REVOKE.format(by="s.signed_by_id", more=", revoked_at", value=", '2000-01-01'"))
    assert [row["action"] for row in entries(client)][2:] == ["revoked"]
    assert SignOffRevocation.objects.get().revoked_at.year > 2000
    assert client.get(f"/api/v1/editions/{older().edition_digest}").status_code == 410
    assert list(audit()) == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"by": "(SELECT id FROM users_user WHERE username = 'desk')"}, "Only the signer or an"),
        ({"more": ", cause", "value": ", ''"}, "taken back for a cause"),
        ({"more": ", cause", "value": ", 'whim'"}, "revocation_cause_is_known"),
    ],
)
def test_the_database_refuses_what_the_house_refuses(house, replaced, parts, said):
    statement = REVOKE.format(**{"by": "s.signed_by_id", "more": "", "value": "", **parts})
    with pytest.raises(DatabaseError, match=said):
        sql(statement)
    assert not SignOffRevocation.objects.exists()
    assert LogEntry.objects.count() == 2


def test_nobody_becomes_an_editor_in_chief_in_the_transaction_that_needs_one(house, replaced):
    desk = "(SELECT id FROM users_user WHERE username = 'desk')"
    member = (
        f"INSERT INTO users_user_groups (user_id, group_id) SELECT {desk}, id FROM auth_group "
        "WHERE name = 'Editors-in-chief'; "
    )
    refused = pytest.raises(DatabaseError, match="Only the signer or an")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(member)
        cursor.execute(REVOKE.format(by=desk, more="", value=""))
    assert not SignOffRevocation.objects.exists()


def test_a_cause_that_is_none_is_refused_with_all_other_reasons(house, replaced):
    with pytest.raises(SignOffRefused) as refusal:
        signoff_revoke(
            signoff=SignOff.objects.first(), actor=house["duty"], cause="whim", reason=" "
        )
    codes = [reason.code for reason in refusal.value.reasons]
    assert codes == ["reason", "cause", "not-entitled"]
    assert not SignOffRevocation.objects.exists()


def test_no_edition_enters_the_log_on_a_sign_off_that_was_taken_back_meanwhile(house, replaced):
    """The check before the lock is off here: it may have looked before the revocation came."""
    newest = Edition.objects.get(number=2)
    take_back(house, cause=RevocationCause.ERROR, signoff=SignOff.objects.order_by("-pk").first())
    newest.pk, newest.number = None, 4
    newest.edition_digest = "0" * 64
    newest._state.adding = True
    refused = pytest.raises(DatabaseError, match="names was taken back")
    with database_gate_off(), refused, transaction.atomic():
        newest.save(force_insert=True)
    assert Edition.objects.count() == 3
