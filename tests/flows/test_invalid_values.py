"""What the model objects to when a text goes live is a refusal, and stops nothing else."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from content_models import publishing
from content_models.publishing import PublicationRefused
from editorial.editions.models import LogEntry
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft, edit
from tests.signing import act, sign_data, submit
from tests.timing import database_at

OLD, NEXT = "levevaner/sovn-og-hvile", "levevaner/andre"
TAKEN = "Slug: The slug 'ny-adresse' is already in use within the parent page at"


def moved(house, **fields):
    """A draft whose newest revision wants another address than its row holds."""
    page = draft(author=house["author"])
    return edit(page, author=house["author"], slug="ny-adresse", **fields)


def passed_on(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


def sibling(house):
    return draft(author=house["author"], slug="ny-adresse", title="Søsken")


def left(state):
    """What a refused signature may not change."""
    step = TaskState.objects.get(pk=state.current_task_state_id)
    return (
        step.status,
        SignOff.objects.count(),
        LogEntry.objects.count(),
        Page.objects.filter(live=True).count(),
    )


@pytest.fixture
def clinician(house):
    client = Client()
    client.force_login(house["clinician"])
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_an_address_that_a_sibling_took_refuses_the_signature_with_its_reason(house, clinician):
    state = passed_on(moved(house), house)
    sibling(house)
    before = left(state)
    path = reverse("review", args=[state.current_task_state_id])
    data = sign_data(state.current_task_state.revision.as_object())
    assert "ny-adresse" in clinician.get(path).content.decode()
    answer = clinician.post(path, {**data, "attested": "on", "action": "sign"})
    assert answer.status_code == 422
    reasons = answer.context["reasons"]
    assert [reason.code for reason in reasons] == ["invalid"]
    assert "ny-adresse" in reasons[0].text
    assert left(state) == before


def test_every_message_is_a_reason(house, in_english):
    page = moved(house)
    sibling(house)
    page.live, page.seo_title = True, "x" * 300
    with pytest.raises(PublicationRefused) as refused:
        page.save()
    said = [reason.text for reason in refused.value.reasons if reason.code == "invalid"]
    assert len(said) == 2
    assert said[0].startswith("Title tag: Ensure this value has at most 255 characters")
    assert said[1].startswith(TAKEN)
    assert not Page.objects.get(pk=page.pk).live


def test_a_text_that_could_not_go_live_at_its_hour_is_not_put_on_the_clock(house):
    state = passed_on(moved(house, go_live_at=timezone.now() + timedelta(hours=1)), house)
    sibling(house)
    before = left(state)
    with pytest.raises(PublicationRefused) as refused:
        act(state, "sign", by=house["clinician"],
            **sign_data(state.current_task_state.revision.as_object()))  # fmt: skip
    assert [reason.code for reason in refused.value.reasons] == ["invalid"]
    assert left(state) == before


def test_the_bulk_button_says_it_too(house):
    page = moved(house)
    sibling(house)
    client = Client()
    client.force_login(house["chief"])
    path = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/"
    answer = client.post(path, {"next": "/admin/"}, follow=True)
    assert any("ny-adresse" in str(message) for message in answer.context["messages"])
    assert not Page.objects.get(pk=page.pk).live


@pytest.fixture
def two_due(house, published):
    """A public text that moves and a new one, both signed and due in an hour."""
    soon = timezone.now() + timedelta(hours=1)
    first = published(draft(author=house["author"]))
    first = edit(first, author=house["author"], slug="ny-adresse", go_live_at=soon)
    second = draft(author=house["author"], slug="andre", title="Den andre", go_live_at=soon)
    for page in (first, second):
        state = passed_on(page, house)
        act(state, "sign", by=house["clinician"],
            **sign_data(state.current_task_state.revision.as_object()))  # fmt: skip
    return soon, first, second


def address_of(page):
    found = public_by_id(content_id=page.translation_key, lang="nb")
    return found.path if found else None


def test_one_invalid_text_does_not_stop_the_clock(house, two_due, in_english):
    soon, first, second = two_due
    row = sibling(house)
    with database_at(soon):
        report = schedule_run()
    assert report.published == [second.pk]
    assert list(report.refused) == [first.pk]
    assert report.refused[first.pk][0].startswith(TAKEN)
    assert (address_of(first), address_of(second)) == (OLD, NEXT)
    # It waits for its address, and gets it.
    Page.objects.filter(pk=row.pk).update(slug="et-annet-sted")
    with database_at(soon):
        assert schedule_run().published == [first.pk]
    assert address_of(first) == "levevaner/ny-adresse"


def test_whatever_one_text_breaks_on_the_others_go_on(house, two_due, caplog):
    soon, first, second = two_due

    def break_down(candidate):
        if candidate.page.pk == first.pk:
            raise ZeroDivisionError("of the first text")
        return []

    guards = {**publishing._guards, "broken": break_down}
    with (
        database_at(soon),
        publishing.temporarily(guards=guards),
        caplog.at_level(logging.ERROR),
    ):
        report = schedule_run()
    assert (report.published, report.refused) == (
        [second.pk], {first.pk: ["ZeroDivisionError: of the first text"]},
    )  # fmt: skip
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        f"Scheduled page {first.pk} broke."
    ]
    assert (address_of(first), address_of(second)) == (OLD, NEXT)
