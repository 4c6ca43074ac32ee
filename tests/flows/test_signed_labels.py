"""A label that stood in the text when it was signed: off by a new signature only, at any time."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models import Value
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, Revision, WorkflowState

from content_models.projection import LABEL_FIELDS
from content_models.publishing import Candidate, PublicationRefused, refusals
from editorial.editions.audit import audit
from editorial.editions.models import Edition
from editorial.editions.rules import Verdict, label_reason
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.workflow.outcome import Outcome, outcome
from editorial.workflow.scheduling import schedule_run
from tests.contract.rows import owner
from tests.editing import opened
from tests.explore.sabotage import function_off
from tests.factories.pages import draft, edit
from tests.flows.gate.forging import first_forge
from tests.signing import act, sign_data, submit
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")

SENTENCE = "A warning label was taken off: that takes a new signature."


@pytest.fixture(params=LABEL_FIELDS)
def label(request):
    return request.param


def labels_of(page):
    editorial = public_by_id(content_id=page.translation_key, lang="nb").data()["editorial"]
    return {name for name in LABEL_FIELDS if editorial[name]}


def in_clinic(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


def sign(state, *, by):
    state.refresh_from_db()
    act(state, "sign", by=by, **sign_data(state.current_task_state.revision.as_object()))


def newest(page):
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


@pytest.fixture
def signed(house, label):
    """A text with a label, signed by both of whom its class takes, taken off the clock again."""
    later = timezone.now() + timedelta(days=3)
    page = draft(
        author=house["author"], risk_class="A", go_live_at=later, **{LABEL_FIELDS[label]: True}
    )
    state = in_clinic(page, house)
    for who in ("clinician", "second"):
        sign(state, by=house[who])
    planned = Revision.objects.filter(approved_go_live_at__isnull=False)
    assert planned.update(approved_go_live_at=None) == 1
    return newest(page)


@pytest.fixture
def unlabelled(house, label, signed):
    """The same, with the label taken off and nothing else of it changed."""
    setattr(signed, LABEL_FIELDS[label], False)
    signed.go_live_at = None
    signed.save_revision(user=house["author"])
    assert [row.code for row in refusals(Candidate(newest(signed)))] == ["unsigned", "label"]
    return signed


def by_the_button(page, house):
    browser = Client()
    browser.force_login(house["desk"])
    data = opened(Page.objects.get(pk=page.pk).specific)
    button = {"action-publish": "action-publish"}
    return browser.post(f"/admin/pages/{page.pk}/edit/", {**data, **button}, follow=True).text


def in_bulk(page, house):
    browser = Client()
    browser.force_login(house["desk"])
    address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/"
    return browser.post(address, follow=True).text


def by_the_shell(page, house):
    text = newest(page)
    text.live = True
    text.save()


def by_a_new_revision(page, house):
    page.save_revision(user=house["desk"]).publish(user=house["desk"], skip_permission_checks=True)


def on_the_clock(page, house):
    page.go_live_at = timezone.now() + timedelta(days=1)
    by_a_new_revision(page, house)


def on_the_clock_by_sql(page, house):
    Revision.objects.filter(pk=newest(page).latest_revision_id).update(
        approved_go_live_at=timezone.now() + timedelta(days=1)
    )


def by_the_clock(page, house):
    """A release that did not ask has put it there."""
    due = timezone.now() + timedelta(days=1)
    with owner() as connection:
        connection.execute("ALTER TABLE wagtailcore_revision DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE wagtailcore_revision SET approved_go_live_at = %s WHERE id = %s",
            [due, newest(page).latest_revision_id],
        )
        connection.execute("ALTER TABLE wagtailcore_revision ENABLE TRIGGER USER")
    with database_at(due + timedelta(hours=1)):
        return " ".join(schedule_run().refused[page.pk])


def by_sql(page, house):
    fields = dict.fromkeys(LABEL_FIELDS.values(), False)
    type(page).objects.filter(pk=page.pk).update(**fields)
    first_forge(page, list(SignOff.objects.order_by("pk")))


def with_the_gate_deceived(page, house):
    standing = tuple(SignOff.objects.order_by("pk").values_list("pk", flat=True))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "editorial.editions.gate.signoff_verdict",
            lambda **_facts: Verdict(reasons=[], chosen=standing),
        )
        by_a_new_revision(page, house)


ROUTES = [
    by_the_button, in_bulk, by_the_shell, by_a_new_revision, on_the_clock, on_the_clock_by_sql,
    by_the_clock, by_sql, with_the_gate_deceived,
]  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_takes_the_label_off_before_the_first_edition(house, unlabelled, route):
    try:
        said = route(unlabelled, house)
    except PublicationRefused as refusal:
        said = " ".join(str(reason.text) for reason in refusal.reasons)
    except DatabaseError as refusal:
        said = str(refusal)
    assert SENTENCE in said
    assert not Edition.objects.exists()
    assert not Page.objects.get(pk=unlabelled.pk).live
    assert not Revision.objects.filter(approved_go_live_at__gt=timezone.now()).exists() or (
        route is by_the_clock
    )


def test_with_its_label_the_text_goes_public_under_the_signatures_that_stand(house, signed, label):
    signed.go_live_at = None
    by_a_new_revision(signed, house)
    assert labels_of(signed) == {label}
    assert SignOff.objects.count() == 2


def test_a_label_that_comes_back_brings_the_signatures_back(house, unlabelled, label):
    setattr(unlabelled, LABEL_FIELDS[label], True)
    by_a_new_revision(unlabelled, house)
    assert labels_of(unlabelled) == {label}


def test_the_label_comes_off_by_a_new_signature_of_each(house, unlabelled):
    state = in_clinic(newest(unlabelled), house)
    sign(state, by=house["clinician"])
    assert not Edition.objects.exists()
    sign(state, by=house["second"])
    assert labels_of(unlabelled) == set()
    anew = SignOff.objects.order_by("-pk").values_list("pk", flat=True)[:2]
    assert set(Edition.objects.get().signoff_ids) == set(anew)
    assert list(audit()) == []


def test_the_sentence_stands_in_each_language():
    said = set()
    for lang in ("nb", "nn", "se", "en"):
        with translation.override(lang):
            said.add(label_reason().text)
    assert len(said) == 4
    assert SENTENCE in said


def half_signed(house, **fields):
    """Signed by the first of two, sent back by the other, and changed beside its words."""
    before = {name: not value for name, value in fields.items()}
    page = draft(author=house["author"], risk_class="A", **before)
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    act(state, "reject", by=house["second"], comment="Merkelappen?")
    edit(page, author=house["author"], **fields)
    WorkflowState.objects.get(pk=state.pk).resume(user=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return page, state


def test_a_label_that_is_taken_off_between_two_signatures_takes_both_anew(house, label):
    page, state = half_signed(house, **{LABEL_FIELDS[label]: False})
    step = state.current_task_state.specific
    browser = Client()
    browser.force_login(house["second"])
    window = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "sign", step.pk])
    ajax = browser.get(window, HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()["html"]
    screen = browser.get(reverse("review", args=[step.pk])).text
    for html in (screen, ajax):
        assert "A warning label was taken off since this text was signed" in html
        assert "These signatures were given for the text with the label and do not count." in html
        assert "Dr. Clinician, lege." in html
    sign(state, by=house["second"])
    assert outcome(step) is Outcome.HALF_SIGNED
    assert not Edition.objects.exists()
    with pytest.raises(DatabaseError, match=SENTENCE):
        by_sql(page, house)
    first = SignOff.objects.order_by("pk").first()
    sign(state, by=house["clinician"])
    assert outcome(step) is Outcome.PUBLIC
    assert labels_of(page) == set()
    assert first.pk not in Edition.objects.get().signoff_ids
    assert list(audit()) == []


def test_a_label_that_is_put_on_between_two_signatures_takes_none_anew(house, label):
    page, state = half_signed(house, **{LABEL_FIELDS[label]: True})
    sign(state, by=house["second"])
    assert labels_of(page) == {label}
    assert SignOff.objects.count() == 2


@pytest.fixture
def let_go(house, unlabelled, monkeypatch):
    """Public without the label, as older gates let it go."""
    with monkeypatch.context() as patched, function_off("editions_check_signoffs"):
        patched.setattr("editorial.editions.gate.takes_label_off", lambda _labels: Value(False))
        by_a_new_revision(unlabelled, house)
    assert labels_of(unlabelled) == set()
    return unlabelled


def test_the_audit_finds_what_older_gates_let_go(let_go, label):
    given = SignOff.objects.order_by("pk").values_list("pk", flat=True)
    assert [str(found) for found in audit()] == [
        f"entry 1: it lacks a warning label that the text had when sign-off {pk} was given "
        f"({label})."
        for pk in given
    ]


def test_what_older_gates_let_go_goes_on_and_loses_no_other_label(house, let_go, label):
    """It moves and is labelled as before the upgrade; what it is given stays."""
    let_go.slug = "en-annen-adresse"
    by_a_new_revision(let_go, house)
    (other,) = set(LABEL_FIELDS) - {label}
    setattr(let_go, LABEL_FIELDS[other], True)
    by_a_new_revision(let_go, house)
    assert labels_of(let_go) == {other}
    setattr(let_go, LABEL_FIELDS[other], False)
    with pytest.raises(PublicationRefused):
        by_a_new_revision(let_go, house)
    assert labels_of(let_go) == {other}
    assert list(Edition.objects.order_by("number").values_list("action", flat=True)) == [
        "published", "moved", "corrected",
    ]  # fmt: skip
