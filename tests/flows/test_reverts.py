"""Who wrote the words that are brought back does not sign them, whoever brought them back."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from content_models import publishing
from content_models.pages import LifestylePage
from content_models.publishing import PublicationRefused
from editorial.people import groups
from editorial.signoff.models import Contribution, Revert, SignOff
from editorial.signoff.services import SignOffRefused
from tests.factories import people
from tests.factories.pages import draft, edit
from tests.flows.test_ways_round_admin import form
from tests.signing import act, sign_data, submit


@pytest.fixture
def writer(house):
    """A clinician who writes too."""
    account = people.clinician("legeforfatter")
    account.groups.add(*people.Group.objects.filter(name=groups.AUTHORS))
    return account


@pytest.fixture
def replaced(house, published, live, writer):
    """A signed text, the writer's next wording that nobody signed, and a signed one after it."""
    edit(live, author=writer, title="Legens ord")
    words = newest(live)
    edit(live, author=house["author"], title="Andre ord")
    published(LifestylePage.objects.get(pk=live.pk))
    return live, words


def newest(page):
    return LifestylePage.objects.get(pk=page.pk).get_latest_revision()


def bring_back(revision, *, by):
    return revision.as_object().save_revision(user=by, previous_revision=revision)


def in_clinic(page, house):
    state = submit(LifestylePage.objects.get(pk=page.pk), by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state, sign_data(state.current_task_state.revision.as_object())


def hands(revision):
    rows = Contribution.objects.filter(revision_id=revision.pk)
    return set(rows.values_list("user_id", flat=True))


def test_the_author_of_words_that_are_brought_back_does_not_sign_them(house, replaced, writer):
    page, words = replaced
    back = bring_back(words, by=house["author"])
    assert hands(back) == {house["author"].pk, writer.pk}
    state, data = in_clinic(page, house)
    before = SignOff.objects.count()
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=writer, **data)
    assert [reason.code for reason in refusal.value.reasons] == ["four-eyes"]
    assert SignOff.objects.count() == before
    act(state, "sign", by=house["clinician"], **data)
    assert LifestylePage.objects.get(pk=page.pk).title == "Legens ord"


def test_it_holds_for_words_brought_back_twice_and_edited_since(house, replaced, published, writer):
    page, words = replaced
    back = bring_back(words, by=house["author"])
    edit(page, author=house["author"], title="Enda andre ord")
    published(LifestylePage.objects.get(pk=page.pk))
    again = bring_back(back, by=house["chief"])
    assert hands(again) == {house["author"].pk, house["chief"].pk, writer.pk}
    edit(page, author=house["author"], summary="Nytt sammendrag.")
    state, data = in_clinic(page, house)
    with pytest.raises(SignOffRefused) as refusal:
        act(state, "sign", by=writer, **data)
    assert [reason.code for reason in refusal.value.reasons] == ["four-eyes"]


def test_who_wrote_before_the_signed_edition_before_them_is_not_barred(house, published, writer):
    page = draft(author=writer)
    page = published(page)
    edit(page, author=house["author"], title="Andres ord")
    words = newest(page)
    edit(page, author=house["author"], title="Enda andre ord")
    published(LifestylePage.objects.get(pk=page.pk))
    assert hands(bring_back(words, by=house["chief"])) == {house["author"].pk, house["chief"].pk}
    state, data = in_clinic(page, house)
    act(state, "sign", by=writer, **data)
    assert LifestylePage.objects.get(pk=page.pk).title == "Andres ord"


def test_the_first_text_brings_its_owner_back_too(house, published, writer):
    page = draft(author=writer)
    edit(page, author=house["author"], title="Første signerte")
    published(LifestylePage.objects.get(pk=page.pk))
    first = page.revisions.order_by("pk").first()
    LifestylePage.objects.filter(pk=page.pk).update(owner=house["second"])
    back = bring_back(first, by=house["author"])
    assert hands(back) == {house["author"].pk, writer.pk, house["second"].pk}


def test_the_editors_own_button_brings_them_back_like_that(house, replaced, writer, client):
    page, words = replaced
    client.force_login(house["author"])
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, words.pk])
    answer = client.post(address, form(words.as_object()))
    assert answer.status_code == 302
    assert Revert.objects.get().brought_back_id == words.pk
    assert hands(newest(page)) == {house["author"].pk, writer.pk}


def test_the_database_refuses_the_writers_signature_by_itself(house, replaced, writer):
    _page, words = replaced
    back = bring_back(words, by=house["author"])
    before = SignOff.objects.count()
    with (
        pytest.raises(DatabaseError, match="Nobody signs what they wrote"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO signoff_signoff SELECT (jsonb_populate_record(s, jsonb_build_object("
            "'id', 999, 'signed_by_id', %s::bigint, 'revision_id', %s::bigint, 'credential_id', "
            "(SELECT c.id FROM people_credential c JOIN people_reviewerprofile p "
            "ON p.id = c.profile_id WHERE p.user_id = %s)))).* FROM signoff_signoff s LIMIT 1",
            [writer.pk, back.pk, writer.pk],
        )
    assert SignOff.objects.count() == before


def test_a_revision_of_another_page_is_not_brought_back(house, replaced):
    page, _words = replaced
    other = newest(draft(author=house["author"], slug="annen", title="Annen"))
    before = page.revisions.count()
    with pytest.raises(DatabaseError, match="Only a revision of the same page"):
        newest(page).as_object().save_revision(user=house["author"], previous_revision=other)
    assert (page.revisions.count(), Revert.objects.count()) == (before, 0)


def test_nothing_is_brought_back_where_nobody_records_it(house, replaced):
    page, words = replaced
    before = page.revisions.count()
    with publishing.temporarily(reverters={}), pytest.raises(PublicationRefused) as refusal:
        bring_back(words, by=house["author"])
    assert [reason.code for reason in refusal.value.reasons] == ["no-gate"]
    assert page.revisions.count() == before
