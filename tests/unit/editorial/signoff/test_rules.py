"""Who may sign: one reason for each thing that is missing, all of them at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.signoff.rules import SigningFacts, signing_reasons

DIGEST = "a" * 64
MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
READY = SigningFacts(
    user_id=7,
    is_active=True,
    is_in_clinical_group=True,
    has_profile=True,
    has_valid_credential=True,
    has_declaration=True,
    has_conflict=False,
    languages=("nb", "nn"),
    lang="nb",
    contributors=frozenset({1, 2}),
    earlier_signers=frozenset(),
    shown_digest=DIGEST,
    stored_digest=DIGEST,
    missing_items=(),
    attested=True,
    is_behind=False,
    review_begun_at=MOMENT,
    withdrawn_at=None,
)


def codes(facts: SigningFacts) -> list[str]:
    return [reason.code for reason in signing_reasons(facts)]


def test_a_clinician_with_all_papers_may_sign():
    assert codes(READY) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_active": False}, "inactive"),
        ({"is_in_clinical_group": False}, "not-clinical"),
        ({"has_profile": False}, "no-profile"),
        ({"has_valid_credential": False}, "no-credential"),
        ({"has_declaration": False}, "no-declaration"),
        ({"has_conflict": True}, "conflict"),
        ({"lang": "se"}, "language"),
        ({"contributors": frozenset({7})}, "four-eyes"),
        ({"is_behind": True}, "behind"),
        ({"earlier_signers": frozenset({7})}, "signed-already"),
        ({"shown_digest": "b" * 64}, "changed"),
        ({"missing_items": ("doses",)}, "checklist"),
        ({"attested": False}, "attestation"),
        ({"review_begun_at": MOMENT, "withdrawn_at": MOMENT}, "withdrawn"),
    ],
)
def test_each_missing_thing_has_its_reason(change, code):
    assert codes(replace(READY, **change)) == [code]


def test_a_review_that_was_begun_after_the_withdrawal_is_signed():
    later = MOMENT + timedelta(seconds=1)
    assert codes(replace(READY, review_begun_at=later, withdrawn_at=MOMENT)) == []


def test_a_withdrawn_text_says_when_it_was_withdrawn(in_english):
    facts = replace(READY, review_begun_at=MOMENT, withdrawn_at=MOMENT)
    assert [reason.text for reason in signing_reasons(facts)] == [
        "This text was withdrawn on Nov. 24, 2026: it needs a new review."
    ]


def test_a_refusal_says_every_reason():
    facts = replace(READY, has_valid_credential=False, contributors=frozenset({7}), attested=False)
    assert codes(facts) == ["no-credential", "four-eyes", "attestation"]


@given(
    user=st.integers(1, 20),
    contributors=st.frozensets(st.integers(1, 20)),
    signers=st.frozensets(st.integers(1, 20)),
)
def test_no_contributor_and_nobody_twice(user, contributors, signers):
    facts = replace(READY, user_id=user, contributors=contributors, earlier_signers=signers)
    assert (codes(facts) == []) == (user not in contributors and user not in signers)
