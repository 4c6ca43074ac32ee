"""Each text of the older house goes each way that there is for it, with no signature asked anew.

Ways lead through the editor's form, as a browser posts it: what somebody opens, and changes nothing
in but the address, must be the same words afterwards.
"""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, TaskState

from cms.users.models import User
from editorial.editions.audit import audit
from editorial.editions.drift import drifts
from editorial.editions.models import Edition
from editorial.editions.sweep import sweep_run
from editorial.signoff.models import SignOff
from editorial.workflow.scheduling import schedule_run
from tests.editing import opened
from tests.signing import act, sign_data
from tests.timing import database_on
from tests.upgrade.house import older_house

OWN_DAY = date(2026, 11, 28)
# What the older house put on the clock, and what is put there here, is due by then.
DUE = date(2027, 2, 2)

PUBLIC = {
    "in Bokmål": "klage",
    "in Nynorsk": "klage-nn",
    "in Northern Sámi": "klage-se",
    "in English": "klage-en",
    "with a carriage return in its summary": "vognretur",
    "with a line feed in its summary": "linjer",
    "imported, with emphasis": "importert-med-utheving",
    "of class A, with a picture, a fact, a table, codes and a source": "halsbetennelse",
    "signed after midnight in Oslo": "etter-midnatt",
    "of class A, signed after midnight in Oslo": "etter-midnatt-a",
    "with a search title": "med-soketittel",
    "moved before": "ny-adresse",
    "with an older edition whose sign-off was taken back": "eldre-utgave",
}
ON_THE_CLOCK = {"new": "paa-klokken", "the next version of a live text": "levende-tekst"}
HALF_SIGNED = {
    "of class A, with a carriage return in its summary": "halvveis",
    "of class A, imported, with emphasis": "importert-halvveis-signert",
}
# What is typed, what the edition says then, and what an edition of a text that is public is called.
CHANGES = {
    "moved": ({"slug": "flyttet-{}"}, {"slug": "flyttet-{}"}, "moved"),
    "labelled": ({"machine_translated": "on"}, {"machineTranslated": True}, "corrected"),
    "given an end": (
        {"expire_at": "2027-09-01T08:00"}, {"publicUntil": "2027-09-01T06:00:00Z"}, "corrected",
    ),
    "put on the clock": (
        {"go_live_at": "2027-01-20T08:00", "machine_translated": "on"},
        {"machineTranslated": True}, "corrected",
    ),
    "left as it is": ({}, {}, None),
}  # fmt: skip


@pytest.fixture
def older(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), older_house(tmp_path) as house:
        call_command("database_prepare", verbosity=0)
        yield house


def person(name):
    return User.objects.get(username=name)


def edited(page, *, by, typed, **buttons):
    """Somebody opens the text in the editor, changes what is typed, and presses a button."""
    client = Client()
    client.force_login(person(by))
    at = f"/admin/pages/{page.pk}"
    if page.scheduled_revision is not None:  # the editor is shut while a text stands on the clock
        client.post(f"{at}/revisions/{page.scheduled_revision.pk}/unschedule/")
    answer = client.post(f"{at}/edit/", opened(page, **typed, **buttons))
    assert answer.status_code == 302, answer.context["form"].errors


def published_by_the_desk(page, typed):
    edited(page, by="desk", typed=typed, **{"action-publish": "action-publish"})


def signed_to_the_end(page, typed):
    """The other clinician asks for what is to be changed, if anything, and signs what comes."""
    step = TaskState.objects.get(status="in_progress", workflow_state__object_id=str(page.pk))
    state, first = step.workflow_state, SignOff.objects.get(task_state=step)
    other = person({"clinician": "second", "second": "clinician"}[first.signed_by.username])
    if typed:
        act(state, "reject", by=other, comment="Ordene er gode, men ikke det ved siden av.")
        edited(page, by="author", typed=typed)
        state.refresh_from_db()
        state.resume(user=person("author"))
        act(state, "approve", by=person("desk"))
    state.refresh_from_db()
    text = state.current_task_state.revision.as_object()
    act(state, "sign", by=other, **sign_data(text))


def signed(pages):
    return {
        page.slug: list(
            SignOff.objects.filter(page=page).order_by("pk").values_list("pk", flat=True)
        )
        for page in pages
    }


def pages(slugs):
    return [Page.objects.get(slug=slug).specific for slug in slugs.values()]


def said(edition):
    """What an edition says of all that can be changed without a signature."""
    document = json.loads(bytes(edition.envelope))
    return {
        **document["edition"], **document["editorial"], "slug": edition.path.split("/")[-1],
    }  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_it_goes_on_as_it_was_signed(older, change):
    typed, expected, action = CHANGES[change]
    public, planned, half = pages(PUBLIC), pages(ON_THE_CLOCK), pages(HALF_SIGNED)
    everything = [*public, *planned, *half]
    before, numbers = signed(everything), dict.fromkeys((page.pk for page in everything), 0)
    for edition in Edition.objects.order_by("number"):
        numbers[edition.page_id] = edition.number

    def of(values, page):
        return {key: str(v).format(page.pk) if key == "slug" else v for key, v in values.items()}

    with database_on(OWN_DAY):
        for page in [*public, *planned] if typed else []:
            published_by_the_desk(page, of(typed, page))
        for page in half:
            signed_to_the_end(page, of(typed, page))
        assert list(audit()) == []
    with database_on(DUE):
        assert schedule_run().refused == {}
        for page in everything:
            newest = Edition.objects.filter(page_id=page.pk).order_by("number").last()
            if page in public and action is None:
                assert newest.number == numbers[page.pk]
                continue
            assert newest.number == numbers[page.pk] + 1, page.slug
            assert newest.action == (action if page in public else "published"), page.slug
            assert newest.edition_scheme == 2
            assert said(newest) | of(expected, page) == said(newest), page.slug
            rests_on = signed([page])[page.slug] if page in half else before[page.slug][-1:]
            if newest.risk_class == "A" and page in public:
                rests_on = before[page.slug]
            assert sorted(newest.signoff_ids) == rests_on, page.slug
        after = signed(everything)
        asked = {slug: set(after[slug]) - set(before[slug]) for slug in after}
        assert {slug: len(anew) for slug, anew in asked.items() if anew} == {
            page.slug: 1 for page in half
        }
        assert list(audit()) == []
        assert list(drifts()) == []
        swept = sweep_run()
        assert (swept.findings, swept.drifts) == ([], [])
