"""One review, in Python and in SQL: who signed in it, and when it is over."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError
from wagtail.models import Page, TaskState, WorkflowState

from content_models.publishing import Candidate, refusals
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff, TextChange
from editorial.signoff.selectors import review_of
from editorial.signoff.services import SignOffRefused
from tests.factories.pages import draft, edit, section
from tests.flows.gate.forging import first_forge, signoff_forge
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def page(house):
    return draft(author=house["author"], risk_class="A")


def in_clinic(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state


def sign(state, *, by):
    state.refresh_from_db()
    act(state, "sign", by=by, **sign_data(state.current_task_state.revision.as_object()))


def ask_for_changes(state, *, by):
    state.refresh_from_db()
    act(state, "reject", by=by, comment="Mangler kilde.")


def resume(state, house):
    WorkflowState.objects.get(pk=state.pk).resume(user=house["author"])
    state.refresh_from_db()


def reviews():
    """The review of each sign-off; None where it counts no more."""
    rows = SignOff.objects.annotate(review=review_of())
    return list(rows.values_list("review", flat=True))


def public(page):
    return Page.objects.get(pk=page.pk).live


def test_a_request_for_changes_that_is_answered_without_one_ends_nothing(house, page):
    """The approvals of others stand: the second signature is enough."""
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    ask_for_changes(state, by=house["second"])
    edit(page, author=house["author"])
    resume(state, house)
    assert not public(page)
    sign(state, by=house["second"])
    assert public(page)
    signers = SignOff.objects.filter(pk__in=Edition.objects.get().signoff_ids)
    assert {row.signed_by for row in signers} == {house["clinician"], house["second"]}
    assert len({row.task_state_id for row in signers}) == 2


def test_who_asked_for_changes_has_not_signed_what_came_back(house, page):
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    ask_for_changes(state, by=house["clinician"])
    resume(state, house)
    sign(state, by=house["second"])
    assert not public(page)
    with pytest.raises(DatabaseError, match="does not stand"):
        first_forge(page, list(SignOff.objects.order_by("signed_at")))
    sign(state, by=house["clinician"])
    assert public(page)


def half_and_cancelled(house, page):
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    state.cancel(user=house["author"])
    sign(in_clinic(page, house), by=house["second"])


def half_and_changed_back(house, page):
    """In one review: the text, another text, and the first one again."""
    text = page.body
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    for body in ([section("Noe annet.")], text):
        ask_for_changes(state, by=house["second"])
        edit(page, author=house["author"], body=body)
        resume(state, house)
        act(state, "approve", by=house["desk"])
    sign(state, by=house["second"])


def changed_back(house, page, *, save):
    """A half review whose text was another one, and is the first one again, between two steps."""
    text = page.body
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    ask_for_changes(state, by=house["second"])
    other = edit(page, author=house["author"], body=[section("Noe annet.")])
    save(other, text, other.latest_revision, house["author"])
    resume(state, house)
    act(state, "approve", by=house["desk"])
    sign(state, by=house["second"])


def half_and_saved_between(house, page):
    """No step ever had the other text."""

    def save(page, text, other, author):
        edit(page, author=author, body=text)

    changed_back(house, page, save=save)


def half_and_written_over(house, page):
    """As autosave does: the revision that held the other text holds the first one."""

    def save(page, text, other, author):
        page.body = text
        assert page.save_revision(user=author, overwrite_revision=other).pk == other.pk

    changed_back(house, page, save=save)


def half_and_deleted_between(house, page):
    """The other text is nowhere to be found any more."""

    def save(page, text, other, author):
        edit(page, author=author, body=text)
        other.delete()

    changed_back(house, page, save=save)


def half_and_revived(house, page):
    """Whoever can write the rows says that the cancelled review runs again."""
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    step = state.current_task_state
    state.cancel(user=house["author"])
    for row in (WorkflowState.objects.filter(pk=state.pk), TaskState.objects.filter(pk=step.pk)):
        with pytest.raises(DatabaseError, match="is over"):
            row.update(status="approved")
    sign(in_clinic(page, house), by=house["second"])


HALVES = [
    half_and_cancelled,
    half_and_changed_back,
    half_and_saved_between,
    half_and_written_over,
    half_and_deleted_between,
    half_and_revived,
]


@pytest.mark.parametrize("how", HALVES)
def test_what_was_signed_in_an_ended_review_never_counts_with_a_later_one(house, page, how):
    how(house, page)
    assert len({row.clinical_digest for row in SignOff.objects.all()}) == 1
    assert not public(page)
    text = page.get_latest_revision_as_object()
    text.live = True
    assert "unsigned" in [reason.code for reason in refusals(Candidate(text))]
    with pytest.raises(DatabaseError, match=r"different reviews|does not stand"):
        first_forge(page, list(SignOff.objects.order_by("signed_at")))
    assert not Edition.objects.exists()


def test_the_same_forged_edition_is_accepted_of_one_review(house, page, monkeypatch):
    """So that it is the review which is refused above, and nothing else in it."""
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    monkeypatch.setattr("editorial.workflow.services.signers_in_task", lambda **_step: frozenset())
    sign(state, by=house["second"])
    assert not Edition.objects.exists()
    first_forge(page, list(SignOff.objects.order_by("signed_at")))
    assert Edition.objects.count() == 1


def test_a_review_that_was_cancelled_counts_for_nothing_even_alone(house, page):
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    before = reviews()
    state.cancel(user=house["author"])
    assert (None not in before, reviews()) == (True, [None])


def test_a_change_of_an_editorial_field_ends_no_review(house, page):
    """The desk reads it again; whoever signed has signed exactly this text."""
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    ask_for_changes(state, by=house["second"])
    edit(page, author=house["author"], slug="en-annen-adresse")
    resume(state, house)
    act(state, "approve", by=house["desk"])
    sign(state, by=house["second"])
    assert public(page)


def test_a_step_keeps_the_text_that_was_signed_in_it(house, page):
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    other = page.save_revision(user=house["author"])
    step = state.current_task_state
    with pytest.raises(DatabaseError, match="stays in its review"):
        type(step).objects.filter(pk=step.pk).update(revision_id=other.pk)
    another = draft(author=house["author"], slug="to", title="To")
    with pytest.raises(DatabaseError, match="of another text"):
        WorkflowState.objects.filter(pk=state.pk).update(object_id=str(another.pk))
    with pytest.raises(DatabaseError, match="of another text"):
        WorkflowState.objects.filter(pk=state.pk).update(
            base_content_type=ContentType.objects.get_for_model(WorkflowState)
        )


@pytest.mark.parametrize("is_gone", [False, True])
def test_nothing_is_signed_in_a_step_whose_text_was_saved_anew(house, page, is_gone):
    """In Python and in SQL, whatever became of what was saved."""
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    step = state.current_task_state
    other = edit(page, author=house["clinician"], body=[section("Noe annet.")]).latest_revision
    if is_gone:
        Page.objects.filter(pk=page.pk).update(latest_revision=step.revision_id)
        other.delete()
    with pytest.raises(SignOffRefused) as refused:
        sign(state, by=house["second"])
    assert [reason.code for reason in refused.value.reasons] == ["newer-revision"]
    digest = SignOff.objects.get().clinical_digest
    with pytest.raises(DatabaseError, match="has been edited since this step began"):
        signoff_forge(step, by=house["second"], clinical_digest=digest)
    assert SignOff.objects.get().signed_by == house["clinician"]


def test_saves_that_change_no_word_end_no_review(house, page):
    """Nor does what was written before the review, or is written in another one's text."""
    edit(page, author=house["author"], body=[section("Et utkast.")])
    edit(page, author=house["author"], body=page.body)
    state = in_clinic(page, house)
    sign(state, by=house["clinician"])
    ask_for_changes(state, by=house["second"])
    latest = edit(page, author=house["author"])
    again = latest.save_revision(user=house["author"], overwrite_revision=latest.latest_revision)
    assert again.pk == latest.latest_revision_id
    edit(page, author=house["author"], slug="en-annen-adresse")
    edit(page, author=house["author"], slug=page.slug)
    draft(author=house["author"], slug="to", title="To")
    resume(state, house)
    sign(state, by=house["second"])
    assert public(page)
    assert not TextChange.objects.exists()


def test_nobody_writes_that_a_text_was_another_one_or_was_not(house, page):
    in_clinic(page, house)
    edit(page, author=house["author"], body=[section("Noe annet.")])
    note = TextChange.objects.get()
    for change in (
        note.delete,
        lambda: TextChange.objects.update(revision_id=1),
        lambda: TextChange.objects.create(page_id=1, revision_id=1, changed_at=note.changed_at),
    ):
        with pytest.raises(DatabaseError):
            change()
    assert TextChange.objects.get() == note
