"""What is said where a reason is asked for is something that a reader sees."""

import unicodedata

import pytest
from django.db import DatabaseError, connection, transaction

from content_models.blank import is_blank
from editorial.editions.continuity.repeating import revocation_repeat
from editorial.editions.heads.members import RevocationFact
from editorial.editions.models import Edition, TakingBack, WithdrawalWish
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.signoff.models import RevocationCause, SignOff, SignOffRevocation
from editorial.signoff.services import SignOffRefused, signoff_revoke
from tests.factories.pages import draft
from tests.flows.test_taking_back_again import without

pytestmark = pytest.mark.usefixtures("in_english")
SEEN_NOTHING = [
    "",
    " \n\t",
    "\u00a0",
    "\u0085",
    "\u3000",
    "\u200b",
    "\u2060\ufeff",
    "\u00ad",
    "\u2800",
]
# Where somebody who has the application's password may write a reason, a notice or words.
COLUMNS = {
    "taking back": (
        "INSERT INTO editions_takingback (signoff_id, content_id, lang, actor_id, cause, words)"
        " VALUES (%(signoff)s, %(item)s, 'nb', %(actor)s, 'unsafe', %(said)s)"
    ),
    "wish of a signature": (
        "INSERT INTO editions_withdrawalwish"
        " (content_id, lang, reason, notice, actor_id, signoff_id, cause, words)"
        " VALUES (%(item)s, 'nb', 'revoked', 'Borte.', %(actor)s, %(signoff)s, 'unsafe', %(said)s)"
    ),
    "notice": (
        "INSERT INTO editions_withdrawalwish (content_id, lang, reason, notice, actor_id)"
        " VALUES (%(item)s, 'nb', 'unsafe', %(said)s, %(duty)s)"
    ),
    "revocation": (
        "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, cause, reason)"
        " VALUES (%(signoff)s, %(actor)s, 'unsafe', %(said)s)"
    ),
}


@pytest.fixture
def live(house, published):
    return published(draft(author=house["author"]))


def test_the_database_and_the_program_see_the_same_characters(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(n) FROM generate_series(1, 1114111) n"
            " WHERE n NOT BETWEEN 55296 AND 57343 AND helsekilde_is_blank(chr(n))"
        )
        (found,) = cursor.fetchone()
    assert {chr(number) for number in found} == {
        each for each in map(chr, range(1, 0x110000)) if is_blank(each)
    }
    for each in map(chr, range(1, 0x110000)):
        if each.isspace() or unicodedata.category(each) in {"Zs", "Zl", "Zp", "Cc"}:
            assert is_blank(each), hex(ord(each))
        if each.isalnum() and is_blank(each):
            assert "FILLER" in unicodedata.name(each)
    assert is_blank("".join(map(chr, found)))
    assert not is_blank("\u00a0a\u00a0")


@pytest.mark.parametrize("said", SEEN_NOTHING, ids=ascii)
def test_no_column_takes_what_nobody_sees(house, live, said):
    signoff = SignOff.objects.get()
    values = {
        "signoff": signoff.pk, "item": live.translation_key, "actor": signoff.signed_by_id,
        "duty": house["duty"].pk, "said": said,
    }  # fmt: skip
    for what, statement in COLUMNS.items():
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            connection.cursor().execute(statement, values)
        words = ("a reason that is said", "reasons of a withdrawal", "A notice has")
        assert any(each in str(refused.value) for each in words), (what, refused.value)
    with pytest.raises(SignOffRefused, match="Say why"):
        signoff_revoke(signoff=signoff, actor=house["clinician"], reason=said)
    assert not TakingBack.objects.exists()
    assert not WithdrawalWish.objects.exists()
    assert not SignOffRevocation.objects.exists()


def test_what_a_head_tells_without_a_reason_is_taken_back_for_its_cause(house, live):
    signoff = SignOff.objects.get()
    fact = RevocationFact(
        signoff_id=signoff.pk, content_id=signoff.content_id, lang=signoff.lang,
        clinical_digest=signoff.clinical_digest, signed_by=signoff.signed_by_id,
        signed_at=signoff.signed_at.isoformat(), cause="foreign",
        reason="\u00a0", at="2026-01-01T00:00:00+00:00",
    )  # fmt: skip
    assert revocation_repeat(fact=fact, actor=house["chief"]) is True
    assert SignOffRevocation.objects.get().reason == RevocationCause.FOREIGN.label


def test_what_an_older_release_took_is_carried_out(house, live):
    """A withdrawal never gives up: such a wish has hidden the text, and its row stays as it is."""
    signoff = SignOff.objects.get()
    without(
        "editions_note_wish", "editions_withdrawalwish",
        "INSERT INTO editions_withdrawalwish"
        " (content_id, lang, number, reason, notice, actor_id, signoff_id, cause, words, wished_at)"
        " VALUES (%s, 'nb', 1, 'revoked', 'Borte.', %s, %s, 'unsafe', %s, now())",
        live.translation_key, signoff.signed_by_id, signoff.pk, "\u00a0",
    )  # fmt: skip
    assert {**wishes_run(), **takings_back_run()} == {}
    assert SignOffRevocation.objects.get().reason == ""
    assert Edition.objects.latest("pk").action == "withdrawn"
