"""A warning label that goes from the stored text while somebody has the form for signing open."""

import json

import pytest
from django.db import connection

from content_models.projection import LABEL_FIELDS
from editorial.editions.audit import audit
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from tests.flows.test_promises import NOT_AS_SAID, Form, in_clinic, place

pytestmark = pytest.mark.usefixtures("in_english")
# The fixture of the three places where a form stands.
__all__ = ["place"]


def label_off(page, revision_id, field):
    """As the application's login can: in the revision, and in the row of the page's class."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_revision SET content = jsonb_set(content, %s, 'false')"
            " WHERE id = %s",
            [[field], revision_id],
        )
        cursor.execute(
            f"UPDATE {type(page)._meta.db_table} SET {field} = false WHERE page_ptr_id = %s",
            [page.pk],
        )


@pytest.mark.parametrize("label", LABEL_FIELDS)
def test_nobody_signs_for_a_text_without_the_label_that_their_form_showed(house, place, label):
    field = LABEL_FIELDS[label]
    page, state = in_clinic(house, **{field: True})
    state.refresh_from_db()
    form = Form(house, "clinician", page, place=place)
    assert "Its warning labels: " in form.html
    label_off(page, state.current_task_state.revision_id, field)
    anew = form.press()
    assert NOT_AS_SAID in anew
    assert "It has no warning label." in anew
    assert not SignOff.objects.exists()
    assert not Edition.objects.exists()
    if place != "editor":
        # Whoever reads it as it is now, and presses again, has signed for that.
        form.press()
        labels = json.loads(bytes(Edition.objects.get().envelope))["editorial"]
        assert not labels[label]
        assert list(audit()) == []


def test_the_second_of_two_reads_it_too(house):
    """What one has signed for, nobody takes off."""
    page, state = in_clinic(house, risk_class="A", demonstration=True)
    state.refresh_from_db()
    first, second = (Form(house, who, page, place="screen") for who in ("clinician", "second"))
    first.press()
    assert SignOff.objects.count() == 1
    with pytest.raises(Exception, match="signed"):
        label_off(page, state.current_task_state.revision_id, "demonstration")
    second.press()
    second.press()
    assert json.loads(bytes(Edition.objects.get().envelope))["editorial"]["demonstration"]
