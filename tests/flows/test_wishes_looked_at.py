"""The worker looks each second and reads no withdrawal of years ago for that; none is forgotten."""

import pytest
from django.db import connection

from editorial.editions.models import Edition, WishOutcome, WithdrawalWish
from editorial.editions.wishes import looks, services
from editorial.editions.wishes.looks import Looks
from editorial.editions.wishes.selectors import undone
from editorial.editions.wishes.services import wishes_run
from tests.factories.pages import draft
from tests.flows.test_hidden_in_any_order import WISH, open_transaction
from tests.flows.test_taking_back_waits import half_signed
from tests.flows.test_wishes_of_others import public_status
from tests.signing import act, sign_data

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(looks, "NEWEST", 1)
    monkeypatch.setattr(looks, "ALL_EVERY", 3)


def wish(page, house):
    with connection.cursor() as cursor:
        cursor.execute(WISH, [page.translation_key, house["duty"].pk])
    return WithdrawalWish.objects.latest("pk").pk


def keys(rows):
    return list(rows.values_list("pk", flat=True))


def test_each_look_has_what_waits_and_what_is_new(house, published):
    pages = [
        published(draft(author=house["author"], slug=slug, title=slug)) for slug in ("a", "b", "c")
    ]
    seen = Looks()
    assert keys(seen.waiting()) == []
    first = wish(pages[0], house)
    assert keys(seen.waiting()) == [first]
    second = wish(pages[1], house)
    assert keys(seen.waiting()) == [first, second]
    # Everything is looked at, and these wait from here on, however many are newer.
    assert keys(seen.waiting()) == [first, second]
    third = wish(pages[2], house)
    assert keys(seen.waiting()) == [first, second, third]
    assert wishes_run(looks=seen) == {}
    assert Edition.objects.filter(action="withdrawn").count() == 3
    assert keys(seen.waiting()) == []


def test_what_began_to_hide_after_it_was_done_is_found_when_all_are_looked_at(house):
    page, state = half_signed(house)
    publish = lambda: act(state, "sign", by=house["second"], **sign_data(page))  # noqa: E731
    seen = Looks()
    with open_transaction(publish):
        early = wish(page, house)
        WishOutcome.objects.create(wish_id=early, was_public=False, reviews=0)
        # Of another text: from here on the first is none of the newest.
        other = draft(author=house["author"], slug="annen", title="Annen")
        for _each in range(2):
            wish(other, house)
        assert wishes_run(looks=seen) == {}
    assert public_status(page) == 410
    assert keys(undone()) == [early]
    assert keys(seen.waiting()) == []
    assert wishes_run(looks=seen) == {}
    assert Edition.objects.latest("pk").action == "published"
    assert wishes_run(looks=seen) == {}
    assert Edition.objects.latest("pk").action == "withdrawn"
    assert public_status(page) == 410
    assert keys(undone()) == []
