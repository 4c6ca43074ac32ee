"""A danger that came into sight after the signature had been taken back for none."""

import pytest
from django.db import connection

from editorial.editions.audit import audit, revocation_notes
from editorial.signoff.models import SignOffRevocation
from tests.flows.test_gravest_cause import told
from tests.flows.test_hidden_in_any_order import TAKING, open_transaction
from tests.flows.test_taking_back_again import replaced_text
from tests.flows.test_wishes_of_others import _impatient, take_back

pytestmark = pytest.mark.usefixtures("in_english")
__all__ = ["_impatient"]


def test_the_audit_says_what_the_row_does_not(house, published):
    page, signoff = replaced_text(house, published)

    def wish():
        with connection.cursor() as cursor:
            values = [signoff.pk, page.translation_key, signoff.signed_by_id]
            cursor.execute(TAKING, values)

    with open_transaction(wish):
        take_back(house["chief"], cause="mistake", reason="Feil knapp.")
    assert SignOffRevocation.objects.get().cause == "mistake"
    # Readers are told the gravest that anybody said, and what was written says another.
    assert told(signoff)[:2] == (True, 410)
    assert list(audit()) == []
    assert revocation_notes() == [
        f"entry 3: readers are told that sign-off {signoff.pk} was taken back because of a danger,"
        " and its revocation names none."
    ]
