"""A public text that an editor takes down, by one button or in bulk, is withdrawn in the log."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from editorial.editions.models import Edition

BULK = ("wagtailcore", "page", "unpublish")
# Each button by which a public text can be taken down.
BUTTONS = {
    "one": lambda page: reverse("wagtailadmin_pages:unpublish", args=(page.pk,)),
    "many": lambda page: f"{reverse('wagtail_bulk_action', args=BULK)}?next=/admin/&id={page.pk}",
}


@pytest.mark.parametrize("button", BUTTONS)
def test_a_public_text_that_is_taken_down_is_withdrawn(house, live, client, button):
    browser = Client()
    browser.force_login(house["desk"])
    assert browser.post(BUTTONS[button](live), {}, follow=True).status_code == 200
    assert [e.action for e in Edition.objects.order_by("number")] == ["published", "withdrawn"]
    assert not Page.objects.get(pk=live.pk).live
    assert client.get(f"/nb/{live.public_path}").status_code == 410
