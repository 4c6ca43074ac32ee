"""Where a table is locked, what a withdrawal would stop is asked once and briefly, then it goes."""

import logging

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from cms.admin.unpublishing import texts_unpublish
from content_models.locks import waiting_at_most
from editorial.editions import taking_down
from editorial.editions.models import Edition, WithdrawalWish
from editorial.editions.wishes import services
from tests.factories.pages import draft
from tests.holding import held

pytestmark = pytest.mark.usefixtures("in_english")
# The reviews of a text are read in it; to read what is public nobody needs it.
LOCK = "LOCK TABLE wagtailcore_workflowstate IN ACCESS EXCLUSIVE MODE"
UNREAD = "could not be read."


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(taking_down, "READ_SECONDS", 0.1)
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.1)


@pytest.fixture
def duty(house):
    browser = Client()
    browser.force_login(house["duty"])
    return browser


def form_of(page):
    return f"/admin/pages/{page.pk}/withdraw/"


def address(page):
    return f"/{page.locale.language_code}/{page.public_path}"


def unread(caplog):
    return [each for each in caplog.messages if UNREAD in each]


def texts(published, house, count):
    return [
        published(draft(author=house["author"], title=f"Hals {n}", slug=f"hals-{n}"))
        for n in range(count)
    ]


def test_the_form_asks_once_before_its_wish(house, published, duty, caplog):
    (page,) = texts(published, house, 1)
    with held(LOCK), caplog.at_level(logging.ERROR):
        answer = duty.post(
            form_of(page), {"reason": "unsafe", "languages": ["nb"], "shown": "nb"}, follow=False
        )
        assert answer.status_code == 302
        assert Client().get(address(page)).status_code == 410
    assert len(unread(caplog)) == 1
    # Those that the form had not shown are stopped as well: what there is in them was not seen.
    assert sorted(WithdrawalWish.objects.values_list("lang", flat=True)) == ["en", "nb", "nn", "se"]


@pytest.mark.parametrize("count", [1, 4])
def test_many_texts_are_waited_for_no_longer_than_one(house, published, caplog, count):
    pages = texts(published, house, count)
    with held(LOCK), caplog.at_level(logging.ERROR):
        done = texts_unpublish(pages, user=house["desk"])
        assert {Client().get(address(page)).status_code for page in pages} == {410}
    assert len(unread(caplog)) == 1
    assert [(each.was_public, each.is_done) for _page, (each,) in done] == [(True, False)] * count


def test_a_form_that_was_opened_under_the_lock_is_taken_after_it(house, published, duty):
    (page,) = texts(published, house, 1)
    with held(LOCK):
        screen = duty.get(form_of(page)).text
    for lang in ("nb", "nn", "se", "en"):
        assert f'name="languages" value="{lang}"' in screen
    assert "Norsk bokmål: public, the rest of it cannot be read now, and is stopped" in screen
    assert "Norsk nynorsk: what there is of it cannot be read now, and is stopped" in screen
    data = {"reason": "unsafe", "languages": ["nb", "nn", "se", "en"], "shown": "nb nn se en"}
    answer = duty.post(form_of(page), data, follow=True)
    assert [str(each).strip() for each in answer.context["messages"]] == [
        "“Hals 0” is withdrawn in: Norsk bokmål."
    ]
    assert Client().get(address(page)).status_code == 410
    assert list(Edition.objects.filter(action="withdrawn").values_list("lang", flat=True)) == ["nb"]


def test_a_form_that_comes_back_ticks_what_has_come_up_and_keeps_what_was_unticked(
    house, published, duty
):
    (page,) = texts(published, house, 1)
    other = draft(
        author=house["author"], lang="nn", translation_key=page.translation_key, title="Hals",
        slug="hals-nn",
    )  # fmt: skip
    published(other)
    data = {"languages": [], "shown": "nb", "notice_nb": "Ikke bruk den."}
    screen = duty.post(form_of(page), data).text
    boxes = {
        lang: "checked" in screen.partition(f'value="{lang}"')[2].partition(">")[0]
        for lang in ("nb", "nn")
    }
    assert boxes == {"nb": False, "nn": True}
    assert 'name="shown" value="nb nn"' in screen
    assert "Ikke bruk den." in screen


def test_a_line_in_a_language_that_is_down_by_now_is_refused_and_kept(house, published, duty):
    (page,) = texts(published, house, 1)
    data = {
        "reason": "unsafe", "languages": ["nb", "nn"], "shown": "nb nn",
        "notice_nn": "Ikkje bruk ho.",
    }  # fmt: skip
    answer = duty.post(form_of(page), data)
    assert "There is a notice in Norsk nynorsk, and nothing is withdrawn in it." in answer.text
    assert "Ikkje bruk ho." in answer.text
    assert Client().get(address(page)).status_code == 200


@pytest.mark.parametrize("language", ["xx", "nb nn", ""])
def test_a_language_that_nobody_has_is_refused(house, published, duty, language):
    (page,) = texts(published, house, 1)
    data = {"reason": "unsafe", "languages": ["nb", language], "shown": "nb"}
    assert duty.post(form_of(page), data).status_code == 200
    assert not WithdrawalWish.objects.exists()
    assert Client().get(address(page)).status_code == 200


def patience():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("is_inside", [False, True])
def test_who_waits_briefly_waits_as_before_afterwards(db, is_inside):
    before = patience()
    with transaction.atomic() if is_inside else held("SELECT 1"):
        with waiting_at_most(0.25):
            assert patience() == "250ms"
        assert patience() == before
        with pytest.raises(DatabaseError), waiting_at_most(0.25), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert patience() == before
    assert patience() == before
