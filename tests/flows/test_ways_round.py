"""Every measured way round Wagtail's workflow, tried again: none lets unsigned text out.

The names W-01 … W-26 are those of the list that the gate was designed against.
"""

from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.utils.translation import override
from wagtail.models import Page, Revision, TaskState, Workflow

from content_models import publishing
from content_models.pages import LifestylePage
from content_models.publishing import PublicationRefused, Refusal
from editorial.editions.models import LogEntry, PublicDocument
from editorial.editions.selectors import public_by_id
from editorial.people import groups
from editorial.signoff.models import SignOff
from editorial.signoff.services import SignOffRefused
from editorial.workflow.services import ActionRefused
from tests.factories import people
from tests.factories.pages import draft, edit, home
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")

UNSIGNED = "Not signed: 0 of 1 clinicians have signed exactly this text."


def state_of(page):
    """All that could change by a leak: the row, the log, what the public reads."""
    return (
        Page.objects.filter(translation_key=page.translation_key, live=True).count(),
        LogEntry.objects.count(),
        list(PublicDocument.objects.order_by("content_id").values_list("digest", "state")),
    )


@pytest.fixture
def unsigned(house):
    return draft(author=house["author"])


def in_clinic(page, house):
    """A running review that lies with the clinicians."""
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


# Each takes a draft that nobody signed and tries to make it live.
ROUTES = {
    "W-05 publish from the editor": lambda page, who: page.get_latest_revision().publish(
        user=who["superuser"]
    ),
    "W-14 page.publish": lambda page, who: page.publish(
        page.get_latest_revision(), user=who["superuser"], skip_permission_checks=True
    ),
    "shell save": lambda page, who: save_live(page),
    "W-16 copy that keeps live": lambda page, who: copy_live(page),
    "add_child live": lambda page, who: add_live_child(page),
    "partial save of live": lambda page, who: partial_live(page),
    "base class save": lambda page, who: base_save(page),
    "QuerySet.update": lambda page, who: Page.objects.filter(pk=page.pk).update(live=True),
    "SQL": lambda page, who: run_sql("UPDATE wagtailcore_page SET live = true WHERE id = %s", page),
}


def save_live(page):
    page.live = True
    page.save()


def copy_live(page):
    page.live = True
    page.copy(keep_live=True, update_attrs={"slug": "kopi", "live": True})


def add_live_child(page):
    home().add_child(
        instance=LifestylePage(
            title="Ny", slug="ny", summary="s", body=page.body, locale=page.locale, live=True
        )
    )


def partial_live(page):
    page.live = True
    page.save(update_fields=["live"])


def base_save(page):
    base = Page.objects.get(pk=page.pk)
    base.live = True
    base.save()


def run_sql(sql, page):
    with connection.cursor() as cursor:
        cursor.execute(sql, [page.pk])


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_makes_an_unsigned_draft_live(house, unsigned, route):
    before = state_of(unsigned)
    with pytest.raises((Refusal, DatabaseError)):
        ROUTES[route](unsigned, house)
    assert state_of(unsigned) == before


def test_the_refusal_says_every_reason(house):
    page = draft(author=house["author"], summary="", references_waiver="")
    with override("en"), pytest.raises(PublicationRefused) as refusal:
        page.get_latest_revision().publish()
    assert [reason.text for reason in refusal.value.reasons] == [
        "It has no summary.",
        "It has no sources, and no reason why it needs none.",
        UNSIGNED,
    ]


def test_nothing_goes_live_without_a_gate(unsigned):
    with publishing.temporarily(guards={}), pytest.raises(PublicationRefused) as refusal:
        unsigned.get_latest_revision().publish()
    assert [reason.code for reason in refusal.value.reasons] == ["no-gate"]


def test_w01_the_text_changed_after_the_approval_is_not_what_goes_live(house, unsigned):
    state = in_clinic(unsigned, house)
    data = sign_data(state.current_task_state.revision.as_object())
    edit(unsigned, author=house["author"], title="Endret etterpå")
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=house["clinician"], **data)
    assert [reason.code for reason in refusal.value.reasons] == ["newer-revision"]
    assert not SignOff.objects.exists()


