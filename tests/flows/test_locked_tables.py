"""No table that somebody locks keeps a text public, but for those that SECURITY.md names."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from editorial.editions import taking_down
from editorial.editions.models import WithdrawalWish
from editorial.editions.wishes import services
from editorial.signoff.models import SignOff
from tests.factories.pages import draft
from tests.holding import session

pytestmark = pytest.mark.usefixtures("in_english")
# Those on which the application's login may take the lock that keeps readers away. The last of
# these rights is unknown to a server before 17.
LOCKABLE = """
SELECT c.relname FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
   AND has_table_privilege(current_user, c.oid, 'UPDATE, DELETE, TRUNCATE' || CASE
       WHEN current_setting('server_version_num')::int < 170000 THEN '' ELSE ', MAINTAIN' END)
 ORDER BY 1
"""
ROWS = "SELECT 1 FROM wagtailcore_page FOR NO KEY UPDATE"
WAYS = ["withdraw", "take back", "unpublish", "unpublish many"]


@pytest.fixture(autouse=True)
def _impatient(house, monkeypatch):
    monkeypatch.setattr(taking_down, "READ_SECONDS", 0.1)
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.1)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")


def lockable():
    with connection.cursor() as cursor:
        cursor.execute(LOCKABLE)
        return {name for (name,) in cursor.fetchall()}


def named():
    """The tables that SECURITY.md names where it tells of locks."""
    text = (Path(settings.BASE_DIR) / "SECURITY.md").read_text(encoding="utf-8")
    (paragraph,) = re.findall(r"Who runs SQL as the application can hold.*?(?=\n\* )", text, re.S)
    (said,) = re.findall(r"one of these\s+tables\s+is\s+locked \((.*?)\)", paragraph, re.S)
    return set(re.findall(r"`(\w+)`", said))


def press(house, page, way):
    """Send the form of a way to take a text down; the status of the answer."""
    who, address, data = {
        "withdraw": (
            "duty", f"/admin/pages/{page.pk}/withdraw/",
            {"reason": "unsafe", "languages": ["nb"], "shown": "nb"},
        ),
        "take back": (
            "clinician", reverse("signoff_take_back", args=[SignOff.objects.get().pk]),
            {"cause": "unsafe", "reason": "Feil."},
        ),
        "unpublish": (
            "desk", f"/admin/pages/{page.pk}/unpublish/", {"include_descendants": "on"},
        ),
        "unpublish many": (
            "desk", f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}", {"next": "/admin/"},
        ),
    }[way]  # fmt: skip
    browser = Client(raise_request_exception=False)
    browser.force_login(house[who])
    return lambda: browser.post(address, data).status_code


def under(tables, do):
    with session() as other:
        other.execute(ROWS)
        names = sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))
        other.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
        return do()


@pytest.mark.parametrize("way", WAYS)
def test_a_text_is_hidden_under_a_lock_on_every_table_but_those_that_are_named(
    house, published, way
):
    page = published(draft(author=house["author"]))
    status = under(lockable() - named(), press(house, page, way))
    assert WithdrawalWish.objects.filter(content_id=page.translation_key, lang="nb").exists()
    assert Client().get(f"/nb/{page.public_path}").status_code == 410
    assert status == 302


def test_each_that_is_named_keeps_one_public(house, published):
    page = published(draft(author=house["author"]))
    tables = named()
    assert len(tables) > 4
    assert tables <= lockable()
    for table in tables:
        assert under([table], press(house, page, "withdraw")) == 503, table
        assert not WithdrawalWish.objects.exists(), table
    assert Client().get(f"/nb/{page.public_path}").status_code == 200
