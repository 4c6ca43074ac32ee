"""When sign-offs are enough, what an edition is called, and how long it may be shown."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.editions.rules import (
    StandingSignOff,
    add_months,
    edition_action,
    public_until,
    severity,
    signoff_verdict,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def signed(id: int, signer: int, days_ago: float, review: int = 1) -> StandingSignOff:
    at = NOW - timedelta(days=days_ago)
    return StandingSignOff(id=id, review_id=review, signer_id=signer, signed_at=at)


def verdict(*signoffs, quorum=1, boundary=None, withdrawn_at=None, months=24):
    return signoff_verdict(
        signoffs=signoffs, boundary=boundary, withdrawn_at=withdrawn_at, now=NOW, quorum=quorum,
        interval_months=months,
    )  # fmt: skip


def test_one_signature_is_enough_for_a_quorum_of_one():
    assert verdict(signed(1, 7, 0)).chosen == (1,)


def test_two_signatures_of_one_person_count_once():
    result = verdict(signed(1, 7, 1), signed(2, 7, 0), quorum=2)
    assert result.chosen == ()
    assert [reason.code for reason in result.reasons] == ["unsigned"]


def test_the_newest_signatures_are_chosen():
    assert verdict(signed(1, 7, 9), signed(2, 8, 5), signed(3, 7, 1), quorum=2).chosen == (2, 3)


def test_two_unfinished_reviews_do_not_add_up(in_english):
    result = verdict(signed(1, 7, 9, review=1), signed(2, 8, 1, review=2), quorum=2)
    assert [reason.text for reason in result.reasons] == [
        "Not signed: 1 of 2 clinicians have signed exactly this text."
    ]


def test_a_newer_unfinished_review_leaves_the_older_complete_one():
    rows = [signed(1, 7, 9), signed(2, 8, 8), signed(3, 9, 1, review=2)]
    assert verdict(*rows, quorum=2).chosen == (1, 2)


def test_a_signature_for_a_label_that_comes_off_does_not_count(in_english):
    told = replace(signed(1, 7, 2), keeps_labels=False)
    assert verdict(told, signed(2, 8, 1), quorum=1).chosen == (2,)
    result = verdict(told, signed(2, 8, 1), quorum=2)
    assert [reason.text for reason in result.reasons] == [
        "Not signed: 1 of 2 clinicians have signed exactly this text.",
        "A warning label was taken off: that takes a new signature.",
    ]
    anew = verdict(told, signed(2, 8, 1), signed(3, 7, 0), quorum=2)
    assert (anew.reasons, anew.chosen) == ([], (2, 3))


def test_a_signature_that_is_stale_anyway_says_nothing_of_labels():
    old = replace(signed(1, 7, 9), keeps_labels=False)
    codes = [reason.code for reason in verdict(old, boundary=NOW - timedelta(days=1)).reasons]
    assert codes == ["unsigned", "stale-signoff"]


def test_signatures_older_than_another_text_do_not_count():
    result = verdict(signed(1, 7, 5), boundary=NOW - timedelta(days=2))
    assert [reason.code for reason in result.reasons] == ["unsigned", "stale-signoff"]


def test_a_signature_at_the_boundary_itself_does_not_count():
    assert verdict(signed(1, 7, 2), boundary=NOW - timedelta(days=2)).chosen == ()


def test_a_signature_in_a_review_that_was_begun_before_the_withdrawal_does_not_count():
    withdrawn_at = NOW - timedelta(days=2)
    late = signed(1, 7, 1)
    old = replace(late, review_begun_at=withdrawn_at)
    new = replace(late, review_begun_at=withdrawn_at + timedelta(seconds=1))
    result = verdict(old, boundary=withdrawn_at, withdrawn_at=withdrawn_at)
    assert [reason.code for reason in result.reasons] == ["unsigned", "stale-signoff"]
    assert verdict(new, boundary=withdrawn_at, withdrawn_at=withdrawn_at).chosen == (1,)
    assert verdict(old, boundary=withdrawn_at).chosen == (1,)


def test_signatures_older_than_the_review_interval_do_not_count():
    assert verdict(signed(1, 7, 366), months=12).chosen == ()
    assert verdict(signed(1, 7, 364), months=12).chosen == (1,)


@given(
    rows=st.lists(
        st.tuples(st.integers(1, 5), st.integers(0, 2000), st.integers(1, 3)), max_size=12
    ),
    quorum=st.integers(1, 3),
    boundary_days=st.none() | st.integers(0, 2000),
)
def test_chosen_are_always_enough_different_fresh_people(rows, quorum, boundary_days):
    boundary = None if boundary_days is None else NOW - timedelta(days=boundary_days)
    signoffs = [signed(i, signer, days, review) for i, (signer, days, review) in enumerate(rows)]
    result = verdict(*signoffs, quorum=quorum, boundary=boundary)
    by_id = {row.id: row for row in signoffs}
    chosen = [by_id[i] for i in result.chosen]
    assert bool(result.reasons) != bool(chosen)
    if chosen:
        assert len({row.signer_id for row in chosen}) == len(chosen) == quorum
        assert len({row.review_id for row in chosen}) == 1
        assert all(boundary is None or row.signed_at > boundary for row in chosen)
        assert all(add_months(row.signed_at.date(), 24) >= NOW.date() for row in chosen)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 24), 24, date(2028, 11, 24)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_end_on_the_last_day_there_is(day, months, expected):
    assert add_months(day, months) == expected


@dataclass
class Latest:
    action: str = "published"
    clinical_digest: str = "a"
    signoff_ids: tuple = (1,)
    path: str = "p"
    status: str = "current"
    public_until: datetime | None = None


@pytest.mark.parametrize(
    ("latest", "change", "expected"),
    [
        (None, {}, "published"),
        (Latest(action="withdrawn"), {}, "published"),
        (Latest(), {"clinical_digest": "b"}, "published"),
        (Latest(), {"signoff_ids": (2,)}, "reaffirmed"),
        (Latest(), {"path": "q"}, "moved"),
        (Latest(), {"editorial_changed": True}, "corrected"),
        (Latest(status="overdue"), {}, "corrected"),
        (Latest(), {"until": NOW}, "corrected"),
        (Latest(public_until=NOW), {}, "corrected"),
        (Latest(public_until=NOW), {"until": NOW}, None),
        (Latest(), {}, None),
    ],
)
def test_what_an_edition_is_called(latest, change, expected):
    values = {
        "clinical_digest": "a",
        "signoff_ids": (1,),
        "path": "p",
        "editorial_changed": False,
        "until": None,
        **change,
    }
    assert edition_action(latest=latest, **values) == expected


def test_severity_tells_safety_from_routine():
    assert severity(action="withdrawn", withdrawal_reason="unsafe") == "safety"
    assert severity(action="withdrawn", withdrawal_reason="outdated") == "major"
    assert severity(action="published") == "major"
    assert severity(action="reaffirmed") == "minor"


def test_class_a_disappears_180_days_after_it_was_due(settings):
    settings.TIME_ZONE = "Europe/Oslo"
    limit = public_until(risk_class="A", next_review_due=date(2027, 1, 1), expire_at=None)
    assert limit is not None
    assert limit.date() == date(2027, 6, 30)


def test_other_classes_have_no_end_but_the_expiry_that_was_set():
    due = date(2027, 1, 1)
    assert public_until(risk_class="B", next_review_due=due, expire_at=None) is None
    assert public_until(risk_class="B", next_review_due=due, expire_at=NOW) == NOW
    assert public_until(risk_class="A", next_review_due=due, expire_at=NOW) == NOW
