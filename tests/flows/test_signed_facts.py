"""A fact is signed by somebody with authority for every one of its words, whoever asks."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from content_models.facts.models import Fact, FactVersion
from content_models.publishing import Refusal
from editorial.people import groups
from editorial.signoff.facts import fact_version_sign
from tests.factories import people

WORDS = {
    "nb": "Høyst 4 gram.", "nn": "Høgst 4 gram.", "se": "Eanemusat 4 gr\u00e1mma \"\\\t\u2019.",
    "en": "At most 4 grams.",
}  # fmt: skip
SIGN = """
UPDATE content_models_factversion v
   SET signed_by_id = p.user_id, signed_at = now(), signer_text = p.display_name || ', ' || p.profession,
       digest = %s
  FROM people_reviewerprofile p WHERE v.id = %s AND p.user_id = %s
"""  # noqa: E501


@pytest.fixture
def version(house):
    fact = Fact.objects.create(key="paracetamol", kind="dose", name="Døgndose")
    found = FactVersion(fact=fact, author=house["author"])
    for lang, words in WORDS.items():
        setattr(found, f"text_{lang}", words)
    found.save()
    return found


def _left(account):
    account.groups.clear()


def _revoked(account):
    account.reviewer_profile.credentials.update(revoked_at=timezone.now())


def _old_declaration(account):
    account.reviewer_profile.declarations.update(declared_at=timezone.now() - timedelta(days=367))


def _inactive(account):
    type(account).objects.filter(pk=account.pk).update(is_active=False)
    account.is_active = False


SIGNERS = {
    "language": {"languages": ["nb"]},
    "three languages of four": {"languages": ["nb", "nn", "en"]},
    "conflict": {"has_conflict": True},
    "undeclared": {"declared": False},
    "expired": {"valid_until": date(2021, 1, 1)},
    "outsider": {"group": groups.AUTHORS},
}
CHANGES = {
    "left": _left, "revoked": _revoked, "declared long ago": _old_declaration,
    "inactive": _inactive,
}  # fmt: skip
CODES = {
    "language": "language", "three languages of four": "language", "conflict": "conflict",
    "undeclared": "no-declaration", "expired": "no-credential", "outsider": "not-clinical",
    "left": "not-clinical", "revoked": "no-credential", "declared long ago": "no-declaration",
    "inactive": "inactive not-clinical",
}  # fmt: skip


def signer_of(kind):
    account = people.clinician("noen", **SIGNERS.get(kind, {}))
    CHANGES.get(kind, lambda _account: None)(account)
    return account


def by_hand(version, signer):
    """What somebody types with the application's password."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SIGN, [version.wording_digest(), version.pk, signer.pk])
        assert cursor.rowcount == 1


def is_unsigned(version):
    row = FactVersion.objects.get(pk=version.pk)
    return (row.signed_at, row.signed_by_id, row.digest, row.signer_text) == (None, None, "", "")


@pytest.mark.parametrize("kind", CODES)
def test_who_may_not_sign_is_refused_by_the_rule_and_by_the_database(house, version, kind):
    signer = signer_of(kind)
    with pytest.raises(Refusal) as refused:
        fact_version_sign(version=version, signer=signer, shown_digest=version.wording_digest())
    assert [reason.code for reason in refused.value.reasons] == CODES[kind].split()
    with pytest.raises(DatabaseError):
        by_hand(version, signer)
    assert is_unsigned(version)


def test_a_wording_in_a_language_takes_authority_for_it_and_none_else(house, version):
    """Without Sámi words no authority for Sámi is asked for."""
    signer = signer_of("three languages of four")
    FactVersion.objects.filter(pk=version.pk).update(text_se="")
    version.refresh_from_db()
    signed = fact_version_sign(
        version=version, signer=signer, shown_digest=version.wording_digest()
    )
    assert FactVersion.objects.get(pk=signed.pk).is_signed


