"""What is said where a reason is asked for is something that a reader sees."""

import re
import unicodedata

import pytest
from django.db import DatabaseError, connection, transaction

from cms.users.models import User
from cms.users.services import account_faults
from content_models.blank import is_blank
from content_models.clock import database_now, database_today
from editorial.editions.continuity.repeating import revocation_repeat
from editorial.editions.heads.members import RevocationFact
from editorial.editions.models import Edition, TakingBack, WithdrawalWish
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.people.rules import CredentialFacts, Papers, credential_faults
from editorial.people.services import PapersRefusedError, declaration_add, reviewer_faults
from editorial.signoff.models import RevocationCause, SignOff, SignOffRevocation
from editorial.signoff.services import SignOffRefused, signoff_revoke
from editorial.workflow.forms import ReasonForm
from editorial.workflow.services import ActionRefused
from search.analysis.shipped import StopRow
from search.curation.rules import SynonymGraph, stop_word_reasons
from tests.factories.pages import draft
from tests.flows.test_taking_back_again import without
from tests.signing import act, submit

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
    "\U0001bca0",
    "\U0001d159",
    "\U00016fe4",
]
# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties).
IGNORABLE = [
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]  # fmt: skip
# Characters of other kinds whose names say that they show nothing: null, blank, filler, joiner.
NO_FORM = [
    (0x2800, 0x2800), (0x1107F, 0x1107F), (0x13430, 0x13442), (0x16FE4, 0x16FE4),
    (0x1BC9D, 0x1BC9D), (0x1D159, 0x1D159),
]  # fmt: skip
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
    "declaration": (
        "INSERT INTO people_interestdeclaration (profile_id, statement, has_conflict, declared_at)"
        " SELECT profile_id, %(said)s, false, now() FROM people_interestdeclaration LIMIT 1"
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
            assert re.search("FILLER|BLANK", unicodedata.name(each))
    assert is_blank("".join(map(chr, found)))
    assert not is_blank("\u00a0a\u00a0")


def test_what_unicode_ignores_and_what_shows_nothing_is_blank():
    for first, last in (*IGNORABLE, *NO_FORM):
        for number in range(first, last + 1):
            assert is_blank(chr(number)), hex(number)


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
        words = (
            "a reason that is said",
            "reasons of a withdrawal",
            "A notice has",
            "says something",
        )
        assert any(each in str(refused.value) for each in words), (what, refused.value)
    with pytest.raises(SignOffRefused, match="Say why"):
        signoff_revoke(signoff=signoff, actor=house["clinician"], reason=said)
    assert not TakingBack.objects.exists()
    assert not WithdrawalWish.objects.exists()
    assert not SignOffRevocation.objects.exists()


@pytest.mark.parametrize("said", SEEN_NOTHING, ids=ascii)
def test_no_form_and_no_rule_takes_it(house, said):
    assert not ReasonForm({"comment": said}).is_valid()
    page = draft(author=house["author"])
    state = submit(page, by=house["author"])
    with pytest.raises(ActionRefused, match="Say what must change"):
        act(state, "reject", by=house["desk"], comment=said)
    graph = SynonymGraph([], family="no", stops=frozenset())
    word = StopRow(family="no", word="hals", why=said)
    found = stop_word_reasons(word, others=frozenset(), graph=graph)
    assert [each.code for each in found] == ["reason"]
    profile = house["clinician"].reviewer_profile
    with pytest.raises(PapersRefusedError):
        declaration_add(profile=profile, statement=said, has_conflict=False)
    today = database_today()
    facts = CredentialFacts(
        register=said, number=said, profession=said, valid_from=today, valid_until=today,
        verified_by=house["chief"], verified_at=database_now(),
    )  # fmt: skip
    faults = credential_faults(facts, owner_id=None, today=today, may_verify=True)
    assert len(faults) == 3
    papers = Papers(
        specialty="", organisation=said, languages=["nb"], credential=facts, statement=said,
        has_conflict=False,
    )  # fmt: skip
    assert len(reviewer_faults(user=User(username="ny"), papers=papers)) == 5
    assert "A person has a name." in " ".join(
        account_faults(User(username="ny", first_name=said), password=None)
    )


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
