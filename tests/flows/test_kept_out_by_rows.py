"""Rows that keep everybody out of the admin: what remains, and what brings it back."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from editorial.editions.models import WithdrawalWish
from editorial.editions.services import item_withdraw
from tests.holding import held

pytestmark = pytest.mark.usefixtures("in_english")


def browser_of(person):
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    return browser


def withdraw_by_shell(house, page):
    item_withdraw(content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={})
    return Client().get(f"/nb/{page.public_path}").status_code


def test_without_what_the_groups_may_a_shell_withdraws_and_provision_gives_it_back(house, live):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM auth_group_permissions")
    address = f"/admin/pages/{live.pk}/withdraw/"
    said = {"reason": "unsafe", "languages": ["nb"], "shown": "nb"}
    assert browser_of(house["duty"]).post(address, said).status_code == 302
    assert not WithdrawalWish.objects.exists()
    assert Client().get(f"/nb/{live.public_path}").status_code == 200
    assert withdraw_by_shell(house, live) == 410
    assert browser_of(house["duty"]).get("/admin/").status_code == 302
    call_command("provision", verbosity=0)
    assert browser_of(house["duty"]).get("/admin/").status_code == 200


@pytest.mark.parametrize("table", ["users_adminsession", "users_user", "users_user_groups"])
def test_under_rows_that_are_held_a_shell_withdraws(house, live, table):
    browser_of(house["duty"])
    with held(f"SELECT 1 FROM {table} FOR UPDATE"):
        assert Client().get(f"/nb/{live.public_path}").status_code == 200
        assert withdraw_by_shell(house, live) == 410
