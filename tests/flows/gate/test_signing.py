"""Who may sign, where the row is written: what no password of the application gets round."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction

from editorial.people import groups
from editorial.people.models import Credential, InterestDeclaration, ReviewerProfile
from editorial.signoff.checklist import checklists
from editorial.signoff.models import ChecklistVersion, SignOff, SignOffRevocation
from tests.factories import people
from tests.factories.pages import draft, edit
from tests.flows.gate.forging import signoff_forge
from tests.signing import act, sign_data, submit

DAY = timedelta(days=1)


@pytest.fixture
def step(house):
    page = draft(author=house["author"], risk_class="A")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state.current_task_state


def refused(step, match, *, by, **changed):
    before = SignOff.objects.count()
    with pytest.raises(DatabaseError, match=match):
        signoff_forge(step, by=by, **changed)
    assert SignOff.objects.count() == before


def test_a_sign_off_says_of_its_signer_what_the_papers_say(house, step):
    """Whose hand pressed the signature is believed; who that is, is not."""
    found = signoff_forge(
        step, by=house["clinician"], signer_name="Dr. Kjent", signer_profession="professor",
        signer_organisation="<b>Rikshospitalet</b>", attestation="Les meg.",
    )  # fmt: skip
    profile = house["clinician"].reviewer_profile
    assert (found.signer_name, found.signer_profession, found.signer_organisation) == (
        "Dr. Clinician", "lege", "Prøvesykehuset",
    )  # fmt: skip
    assert found.credential_text == str(profile.credentials.get())
    assert found.declaration_text == "Ingen interesser."
    assert found.attestation == checklists()["clinical-1"].attestation


def test_a_signature_of_the_house_says_the_same(house, step):
    data = sign_data(step.revision.as_object())
    act(step.workflow_state, "sign", by=house["clinician"], **data)
    made = SignOff.objects.get()
    again = signoff_forge(step, by=house["second"], clinical_digest=made.clinical_digest)
    for name in ("signer_profession", "signer_organisation", "declaration_text", "attestation",
                 "checklist_version", "clinical_digest"):  # fmt: skip
        assert getattr(made, name) == getattr(again, name)


def test_the_checklists_of_the_database_are_those_of_the_files(db):
    assert dict(ChecklistVersion.objects.values_list("version", "attestation")) == {
        version: checklist.attestation for version, checklist in checklists().items()
    }


def test_who_has_left_the_group_signs_nothing_more(house, step):
    who = house["clinician"]
    who.groups.clear()
    refused(step, "members of the clinical group", by=who)
    who.groups.set(Group.objects.filter(name__in=[groups.CHIEF, groups.AUTHORS]))
    refused(step, "members of the clinical group", by=who)


PAPERS = {
    "the account": lambda who: type(who).objects.filter(pk=who.pk).update(is_active=False),
    "the credential": lambda who: Credential.objects.filter(profile__user=who).update(
        valid_until=date(2021, 1, 1)
    ),
    "a revoked credential": lambda who: Credential.objects.filter(profile__user=who).update(
        revoked_at="2026-01-01T00:00:00Z"
    ),
    "the language": lambda who: ReviewerProfile.objects.filter(user=who).update(languages=["en"]),
    "the declaration": lambda who: InterestDeclaration.objects.filter(profile__user=who).update(
        declared_at="2024-01-01T00:00:00Z"
    ),
    "a conflict": lambda who: InterestDeclaration.objects.filter(profile__user=who).update(
        has_conflict=True
    ),
}


SAID = {
    "the account": "account is not active", "the language": "not attested for",
    "the declaration": "no declaration of interests", "a conflict": "names a conflict",
}  # fmt: skip


def what_is_said(what):
    return SAID.get(what, "no verified credential that is valid today")


@pytest.mark.parametrize("what", PAPERS)
def test_papers_that_do_not_hold_sign_nothing(house, step, what):
    PAPERS[what](house["clinician"])
    refused(step, what_is_said(what), by=house["clinician"])


def test_an_older_declaration_without_a_conflict_does_not_stand_for_the_newest(house, step):
    profile = house["clinician"].reviewer_profile
    older = profile.declarations.get()
    InterestDeclaration.objects.create(
        profile=profile, statement="Aksjer.", has_conflict=True,
        declared_at=older.declared_at + timedelta(seconds=1),
    )  # fmt: skip
    refused(step, "names a conflict", by=house["clinician"], declaration=older)


def test_nobodys_papers_are_anothers(house, step):
    other = house["second"].reviewer_profile
    refused(step, "own credential", by=house["clinician"], credential=other.credentials.get())
    refused(step, "newest declaration", by=house["clinician"], declaration=other.declarations.get())


# What is taken back before the transaction ends leaves no trace, so it counts for nothing in it.
JUST_WRITTEN = {
    "a profile": lambda who: ReviewerProfile.objects.filter(user=who).update(display_name="Dr. X"),
    "a credential": lambda who: Credential.objects.filter(profile__user=who).update(number="1"),
    "an account": lambda who: type(who).objects.filter(pk=who.pk).update(is_active=True),
    "a declaration": lambda who: InterestDeclaration.objects.filter(profile__user=who).update(
        statement="x"
    ),
    "a membership": lambda who: (who.groups.clear(), who.groups.set(_clinicians())),
    "a group": lambda who: Group.objects.filter(name=groups.CLINICIANS).update(
        name=groups.CLINICIANS
    ),
}


def _clinicians():
    return Group.objects.filter(name=groups.CLINICIANS)


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("what", JUST_WRITTEN)
def test_papers_and_groups_of_the_same_transaction_sign_nothing(house, step, what, inside):
    with transaction.atomic():
        if inside:
            with transaction.atomic():
                JUST_WRITTEN[what](house["clinician"])
        else:
            JUST_WRITTEN[what](house["clinician"])
        with pytest.raises(DatabaseError, match="same transaction"), transaction.atomic():
            signoff_forge(step, by=house["clinician"])
    signoff_forge(step, by=house["clinician"])


def test_nor_does_a_group_that_takes_the_name_of_the_clinicians(house):
    for name, other in ((groups.CLINICIANS, "Aside"), (groups.AUTHORS, groups.CLINICIANS)):
        with pytest.raises(DatabaseError, match="keeps its name"):
            Group.objects.filter(name=name).update(name=other)
    assert set(groups.ALL) <= set(Group.objects.values_list("name", flat=True))


def test_nobody_signs_what_they_have_a_hand_in_since_it_was_last_signed(house, published):
    doctor = people.clinician("doctor")
    page = draft(author=house["author"])
    edit(page, author=doctor, summary="Med legens ord.")
    edit(page, author=house["author"], title="Og en tittel")
    state = submit(page, by=house["second"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    refused(state.current_task_state, "Nobody signs what they wrote", by=doctor)
    refused(state.current_task_state, "Nobody signs what they wrote", by=house["second"])
    signoff_forge(state.current_task_state, by=house["clinician"])


def test_an_owner_signs_the_first_text_neither(house):
    doctor = people.clinician("doctor")
    page = draft(author=doctor)
    page.revisions.all().delete()
    edit(type(page).objects.get(pk=page.pk), author=house["author"])
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    refused(state.current_task_state, "Nobody signs what they wrote", by=doctor)


PLACES = {
    "no step": {"task_state_id": None},
    "a step that is over": {},
    "another revision": {},
    "another role": {"role": "desk"},
    "an unknown checklist": {"checklist_version": "<b>clinical-1</b>"},
}


@pytest.mark.parametrize("what", PLACES)
def test_a_sign_off_is_given_in_a_running_step_for_its_own_text(house, step, what):
    changed = dict(PLACES[what])
    if what == "a step that is over":
        step.workflow_state.cancel(user=house["author"])
    if what == "another revision":
        page = step.revision.content_object
        changed["revision_id"] = page.save_revision(user=house["author"]).pk
    refused(step, "A sign-off", by=house["clinician"], **changed)


def test_a_cancelled_review_that_is_said_to_run_again_takes_no_signature(house, step):
    review = step.workflow_state
    review.cancel(user=house["author"])
    for row in (review, step):
        with pytest.raises(DatabaseError, match="is over"):
            type(row).objects.filter(pk=row.pk).update(status="in_progress")
    refused(step, "a review that runs", by=house["clinician"])


def test_nobody_dates_a_signature(house, step):
    with connection.cursor() as cursor:
        cursor.execute("SELECT helsekilde_now()")
        before = cursor.fetchone()[0]
    found = signoff_forge(step, by=house["clinician"], signed_at=before - 900 * DAY)
    assert found.signed_at >= before
    assert not SignOffRevocation.objects.exists()