def test_nobody_signs_a_fact_of_their_own(house, version):
    author = people.clinician("legeforfatter")
    own = FactVersion(fact=version.fact, author=author, text_nb="Mitt.")
    own.save()
    with pytest.raises(Refusal):
        fact_version_sign(version=own, signer=author, shown_digest=own.wording_digest())
    with pytest.raises(DatabaseError, match="Nobody signs what they wrote"):
        by_hand(own, author)
    with pytest.raises(DatabaseError, match="stays its author"):
        FactVersion.objects.filter(pk=own.pk).update(author=house["author"])
    with pytest.raises(DatabaseError, match="stays its author"):
        FactVersion.objects.filter(pk=own.pk).update(author=None)
    assert is_unsigned(own)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("signed_at = now()", "names its signer"),
        ("digest = repeat('0', 64)", "names its signer"),
        ("signer_text = 'Dr. Hvem'", "names its signer"),
        ("signed_by_id = %(who)s", "names its signer"),
        ("signed_by_id = %(who)s, signed_at = now()", "digest is not that"),
        ("signed_by_id = %(who)s, signed_at = now(), digest = %(digest)s", "name is not that"),
        (
            "signed_by_id = %(who)s, signed_at = now(), digest = %(digest)s,"
            " signer_text = 'Dr. Clinician, overlege'",
            "name is not that",
        ),
        (
            "signed_by_id = %(who)s, signed_at = now(), digest = %(digest)s,"
            " signer_text = 'Dr. Clinician, lege', text_nb = 'Høyst 40 gram.'",
            "changes nothing else",
        ),
    ],
)
def test_a_signature_is_whole_or_refused(house, version, statement, said):
    values = {"who": house["clinician"].pk, "digest": version.wording_digest()}
    with pytest.raises(DatabaseError, match=said), connection.cursor() as cursor:
        cursor.execute(f"UPDATE content_models_factversion SET {statement}", values)
    assert is_unsigned(version)


def test_no_version_is_born_signed(house, version):
    with pytest.raises(DatabaseError, match="signed after it was written"):
        FactVersion.objects.create(
            fact=version.fact, number=9, author=house["author"], text_nb="Ny.",
            signed_by=house["clinician"], signed_at=timezone.now(), digest="0" * 64,
            signer_text="Dr. Clinician, lege",
        )  # fmt: skip


def test_a_signature_by_hand_gets_the_houses_time(house, version):
    """Papers in order and the right digest: the moment is not the writer's to choose."""
    with connection.cursor() as cursor:
        cursor.execute(
            SIGN.replace("now()", "timestamptz '2000-01-01'"),
            [version.wording_digest(), version.pk, house["clinician"].pk],
        )
    row = FactVersion.objects.get(pk=version.pk)
    assert row.is_signed
    assert row.signed_at.year == timezone.now().year


@pytest.mark.parametrize("words", ["\u200b", " \n", "\u2800"], ids=ascii)
def test_nobody_signs_a_wording_that_shows_nothing(house, version, words):
    """It is never changed once it is signed, and no text that shows it could go public."""
    FactVersion.objects.filter(pk=version.pk).update(text_nn=words, text_se=words)
    version.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        fact_version_sign(
            version=version, signer=house["clinician"], shown_digest=version.wording_digest()
        )
    assert [reason.code for reason in refused.value.reasons] == ["unseen", "unseen"]
    with pytest.raises(DatabaseError, match="A wording of the version shows nothing"):
        by_hand(version, house["clinician"])
    assert is_unsigned(version)
    FactVersion.objects.filter(pk=version.pk).update(text_nn="Høgst 4 gram.", text_se="")
    version.refresh_from_db()
    by_hand(version, house["clinician"])
    assert FactVersion.objects.get(pk=version.pk).is_signed


ODD = [
    "",
    "a",
    "é\u0301",
    "\x7f",
    "tab\tnew\nline\rfeed\x0c\x08",
    "\"\\/<>&'",
    "\U0001f48a",
    "\u2028",
]


@pytest.mark.parametrize("words", ODD)
def test_the_database_computes_the_digest_that_the_house_does(house, version, words):
    FactVersion.objects.filter(pk=version.pk).update(text_nb=words, text_en=None)
    version.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT signoff_fact_digest(v) FROM content_models_factversion v WHERE id = %s",
            [version.pk],
        )
        assert cursor.fetchone() == (version.wording_digest(),)
