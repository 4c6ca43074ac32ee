"""An edition is held to what its risk class asked for when it was written."""

from datetime import timedelta

import pytest
from django.db import connection

from cms.database.owner import as_owner
from content_models.models import RiskClass, RiskClassChange
from content_models.pages import IllnessPage
from content_models.policy import risk_classes
from editorial.editions.audit.policies import Policies, Policy
from tests.factories.pages import draft
from tests.timing import database_ahead
from tests.unit.editorial.editions.tampering import found

LONGER = "entry 1: its next review is not by the interval of its risk class."
FEWER = "entry 1: it names fewer people than its risk class asked for."


@pytest.fixture
def signed(house, published):
    return published(draft(IllnessPage, author=house["author"], risk_class="A"))


def change(**values):
    """Another policy, as a migration of a later release brings it."""
    with as_owner(), connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(
                f"UPDATE content_models_riskclass SET {name} = %s WHERE code = 'A'", [value]
            )


def test_what_each_class_asks_for_is_known_from_the_beginning(db):
    assert {row.code: (row.months, row.quorum) for row in RiskClassChange.objects.all()} == {
        code: (each.months, each.quorum) for code, each in risk_classes().items()
    }
    assert RiskClassChange.objects.count() == RiskClass.objects.count()


def test_a_change_is_noted_once_and_only_where_it_is_one(db):
    change(months=12)
    assert RiskClassChange.objects.filter(code="A").count() == 1
    change(months=24)
    rows = RiskClassChange.objects.filter(code="A").order_by("pk")
    assert list(rows.values_list("months", "quorum")) == [(12, 2), (24, 2)]


@pytest.mark.parametrize("values", [{"months": 24}, {"months": 6}, {"quorum": 3}, {"quorum": 1}])
def test_what_was_written_before_a_change_stays_right(signed, values):
    with database_ahead(timedelta(days=2)):
        change(**values)
    assert found() == []


@pytest.mark.parametrize(
    ("statement", "problems"),
    [
        ("UPDATE content_models_riskclasschange SET months = 24 WHERE code = 'A'", [LONGER]),
        ("UPDATE content_models_riskclasschange SET months = 11 WHERE code = 'A'", [LONGER]),
        ("UPDATE content_models_riskclasschange SET quorum = 3 WHERE code = 'A'", [FEWER]),
        ("UPDATE content_models_riskclasschange SET quorum = 1 WHERE code = 'A'", []),
        ("UPDATE content_models_riskclasschange SET months = 24 WHERE code = 'C'", []),
        # What is not known finds nothing: editions of before it was noted.
        ("UPDATE content_models_riskclasschange SET months = 24, since = since + '9 days'", []),
    ],
)
def test_an_edition_that_its_class_did_not_allow_is_named(signed, tamper, statement, problems):
    assert found() == []
    tamper(statement)
    assert found() == problems


def test_who_was_first_is_not_told_by_times_that_are_close(db):
    now = RiskClassChange.objects.get(code="A").since
    old, new = Policy(months=12, quorum=2), Policy(months=24, quorum=2)
    with database_ahead(timedelta(days=2)):
        change(months=24)
    later = RiskClassChange.objects.filter(code="A").latest("pk").since
    policies, hour = Policies(), timedelta(hours=1)
    assert policies.at("A", now - timedelta(seconds=1)) == set()
    assert policies.at("A", now) == {old}
    assert policies.at("A", later - hour - timedelta(seconds=1)) == {old}
    assert policies.at("A", later - hour) == {old, new}
    assert policies.at("A", later + hour) == {old, new}
    assert policies.at("A", later + hour + timedelta(seconds=1)) == {new}
    assert policies.at("Z", later) == set()