def test_w01_w08_form_step_and_rules_say_all_their_reasons_at_once(house, unsigned):
    late = people.clinician("utgatt", valid_until=date(2021, 1, 1))
    state = in_clinic(unsigned, house)
    data = sign_data(state.current_task_state.revision.as_object())
    edit(unsigned, author=late, title="Endret etterpå")
    wrong = {"shown_digest": "x", "ticked": ["invented"], "attested": False, "comment": "x" * 5001}
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=late, **{**data, **wrong})
    assert [reason.code for reason in refusal.value.reasons] == [
        "form-shown_digest", "form-ticked", "form-comment", "newer-revision", "no-credential",
        "four-eyes", "changed", "checklist", "attestation",
    ]  # fmt: skip
    state.refresh_from_db()
    assert (state.status, SignOff.objects.count()) == ("in_progress", 0)
    assert state.current_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_w26_a_closed_step_and_a_wrong_group_are_said_together(house, unsigned):
    state = in_clinic(unsigned, house)
    step = state.current_task_state.specific
    state.cancel(user=house["author"])
    with pytest.raises(ActionRefused) as refusal:
        step.task.specific.on_action(step, house["desk"], "sign", **sign_data(unsigned))
    assert [reason.code for reason in refusal.value.reasons] == ["not-running", "not-in-group"]
    assert not SignOff.objects.exists()


def test_w02_autosave_does_not_overwrite_a_revision_under_review(house, unsigned):
    state = in_clinic(unsigned, house)
    revision = state.current_task_state.revision
    page = revision.as_object()
    page.title = "Autolagret"
    saved = page.save_revision(user=house["author"], overwrite_revision=revision)
    assert saved.pk != revision.pk
    assert Revision.objects.get(pk=revision.pk).content["title"] == "Søvn og hvile"


def test_w02_the_database_keeps_a_signed_revision_as_it_was(house, live):
    revision = SignOff.objects.get().revision
    revision.content["title"] = "Overskrevet"
    with pytest.raises(DatabaseError, match="is signed: its text can not be overwritten"):
        revision.save()
    assert Revision.objects.get(pk=revision.pk).content["title"] == "Søvn og hvile"


def test_w04_a_rejected_text_is_signed_anew_as_it_is_now(house, unsigned):
    state = in_clinic(unsigned, house)
    old = sign_data(state.current_task_state.revision.as_object())
    act(state, "reject", by=house["clinician"], comment="Mangler kilde.")
    edit(unsigned, author=house["author"], title="Skrevet om")
    state.refresh_from_db()
    state.resume(user=house["author"])
    act(state, "approve", by=house["desk"])
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=house["clinician"], **old)
    assert [reason.code for reason in refusal.value.reasons] == ["changed"]


def test_w06_the_author_can_not_sign_even_as_a_clinician(house):
    author = people.clinician("legeforfatter")
    author.groups.add(*people.Group.objects.filter(name=groups.AUTHORS))
    page = draft(author=author, slug="egen")
    state = submit(page, by=author)
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=author, **sign_data(page))
    assert [reason.code for reason in refusal.value.reasons] == ["four-eyes"]


def test_w07_a_task_of_another_page_is_judged_by_its_own_revision(house, unsigned):
    author = people.clinician("legeforfatter")
    own = draft(author=author, slug="egen", title="Egen")
    own_state = in_clinic_by(own, author, house)
    other_state = in_clinic(unsigned, house)
    task = other_state.current_task_state.task.specific
    own_task_state = own_state.current_task_state.specific
    with pytest.raises(SignOffRefused) as refusal:
        task.on_action(own_task_state, author, "sign", **sign_data(own))
    assert "four-eyes" in [reason.code for reason in refusal.value.reasons]


def in_clinic_by(page, author, house):
    state = submit(page, by=author)
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


