"""What the database accepts of a hold and of a decision."""

from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction

from content_models.clock import database_now
from content_models.digest import canonical, sha256_hex
from editorial.editions.append import timestamp
from editorial.editions.audit import audit
from editorial.editions.continuity import watch
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.continuity.selectors import log_now, standing_now
from editorial.editions.continuity.services import hold_raise, restoration_reasons
from editorial.editions.keys import b64url
from tests.factories.pages import draft
from tests.flows.restored.story import accept, withdraw

pytestmark = pytest.mark.usefixtures("in_english")


def test_the_database_accepts_nothing_while_what_was_withdrawn_is_public(story):
    hold_raise()
    with pytest.raises(DatabaseError, match="the lost part of the log had withdrawn it"):
        decide(story.house["chief"])


def decide(actor, *, about=None, **lies):
    """A decision that is true of itself, by no key of the house."""
    with transaction.atomic():
        log, now = log_now(), database_now()
        number = about if about is not None else Hold.objects.latest("pk").pk
        claims = {
            "hold": number, "by": {"id": actor.pk, "username": actor.username, "name": ""},
            "logSeq": log.seq, "chainHash": log.chain_hash, "iat": int(now.timestamp()),
            "at": timestamp(now), "reason": "Tatt opp igjen.", **lies,
        }  # fmt: skip
        head = {"alg": "EdDSA", "kid": "A" * 43, "typ": "log-restoration+jwt"}
        signed = f"{b64url(canonical(head))}.{b64url(canonical(claims))}"
        key = Ed25519PrivateKey.generate()
        statement = f"{signed}.{b64url(key.sign(signed.encode()))}"
        Restoration.objects.create(
            statement=statement, digest=sha256_hex(statement.encode()), actor_id=actor.pk,
            hold_id=number,
        )  # fmt: skip


@pytest.mark.parametrize(
    "lie",
    [
        {"hold": 99}, {"logSeq": 1}, {"chainHash": "00"}, {"iat": 1},
        {"at": "2000-01-01T00:00:00Z"},
        {"by": {"id": 1, "username": "chief", "name": ""}},
    ],
    ids=lambda lie: next(iter(lie)),
)  # fmt: skip
def test_a_decision_says_of_itself_what_is_so(story, lie):
    hold_raise()
    withdraw(story.unsafe, by=story.house["duty"])
    with pytest.raises(DatabaseError, match="something else than the log and its row"):
        decide(story.house["chief"], **lie)
    assert not Restoration.objects.exists()


@pytest.mark.parametrize("reason", ["", "\n", "\u00a0", "\u200b\u3000", None])
def test_a_decision_says_why(story, reason):
    hold_raise()
    withdraw(story.unsafe, by=story.house["duty"])
    with pytest.raises(DatabaseError, match="for a reason that is said"):
        decide(story.house["chief"], reason=reason)
    said = restoration_reasons(actor=story.house["chief"], reason=reason or "")
    assert [each.code for each in said] == ["reason"]


def test_a_forged_decision_changes_nothing(story, client):
    hold_raise()
    withdraw(story.unsafe, by=story.house["duty"])
    with pytest.raises(DatabaseError, match="Only an active editor-in-chief"):
        decide(story.house["duty"])
    with pytest.raises(DatabaseError, match="not about the hold that stands"):
        decide(story.house["chief"], about=0)
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
    accept(leave_unsaid=True)
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
