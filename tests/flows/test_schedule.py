"""When a text comes and goes, set in the editor by those who write, kept by the clock."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content_models.publishing import PublicationRefused
from editorial.editions.expiry import expiry_run
from editorial.editions.models import Edition
from editorial.editions.selectors import public_by_id
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft
from tests.flows.test_ways_round_admin import form
from tests.signing import act, sign_data, submit
from tests.timing import database_at


def at(**ahead):
    """A whole minute, as the field of the editor holds one."""
    return (timezone.now() + timedelta(**ahead)).replace(second=0, microsecond=0)


def typed(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def said(moment):
    return timezone.localtime(moment).strftime("%d.%m.%Y %H:%M")


def newest(page):
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


def same_blocks(page):
    """The identifiers that the editor sends back; they are a part of what was signed."""
    (section,) = page.body.raw_data
    (block,) = section["value"]["blocks"]
    return {"body-0-id": section["id"], "body-0-value-blocks-0-id": block["id"]}


@pytest.fixture
def client_of(house):
    def log_in(role):
        client = Client()
        client.force_login(house[role])
        return client

    return log_in


@pytest.fixture
def write(client_of):
    """Save a page in the editor, or press a button of it."""

    def post(page, role, button="", **changes):
        data = form(page, **changes) | same_blocks(page) | ({button: button} if button else {})
        answer = client_of(role).post(f"/admin/pages/{page.pk}/edit/", data, follow=True)
        assert answer.status_code == 200
        return answer

    return post


def public(page):
    return public_by_id(content_id=page.translation_key, lang="nb")


def run_at(moment):
    with database_at(moment):
        return schedule_run()


def over_at(moment):
    with database_at(moment):
        return expiry_run()


def test_a_text_goes_live_and_comes_down_when_its_author_said(house, client_of, write):
    begin, end = at(hours=2), at(days=3)
    page = draft(author=house["author"])
    write(page, "author", go_live_at=typed(begin), expire_at=typed(end))
    state = submit(newest(page), by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    path = reverse("review", args=[state.current_task_state_id])
    screen = client_of("clinician").get(path).content.decode()
    assert f"Denne kladden skal publiseres {said(begin)}" in screen
    assert f"Teksten tas ned {said(end)}" in screen
    data = sign_data(state.current_task_state.revision.as_object())
    answer = client_of("clinician").post(
        path, {**data, "attested": "on", "action": "sign"}, follow=True
    )
    messages = [str(message).strip() for message in answer.context["messages"]]
    assert messages == [f"Du har signert «Søvn og hvile». Den publiseres {said(begin)}."]
    editor = client_of("author").get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f"En signert tekst er planlagt: Den publiseres {said(begin)}." in editor
    assert f"planlagt til {said(begin)}" in client_of("author").get("/admin/").content.decode()
    assert run_at(begin - timedelta(minutes=1)).published == []
    assert public(page) is None
    assert run_at(begin).published == [page.pk]
    assert public(page).public_until == end
    assert over_at(end).expired == [page.pk]
    assert public(page).state == "withdrawn"
    assert public(page).data()["edition"]["withdrawal"]["reason"] == "expired"


def test_a_date_makes_no_unsigned_text_public(house, write):
    begin = at(hours=1)
    page = draft(author=house["author"])
    answer = write(page, "chief", "action-publish", go_live_at=typed(begin))
    assert any("Ikke signert" in str(message) for message in answer.context["messages"])
    assert newest(page).go_live_at == begin
    report = run_at(begin)
    assert (report.published, report.refused) == ([], {})
    assert public(page) is None


def test_a_text_of_two_clinicians_is_not_on_the_clock_after_one(house, write):
    begin = at(hours=1)
    page = draft(author=house["author"], risk_class="A")
    write(page, "author", go_live_at=typed(begin))
    state = submit(newest(page), by=house["author"])
    act(state, "approve", by=house["desk"])
    data = sign_data(newest(page))
    act(state, "sign", by=house["clinician"], **data)
    assert run_at(begin).published == []
    assert public(page) is None
    act(state, "sign", by=house["second"], **sign_data(newest(page)))
    assert public(page) is None
    assert run_at(begin).published == [page.pk]


def test_a_changed_end_holds_at_once_and_needs_no_signature(live, write):
    text = public(live).data()["article"]
    signed = Edition.objects.get().signoff_ids
    dates = [at(days=30), at(days=90), at(minutes=30)]
    for number, end in enumerate(dates, start=2):
        write(live, "desk", "action-publish", expire_at=typed(end))
        found = public(live)
        assert (found.number, found.public_until) == (number, end)
        assert found.data()["article"] == text
        edition = Edition.objects.get(number=number)
        assert (edition.action, edition.severity) == ("corrected", "minor")
        assert edition.signoff_ids == signed
    # The same again is nothing new; without a date it stays.
    write(live, "desk", "action-publish", expire_at=typed(dates[-1]))
    assert public(live).number == 4
    write(live, "desk", "action-publish")
    assert (public(live).number, public(live).public_until) == (5, None)
    assert over_at(dates[-1]).expired == []


def test_a_shortened_time_is_over_when_it_says(live, write):
    write(live, "desk", "action-publish", expire_at=typed(at(days=9)))
    end = at(minutes=30)
    write(live, "desk", "action-publish", expire_at=typed(end))
    assert over_at(end - timedelta(minutes=1)).expired == []
    assert over_at(end).expired == [live.pk]
    assert public(live).state == "withdrawn"


def test_a_text_whose_time_is_over_is_not_published_to_vanish(house, in_english):
    end = at(minutes=5)
    page = draft(author=house["author"], expire_at=end)
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    revision = state.current_task_state.revision
    content = {**revision.content, "expire_at": (end - timedelta(days=1)).isoformat()}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    with pytest.raises(PublicationRefused) as refused:
        act(state, "sign", by=house["clinician"], **sign_data(page))
    assert [reason.code for reason in refused.value.reasons] == ["expired"]
    assert public(page) is None
    assert Edition.objects.count() == 0