def test_w08_the_form_is_checked_where_the_row_is_written(house, unsigned):
    state = in_clinic(unsigned, house)
    data = sign_data(unsigned)
    shown = {name: data[name] for name in ("shown_digest", "shown_follows")}
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=house["clinician"], checklist_version=data["checklist_version"],
            **shown)  # fmt: skip
    assert [reason.code for reason in refusal.value.reasons] == ["checklist", "attestation"]
    assert not SignOff.objects.exists()


def test_w16_a_copy_and_an_alias_of_a_live_page_are_not_live(house, live):
    before = LogEntry.objects.count()
    with pytest.raises(PublicationRefused):
        live.copy(keep_live=True, update_attrs={"slug": "kopi"})
    with pytest.raises(PublicationRefused):
        live.create_alias(update_slug="alias")
    assert LogEntry.objects.count() == before
    assert Page.objects.filter(live=True, slug__in=["kopi", "alias"]).count() == 0


def test_a_translation_copy_is_not_live(house, live):
    from wagtail.models import Locale

    copy = live.copy_for_translation(Locale.objects.get(language_code="en"))
    assert not copy.live
    with pytest.raises(PublicationRefused):
        copy.get_latest_revision().publish()
    assert public_by_id(content_id=live.translation_key, lang="en") is None


def test_w17_a_move_keeps_the_review_and_the_address(house, live):
    from content_models.pages import HubPage

    hub = HubPage(title="Hub", slug="hub", locale=live.locale, live=False)
    home().add_child(instance=hub)
    live.move(hub, pos="last-child")
    moved = LifestylePage.objects.get(pk=live.pk)
    assert moved.get_workflow().name == "Medical review"
    assert public_by_id(content_id=live.translation_key, lang="nb").path == (
        "levevaner/sovn-og-hvile"
    )


def test_w18_w19_evidence_survives_purge_and_deletion(house, live):
    from django.core.management import call_command
    from django.db.models import ProtectedError

    call_command("purge_revisions", verbosity=0)
    assert (
        SignOff.objects.get().revision_id == LifestylePage.objects.get(pk=live.pk).live_revision_id
    )
    for row in (Workflow.objects.get(), SignOff.objects.get().signed_by):
        with pytest.raises(ProtectedError):
            row.delete()
    assert SignOff.objects.count() == 1


def test_w26_a_superuser_can_neither_pass_nor_sign(house, unsigned):
    state = submit(unsigned, by=house["author"])
    with pytest.raises(ActionRefused):
        act(state, "approve", by=house["superuser"])
    act(state, "approve", by=house["desk"])
    with pytest.raises(ActionRefused):
        act(state, "sign", by=house["superuser"], **sign_data(unsigned))
    assert not SignOff.objects.exists()


def test_the_base_class_can_not_approve_a_clinical_step(house, unsigned):
    state = in_clinic(unsigned, house)
    with pytest.raises(ActionRefused) as refusal:
        state.current_task_state.specific.approve(user=house["clinician"])
    assert [reason.code for reason in refusal.value.reasons] == ["unsigned"]


def test_a_text_that_was_replaced_is_not_public_again_without_a_new_review(house, published, live):
    first = live.live_revision
    edit(live, author=house["author"], title="Ny tekst")
    published(LifestylePage.objects.get(pk=live.pk))
    with pytest.raises(PublicationRefused) as refusal:
        first.publish(skip_permission_checks=True)
    assert [reason.code for reason in refusal.value.reasons] == ["unsigned", "stale-signoff"]
    assert public_by_id(content_id=live.translation_key, lang="nb").data()["article"]["title"] == (
        "Ny tekst"
    )


def test_an_expired_credential_signs_nothing(house, unsigned):
    late = people.clinician("utgatt", valid_until=date(2021, 1, 1))
    state = in_clinic(unsigned, house)
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=late, **sign_data(unsigned))
    assert [reason.code for reason in refusal.value.reasons] == ["no-credential"]
