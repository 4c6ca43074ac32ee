"""What is put aside while somebody signs, and put back before the transaction ends, is seen."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from editorial.people.models import InterestDeclaration, ReviewerProfile
from editorial.signoff.models import SignOff
from editorial.signoff.services import SignOffRefused
from tests.factories import people
from tests.factories.pages import draft, edit
from tests.flows.gate.forging import signoff_forge
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")


def in_clinic(page, house, *, by=None):
    state = submit(page, by=by or house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state.current_task_state


def _again(row):
    InterestDeclaration(
        pk=row.pk, profile=row.profile, statement=row.statement, has_conflict=True,
        declared_at=row.declared_at,
    ).save(force_insert=True)  # fmt: skip


# How a conflict is put aside, and how it is put back.
CONFLICTS = {
    "dated": (
        lambda rows, row: rows.update(declared_at="2001-01-01T00:00:00Z"),
        lambda rows, row: rows.update(declared_at=row.declared_at),
    ),
    "denied": (
        lambda rows, row: rows.update(has_conflict=False),
        lambda rows, row: rows.update(has_conflict=True),
    ),
    "given to another": (
        lambda rows, row: rows.update(
            profile=ReviewerProfile.objects.exclude(pk=row.profile_id).first()
        ),
        lambda rows, row: rows.update(profile=row.profile_id),
    ),
    "deleted": (lambda rows, row: rows.delete(), lambda rows, row: _again(row)),
}


@pytest.mark.parametrize("how", CONFLICTS)
def test_a_conflict_that_is_put_aside_stands(house, how):
    step = in_clinic(draft(author=house["author"]), house)
    row = InterestDeclaration.objects.create(
        profile=house["clinician"].reviewer_profile, statement="Aksjer.", has_conflict=True,
        declared_at=timezone.now(),
    )  # fmt: skip
    rows = InterestDeclaration.objects.filter(pk=row.pk)
    aside, back = CONFLICTS[how]
    with transaction.atomic():
        aside(rows, row)
        with pytest.raises(DatabaseError, match=r"transaction|conflict"), transaction.atomic():
            signoff_forge(step, by=house["clinician"])
        back(rows, row)
    assert not SignOff.objects.exists()


def test_who_owned_a_text_a_moment_ago_does_not_sign_it(house):
    doctor = people.clinician("doctor")
    page = draft(author=doctor)
    page.revisions.all().delete()
    edit(type(page).objects.get(pk=page.pk), author=house["author"])
    step = in_clinic(page, house)
    with transaction.atomic():
        Page.objects.filter(pk=page.pk).update(owner=house["author"])
        with pytest.raises(DatabaseError, match="Nobody signs what"), transaction.atomic():
            signoff_forge(step, by=doctor)
        Page.objects.filter(pk=page.pk).update(owner=doctor)
    signoff_forge(step, by=house["clinician"])


SUBMITTERS = {
    "another": (
        lambda reviews, house: reviews.update(requested_by=house["author"]),
        lambda reviews, house: reviews.update(requested_by=house["second"]),
    ),
    "nobody": (
        lambda reviews, house: reviews.update(requested_by=None),
        lambda reviews, house: reviews.update(requested_by=house["second"]),
    ),
}


@pytest.mark.parametrize("how", SUBMITTERS)
@pytest.mark.parametrize("is_public", [False, True])
def test_who_submitted_a_text_does_not_sign_it_by_another_name_in_its_review(
    house, published, how, is_public
):
    """Whether or not the revision is the one that was signed before, and however often."""
    page = draft(author=house["author"])
    step = in_clinic(published(page) if is_public else page, house, by=house["second"])
    aside, back = SUBMITTERS[how]
    reviews = WorkflowState.objects.filter(pk=step.workflow_state_id)
    data = sign_data(step.revision.as_object())
    digest = data["shown_digest"]
    for _time in range(2):
        with transaction.atomic():
            aside(reviews, house)
            with pytest.raises(DatabaseError, match="Nobody signs what"), transaction.atomic():
                signoff_forge(step, by=house["second"], clinical_digest=digest)
            with pytest.raises(SignOffRefused, match="submitted"):
                act(
                    reviews.get(),
                    "sign",
                    by=house["second"],
                    **sign_data(step.revision.as_object()),
                )
            back(reviews, house)
    signoff_forge(step, by=house["clinician"], clinical_digest=digest)


def test_what_somebody_wrote_is_theirs_in_a_page_that_takes_the_place_of_a_signed_one(
    house, published
):
    """The page's own words were never signed, however late its item's last signature was."""
    other = draft(author=house["second"], slug="to", title="To")
    signed = published(draft(author=house["author"]))
    signed.unpublish()
    Page.objects.filter(pk=signed.pk).update(translation_key=uuid4())
    Page.objects.filter(pk=other.pk).update(
        translation_key=signed.translation_key, owner=house["author"], latest_revision=None
    )
    other = type(other).objects.get(pk=other.pk)
    latest = other.revisions.get().as_object()
    latest.translation_key, latest.owner = signed.translation_key, house["author"]
    latest.save_revision(user=house["author"])
    step = in_clinic(type(other).objects.get(pk=other.pk), house)
    with pytest.raises(DatabaseError, match="Nobody signs what"):
        signoff_forge(step, by=house["second"])
    with pytest.raises(SignOffRefused, match="written"):
        act(step.workflow_state, "sign", by=house["second"], **sign_data(step.revision.as_object()))


REJECTED = {
    "another state": lambda steps, who: steps.update(status="in_progress"),
    "another person": lambda steps, who: steps.update(finished_by=who),
    "nobody": lambda steps, who: steps.update(finished_by=None),
    "no step": lambda steps, who: steps._raw_delete(steps.db),
}


@pytest.mark.parametrize("how", REJECTED)
def test_who_signed_and_then_asked_for_changes_has_asked_for_them(house, how):
    step = in_clinic(draft(author=house["author"], risk_class="A"), house)
    data = sign_data(step.revision.as_object())
    act(step.workflow_state, "sign", by=house["clinician"], **data)
    act(step.workflow_state, "reject", by=house["clinician"], comment="Feil dose.")
    steps = TaskState.objects.filter(pk=step.pk)
    with pytest.raises(DatabaseError, match="asked for changes: that stays"), transaction.atomic():
        REJECTED[how](steps, house["author"])
    assert steps.get().status == "rejected"
    assert steps.get().finished_by == house["clinician"]
