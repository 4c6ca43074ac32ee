"""A withdrawal ends what would bring the text back, in every language that it covers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page, Revision

from content_models.pages import LifestylePage
from content_models.publishing import PublicationRefused
from editorial.editions.models import Edition, LogEntry
from editorial.editions.selectors import public_by_id
from editorial.editions.services import edition_withdraw, item_withdraw
from editorial.editions.taking_down import Stopped, stoppable
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit
from tests.timing import database_at

SOON = timedelta(hours=2)


def translated(page, lang, house, **fields):
    """A draft of the item in another language, written by its author."""
    other = page.copy_for_translation(Locale.objects.get(language_code=lang))
    for name, value in {"title": f"Tittel {lang}", **fields}.items():
        setattr(other, name, value)
    other.save_revision(user=house["author"])
    return other


def signed(page, house):
    """Walk the newest draft through its review; on the clock where it has a date."""
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    act(state, "sign", by=house["clinician"], **data)


def on_the_clock(page):
    rows = Revision.page_revisions.filter(object_id=str(page.pk))
    return rows.exclude(approved_go_live_at=None).count()


def stop(page, house, **what):
    return item_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={}, **what
    )


@pytest.fixture
def planned(house, live):
    """Bokmål is public, nynorsk is signed and on the clock, English is in review."""
    soon = (timezone.now() + SOON).replace(second=0, microsecond=0)
    nynorsk = translated(live, "nn", house, go_live_at=soon)
    signed(nynorsk, house)
    english = translated(live, "en", house)
    submit(english, by=house["author"])
    assert on_the_clock(nynorsk) == 1
    return live, nynorsk, english, soon


def test_what_stands_on_the_clock_in_another_language_ends_with_all_languages(house, planned):
    live, nynorsk, english, soon = planned
    would = stoppable(content_id=live.translation_key)
    done = stop(live, house)
    assert done == would == [
        Stopped(lang="en", was_public=False, schedule=None, reviews=1),
        Stopped(lang="nb", was_public=True, schedule=None, reviews=0),
        Stopped(lang="nn", was_public=False, schedule=soon, reviews=0),
    ]  # fmt: skip
    assert on_the_clock(nynorsk) == 0
    assert Page.objects.get(pk=english.pk).current_workflow_state is None
    with database_at(soon):
        report = schedule_run()
    assert (report.published, report.refused) == ([], {})
    assert public_by_id(content_id=live.translation_key, lang="nn") is None
    assert stoppable(content_id=live.translation_key) == []


def test_what_was_signed_before_the_stop_is_put_on_no_clock_again(house, planned, in_english):
    """The text was never public, so the log says nothing of its stop; the wish does."""
    live, nynorsk, _english, soon = planned
    revision = Revision.objects.get(approved_go_live_at=soon)
    stop(live, house)
    with pytest.raises(PublicationRefused) as refusal:
        revision.publish(user=house["superuser"], skip_permission_checks=True)
    assert [reason.code for reason in refusal.value.reasons] == ["unsigned", "stale-signoff"]
    assert on_the_clock(nynorsk) == 0
    signed(LifestylePage.objects.get(pk=nynorsk.pk), house)
    assert on_the_clock(nynorsk) == 1


def test_a_language_that_is_unticked_is_left_alone(house, planned):
    live, nynorsk, english, soon = planned
    assert [each.lang for each in stop(live, house, languages=["nb"])] == ["nb"]
    assert on_the_clock(nynorsk) == 1
    assert Page.objects.get(pk=english.pk).current_workflow_state is not None
    with database_at(soon):
        assert schedule_run().published == [nynorsk.pk]


def test_a_newer_text_of_the_same_page_leaves_the_clock_too(house, live):
    soon = (timezone.now() + SOON).replace(second=0, microsecond=0)
    newer = live.get_latest_revision_as_object()
    newer.title, newer.go_live_at = "Nyere tittel", soon
    newer.save_revision(user=house["author"])
    signed(newer, house)
    assert stop(live, house) == [Stopped(lang="nb", was_public=True, schedule=soon, reviews=0)]
    assert on_the_clock(live) == 0
    with database_at(soon):
        assert schedule_run().published == []


def test_what_is_only_on_the_clock_can_be_stopped(house):
    soon = (timezone.now() + SOON).replace(second=0, microsecond=0)
    page = draft(author=house["author"], go_live_at=soon)
    signed(page, house)
    assert edition_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={}
    ) == []  # fmt: skip
    assert on_the_clock(page) == 0
    assert (Edition.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_the_screen_says_what_it_will_end_and_what_it_has_ended(house, planned):
    live, nynorsk, _english, soon = planned
    browser = Client()
    browser.force_login(house["duty"])
    path = f"/admin/pages/{live.pk}/withdraw/"
    with override("nb"):
        when = timezone.localtime(soon).strftime("%d.%m.%Y %H:%M")
    screen = browser.get(path).content.decode()
    assert f"Norsk nynorsk: planlagt til {when}" in screen
    assert "English: til gjennomgang" in screen
    data = {"reason": "unsafe", "languages": ["nb", "nn", "en"], "notice_nb": "Ikke bruk den."}
    answer = browser.post(path, data, follow=True)
    assert [str(message).strip() for message in answer.context["messages"]] == [
        f"«{live.title}» er trukket tilbake på: Norsk bokmål.",
        f"Gjennomgangen av «{live.title}» på English er avsluttet.",
        f"«{live.title}» skal ikke lenger publiseres på Norsk nynorsk. Den skulle ut {when}.",
    ]
    assert on_the_clock(nynorsk) == 0


def test_a_language_that_came_up_while_the_form_was_open_is_covered(house, live):
    browser = Client()
    browser.force_login(house["duty"])
    path = f"/admin/pages/{live.pk}/withdraw/"
    assert '<input type="hidden" name="shown" value="nb"' in browser.get(path).content.decode()
    english = translated(live, "en", house)
    submit(english, by=house["author"])
    data = {"reason": "unsafe", "languages": ["nb"], "shown": "nb"}
    assert browser.post(path, data).status_code == 302
    assert Page.objects.get(pk=english.pk).current_workflow_state is None
