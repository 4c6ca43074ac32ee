"""Who may take a public text down without a reason of its own: one rule, on every route."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError
from django.test import Client
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import LogContext
from wagtail.models import Page

from editorial.editions.models import Edition, WithdrawalWish
from editorial.editions.withdrawal import WithdrawalRefused
from editorial.people import groups
from tests.factories import people

pytestmark = pytest.mark.usefixtures("in_english")
MAY = {"desk", "duty", "chief"}
WHO_MAY = "Only desk editors, duty editors and editors-in-chief may take a public text down."
PEOPLE = ["desk", "duty", "chief", "author", "clinician", "superuser"]
ROUTES = {
    "one": "/admin/pages/{}/unpublish/",
    "many": "/admin/bulk/wagtailcore/page/unpublish/?next=/admin/&id={}",
}


def is_down(page):
    return not Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("route", ROUTES)
def test_by_the_admin(house, live, who, route):
    person = house[who]
    # With every right that Wagtail's own way asks for: what is left is the rule of the house.
    person.is_superuser = True
    person.save()
    browser = Client()
    browser.force_login(person)
    answer = browser.post(ROUTES[route].format(live.pk), {}, follow=True)
    said = " ".join(str(message) for message in answer.context["messages"])
    assert is_down(live) is (who in MAY)
    assert Edition.objects.count() == 1 + (who in MAY)
    assert WithdrawalWish.objects.exists() is (who in MAY)
    assert (WHO_MAY in said) is (who not in MAY)
    assert ("is withdrawn in" in said) is (who in MAY)


def taken_down(page, *, by):
    """Wagtail's own way, past Wagtail's own rights."""
    page = type(page).objects.get(pk=page.pk)
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)


@pytest.mark.parametrize("who", PEOPLE)
def test_by_a_save_and_by_a_wish(house, live, who):
    """What the screens come to, and what the database asks of a wish."""
    if who in MAY:
        with LogContext(user=house[who]):
            taken_down(live, by=house[who])
        assert is_down(live)
        return
    with LogContext(user=house[who]), pytest.raises(WithdrawalRefused, match=WHO_MAY):
        taken_down(live, by=house[who])
    with pytest.raises(DatabaseError, match="Only duty editors"):
        WithdrawalWish.objects.create(
            content_id=live.translation_key, lang="nb", reason="unpublished", notice="Nei.",
            actor_id=house[who].pk,
        )  # fmt: skip
    assert not is_down(live)
    assert Edition.objects.count() == 1


def test_a_superuser_of_the_desk_is_one_of_the_desk(house, live):
    person = people.user("both", groups.DESK)
    person.is_superuser = True
    person.save()
    assert Group.objects.filter(user=person).count() == 1
    browser = Client()
    browser.force_login(person)
    browser.post(ROUTES["one"].format(live.pk), {})
    assert is_down(live)
    assert Edition.objects.latest("pk").actor_id == person.pk
