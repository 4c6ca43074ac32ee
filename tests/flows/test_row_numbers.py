"""No row gets a number that no address of the admin names: it could not be shown or taken back."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from content_models.publishing import Candidate
from editorial.editions.models import Edition
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from tests.factories.pages import draft
from tests.flows.gate.forging import first_forge, signoff_forge
from tests.flows.gate.test_reviews import in_clinic
from tests.forging import withdrawal_forge

pytestmark = pytest.mark.usefixtures("in_english")
REFUSED = "cannot be read again: .*a key below 1"


@pytest.fixture
def step(house):
    """A text of class A, as it lies with the clinicians."""
    page = draft(author=house["author"], risk_class="A", slug="annen", title="Annen")
    return in_clinic(page, house).current_task_state


def signed_below_one(step, house):
    """Two signatures in the names of clinicians who never pressed, with the numbers -7 and -8."""
    digest = Candidate(step.revision.as_object()).clinical_digest
    return [
        signoff_forge(step, by=house[who], clinical_digest=digest, id=number)
        for who, number in (("clinician", -7), ("second", -8))
    ]


def statuses(house, *asked):
    """What the screens answer, each to whom it is for."""
    found = {}
    for who, address in asked:
        browser = Client(raise_request_exception=False)
        browser.force_login(house[who])
        found[who, address] = browser.get(address).status_code
    return {status for status in found.values() if status != 200} and found


def homes(house):
    return [(who, "/admin/") for who in ("author", "desk", "clinician", "duty", "chief")]


def run(*statements):
    """As the application, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)


def test_no_signature_gets_a_number_that_its_signer_cannot_take_back(house, step):
    page = step.revision.as_object()
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        first_forge(page, signed_below_one(step, house))
    assert SignOff.objects.count() == 0
    signed_in_my_name = reverse("signed_in_my_name")
    assert not statuses(
        house, ("clinician", signed_in_my_name), ("chief", f"/admin/pages/{page.pk}/sign-offs/")
    )


def test_no_withdrawal_gets_a_number_that_the_chief_cannot_look_at(house, live, monkeypatch):
    real = type(Edition.objects).create
    monkeypatch.setattr(
        type(Edition.objects), "create", lambda self, **values: real(self, id=-3, **values)
    )
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        withdrawal_forge(live, actor=house["duty"], reason="error", notice="Nei.")
    monkeypatch.undo()
    withdrawal_forge(live, actor=house["duty"], reason="error", notice="Nei.")
    assert public_by_id(content_id=live.translation_key, lang="nb").state == "withdrawn"
    assert not statuses(house, *homes(house))


def test_no_page_gets_a_number_that_nobody_can_withdraw(house, step):
    page = step.revision.as_object()
    for number in (-5, 0):
        with pytest.raises(DatabaseError, match=REFUSED):
            run(
                (
                    "UPDATE content_models_lifestylepage SET page_ptr_id = %s"
                    " WHERE page_ptr_id = %s",
                    [number, page.pk],
                ),
                ("UPDATE wagtailcore_page SET id = %s WHERE id = %s", [number, page.pk]),
            )
    assert not statuses(house, *homes(house), ("duty", f"/admin/pages/{page.get_parent().pk}/"))


def test_no_account_gets_a_number_that_the_list_of_people_cannot_show(house, django_user_model):
    with pytest.raises(DatabaseError, match=REFUSED):
        run(
            (
                "INSERT INTO users_user (id, password, is_superuser, username, first_name,"
                " last_name, email, is_staff, is_active, date_joined)"
                " VALUES (-4, '!', false, 'x', '', '', '', false, true, now())",
                [],
            )
        )
    assert not statuses(house, ("superuser", "/admin/users/"))
