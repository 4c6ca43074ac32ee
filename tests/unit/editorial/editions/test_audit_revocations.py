"""What the audit says of sign-offs that were taken back."""

import pytest

from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from tests.factories.pages import draft, edit
from tests.unit.editorial.editions.tampering import found


@pytest.fixture
def replaced(house, published):
    page = published(draft(author=house["author"]))
    edit(page, author=house["author"], title="Søvn og ro")
    return published(page)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "UPDATE signoff_signoffrevocation SET reason = 'y'",
            "entry 3: its chain hash is not that of its content.",
        ),
        (
            "UPDATE editions_publicrevocation SET signer_name = 'y'",
            "entry 3: the public is told otherwise of sign-off 1.",
        ),
        (
            "DELETE FROM editions_publicrevocation",
            "entry 3: the public is not told that sign-off 1 was taken back.",
        ),
        (
            "UPDATE editions_publicrevocation SET is_danger = NOT is_danger",
            "entry 3: the public is told otherwise of sign-off 1.",
        ),
    ],
)
def test_the_audit_finds_what_was_changed_behind_it(house, replaced, tamper, statement, problem):
    signoff = SignOff.objects.order_by("pk").first()
    signoff_revoke(signoff=signoff, actor=house["clinician"], cause="error", reason="x")
    assert found() == []
    tamper(statement)
    assert problem in found()
