"""What is a danger: one set of reasons and one of causes, in Python and in the database."""

import re
from pathlib import Path

import pytest
from django.db import connection

from editorial.editions import rules
from editorial.editions.continuity.stops import is_danger
from editorial.editions.heads.members import StopFact
from editorial.editions.wishes.selectors import UNSAFE
from editorial.editions.withdrawal import WithdrawalReason
from editorial.signoff.models import DANGERS, RevocationCause

ROOT = Path(__file__).parents[4] / "editorial"
LIST = re.compile(r"(?:\bIN \(|<@ ARRAY\[|= ANY \(ARRAY\[)('unsafe'(?:, '\w+')*)[)\]]")
STRANGE = ["", "Unsafe", "unsafe ", "x", "revoked ", "safe"]


def said(function, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [value])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_says_the_same():
    for reason in [*WithdrawalReason.values, *STRANGE, None]:
        assert said("editions_is_danger", reason) is (reason in rules.DANGERS)
    for cause in [*RevocationCause.values, *STRANGE, None]:
        assert said("signoff_is_danger", cause) is (cause in DANGERS)


def test_a_restored_stop_is_what_the_log_would_have_called_it():
    for reason in WithdrawalReason.values:
        fact = StopFact.model_construct(reason=reason)
        assert is_danger(fact) is (reason in rules.DANGERS)
        if reason != WithdrawalReason.REVOKED:
            is_safety = rules.severity(action="withdrawn", withdrawal_reason=reason) == "safety"
            assert is_danger(fact) is is_safety
    assert set(UNSAFE) == rules.DANGERS


def test_what_is_still_written_out_names_the_same():
    """Views are worked into what asks them, so they write the lists out."""
    known = [
        rules.DANGERS, set(DANGERS), set(WithdrawalReason.values), set(RevocationCause.values),
        set(WithdrawalReason.values) - {"revoked", "expired"},
        set(WithdrawalReason.values) - {"revoked", "expired", "unpublished"},
    ]  # fmt: skip
    found = {
        (path.name, frozenset(re.findall(r"\w+", names)))
        for path in ROOT.glob("**/sql/**/*.sql")
        if "migrations" not in path.parts
        for names in LIST.findall(path.read_text(encoding="utf-8"))
    }
    assert found
    assert [each for each in found if each[1] not in known] == []
    dangers = [each[0] for each in found if each[1] in (rules.DANGERS, DANGERS)]
    functions = {"editions_is_danger.sql", "signoff_is_danger.sql"}
    views = {"editions_shown.sql", "editions_takenback.sql", "editions_wishing.sql"}
    assert functions <= set(dangers) <= functions | views
