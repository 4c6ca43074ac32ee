"""Unpublishing: what a person may, all of it at once, and said as it was."""

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page, PageLogEntry

from cms.admin import unpublishing
from cms.database.owner import as_owner
from content_models.pages import HubPage
from editorial.editions.models import Edition, WithdrawalWish
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from tests.factories.pages import draft
from tests.holding import TAKE_ORDER, held

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def said(answer):
    return [str(message).strip() for message in answer.context["messages"]]


@pytest.fixture
def tree(house, published):
    top = published(draft(HubPage, author=house["author"]))
    below = [draft(author=house["author"], slug=name, title=name) for name in ("Låst", "Åpen")]
    for page in below:
        page.move(top, "last-child")
    below = [published(type(page).objects.get(pk=page.pk)) for page in below]
    Page.objects.filter(pk=below[0].pk).update(locked=True, locked_by=house["chief"])
    return [top, *below]


def addresses(top):
    return {
        "one": (f"/admin/pages/{top.pk}/unpublish/", {}),
        "many": (f"/admin/bulk/wagtailcore/page/unpublish/?id={top.pk}", {"next": "/admin/"}),
    }


def is_live(pages):
    return [Page.objects.get(pk=page.pk).live for page in pages]


@pytest.mark.parametrize("way", ["one", "many"])
def test_what_lies_below_goes_with_it_where_the_person_may(house, tree, way):
    address, data = addresses(tree[0])[way]
    answer = browser_of(house["desk"]).post(
        address, {**data, "include_descendants": "on"}, follow=True
    )
    assert is_live(tree) == [False, True, False]
    assert said(answer) == [
        "“Søvn og hvile” is withdrawn in: Norsk bokmål.",
        "“Åpen” is withdrawn in: Norsk bokmål.",
        "“Låst” stays as it is: it is locked, or you may not unpublish it.",
    ]
    assert not WithdrawalWish.objects.filter(content_id=tree[1].translation_key).exists()


def test_the_page_that_was_asked_for_comes_next_and_no_foreign_one(house, tree):
    browser = browser_of(house["desk"])
    answer = browser.post(f"/admin/pages/{tree[2].pk}/unpublish/?next=/admin/reports/")
    assert answer.headers["Location"] == "/admin/reports/"
    answer = browser.post(f"/admin/pages/{tree[0].pk}/unpublish/?next=//evil.test/")
    assert answer.headers["Location"] == f"/admin/pages/{tree[0].get_parent().pk}/"


def test_all_are_hidden_before_any_is_carried_out(house, tree, monkeypatch):
    class Died(Exception): ...

    def dies(_key):
        raise Died

    monkeypatch.setattr(services, "_error_against", dies)
    with pytest.raises(Died):
        unpublishing.texts_unpublish(tree, user=house["desk"])
    answers = [Client().get(f"/nb/{page.public_path}").status_code for page in tree]
    assert answers == [410, 410, 410]


def test_one_deadline_is_for_all_of_them(house, tree, monkeypatch):
    tries = []
    tried = services._error_against
    monkeypatch.setattr(services, "_error_against", lambda key: tries.append(key) or tried(key))
    with held(TAKE_ORDER):
        done = unpublishing.texts_unpublish(tree, user=house["desk"])
    assert [each.is_done for _page, stopped in done for each in stopped] == [False] * 3
    assert len(tries) == 1
    assert wishes_run() == {}
    assert Edition.objects.filter(action="withdrawn").count() == 3


@pytest.fixture
def marked(house):
    """A page that is marked as live, with nothing public of it: triggers were off."""
    page = draft(author=house["author"])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_page DISABLE TRIGGER editions_live_on_update")
        Page.objects.filter(pk=page.pk).update(live=True)
        cursor.execute("ALTER TABLE wagtailcore_page ENABLE TRIGGER editions_live_on_update")
    return page


GONE = (
    "“Søvn og hvile” is not marked as live any more in Norsk bokmål. Nothing of it was public "
    "there."
)


@pytest.mark.parametrize("way", ["one", "many"])
def test_a_page_that_is_live_without_an_edition_is_taken_down(house, marked, way):
    address, data = addresses(marked)[way]
    answer = browser_of(house["desk"]).post(address, data, follow=True)
    assert (is_live([marked]), said(answer)) == ([False], [GONE])
    assert PageLogEntry.objects.filter(page=marked.pk, action="wagtail.unpublish").count() == 1


def test_so_it_is_by_a_withdrawal(house, marked):
    browser = browser_of(house["duty"])
    address = f"/admin/pages/{marked.pk}/withdraw/"
    assert "Norsk bokmål: marked as live, and not public" in browser.get(address).text
    answer = browser.post(address, {"reason": "error", "languages": ["nb"]}, follow=True)
    assert (is_live([marked]), said(answer)) == ([False], [GONE])


def test_while_somebody_holds_it_nothing_is_said_to_be_done(house, marked):
    address, data = addresses(marked)["one"]
    with held("SELECT 1 FROM wagtailcore_page FOR NO KEY UPDATE"):
        (sentence,) = said(browser_of(house["desk"]).post(address, data, follow=True))
    assert sentence.startswith("“Søvn og hvile” is marked as live in Norsk bokmål, and nothing")
    assert is_live([marked]) == [True]
    assert not PageLogEntry.objects.filter(page=marked.pk, action="wagtail.unpublish").exists()
    assert wishes_run() == {}
    assert is_live([marked]) == [False]
