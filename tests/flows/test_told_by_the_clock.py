"""What the clock refuses is told to people, and what a button did is said as it is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from editorial.clocks.models import ClockRefusal
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit
from tests.timing import database_at

HEADING = "Det klokken ikke fikk gjort"
UNSIGNED = "Ikke signert: 0 av 1"


@pytest.fixture
def soon():
    return (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)


def signed(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    act(state, "sign", by=house["clinician"], **data)


def home_of(user):
    browser = Client()
    browser.force_login(user)
    return browser.get("/admin/").text


def test_what_the_clock_refuses_stands_on_dashboards_until_it_is_done(house, soon):
    page = draft(author=house["author"], go_live_at=soon)
    signed(page, house)
    assert HEADING not in home_of(house["author"])
    signoff = SignOff.objects.get()
    signoff_revoke(signoff=signoff, actor=house["clinician"], reason="Feil dose.")
    with database_at(soon):
        assert list(schedule_run().refused) == [page.pk]
        assert list(schedule_run().refused) == [page.pk]
    row = ClockRefusal.objects.get()
    assert (row.clock, row.page_id) == ("workflow.schedule", page.pk)
    for role in ("author", "desk", "chief", "duty"):
        screen = home_of(house[role])
        assert HEADING in screen
        assert UNSIGNED in screen
    assert HEADING not in home_of(house["clinician"])
    Page.objects.get(pk=page.pk).specific.revisions.update(approved_go_live_at=None)
    with database_at(soon):
        assert schedule_run().refused == {}
    assert ClockRefusal.objects.count() == 0
    assert HEADING not in home_of(house["author"])


def test_publishing_many_says_of_each_where_it_is_then(house, published, soon):
    now = published(draft(author=house["author"], slug="naa", title="Nå"))
    later = published(draft(author=house["author"], slug="siden", title="Siden"))
    for page, moment in ((now, None), (later, soon)):
        again = page.get_latest_revision_as_object()
        again.slug, again.go_live_at = f"{page.slug}-ny", moment
        again.save_revision(user=house["author"])
    browser = Client()
    browser.force_login(house["superuser"])
    answer = browser.post(
        f"/admin/bulk/wagtailcore/page/publish/?id={now.pk}&id={later.pk}", follow=True
    )
    when = timezone.localtime(soon).strftime("%d.%m.%Y %H:%M")
    assert [str(message).strip() for message in answer.context["messages"]] == [
        "1 tekst er publisert slik den er skrevet nå.",
        f"«Siden» publiseres {when}.",
    ]
    assert public_by_id(content_id=now.translation_key, lang="nb").path == "levevaner/naa-ny"
    assert public_by_id(content_id=later.translation_key, lang="nb").path == "levevaner/siden"
