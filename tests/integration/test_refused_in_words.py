"""Whoever is refused by the database reads its sentence, on whatever screen."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection
from django.test import Client
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cms.admin.refusals import GATE, refusal_of
from editorial.people import groups
from tests import functions
from tests.factories.pages import draft

# A statement that raises, with whatever stands in quotes in it.
RAISES = re.compile(r"\bRAISE\b(?:\s+(?!NOTICE|WARNING|INFO|LOG|DEBUG))(?:'(?:[^']|'')*'|[^';])*;")


def unmarked(sql: str) -> list[str]:
    """The statements that refuse without the mark by which the house knows a refusal."""
    return [found for found in RAISES.findall(sql) if f"HINT = '{GATE}'" not in found]


@pytest.mark.parametrize(
    ("sql", "is_marked"),
    [
        ("RAISE EXCEPTION 'No; %', x USING ERRCODE = 'x', HINT = 'edition gate';", True),
        ("RAISE EXCEPTION 'No; HINT = ''edition gate''' USING ERRCODE = 'x';", False),
        ("RAISE EXCEPTION 'No' USING HINT = 'another';", False),
        ("RAISE 'No';", False),
        ("RAISE WARNING 'No';", True),
    ],
)
def test_a_refusal_without_the_mark_is_found(sql, is_marked):
    assert (unmarked(sql) == []) == is_marked


def test_every_refusal_of_the_database_bears_the_mark(db):
    with connection.cursor() as cursor:
        found = functions.in_database(cursor)
    assert sum(bool(RAISES.search(text)) for text in found.values()) > 15
    assert {path: unmarked(text) for path, text in found.items() if unmarked(text)} == {}


def posted(client: Client, address: str, data: dict | None = None) -> list[str]:
    """What a person reads after the button."""
    answer = client.post(address, data or {}, headers={"referer": "http://testserver/admin/"})
    assert answer.status_code == 302
    return [str(said).strip() for said in client.get("/admin/").context["messages"]]


@pytest.fixture
def client(house, in_english) -> Client:
    browser = Client()
    browser.force_login(house["superuser"])
    return browser


def test_a_group_of_the_gate_is_neither_deleted_nor_renamed_and_the_screen_says_so(client):
    for name in groups.GATE:
        group = Group.objects.get(name=name)
        sentence = f"The group {name} is one that the house asks for: it keeps its name and its"
        (said,) = posted(client, f"/admin/groups/delete/{group.pk}/")
        assert sentence in said
        if name != groups.CLINICIANS:
            continue
        page = client.get(f"/admin/groups/edit/{group.pk}/").context
        data = {"name": "Another", "permissions": []}
        for panel in page["permission_panels"]:
            data |= nested_form_data({panel.prefix: inline_formset([])})
        (said,) = posted(client, f"/admin/groups/edit/{group.pk}/", data)
        assert sentence in said
    assert set(groups.GATE) <= set(Group.objects.values_list("name", flat=True))


def test_the_code_of_a_language_with_pages_stays_and_it_is_said(house):
    page = draft(author=house["author"])
    with pytest.raises(DatabaseError) as raised:
        Locale.objects.filter(pk=page.locale_id).update(language_code="x")
    (reason,) = refusal_of(raised.value).reasons
    assert "There are pages in the language nb: it keeps its code." in str(reason.text)
