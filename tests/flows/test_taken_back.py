"""No text stays public on the word of a clinician who has taken it back."""

import pytest
from django.db import DatabaseError, connection, transaction

from editorial.editions.models import Edition, LogEntry, PublicDocument
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.services import SignOffRefused, signoff_revoke
from tests.factories.pages import draft, edit
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")


def take_back(signoff, *, by):
    return signoff_revoke(signoff=signoff, actor=by, reason="Jeg tok feil av dosen.")


def public(page, lang="nb"):
    return public_by_id(content_id=page.translation_key, lang=lang)


@pytest.mark.parametrize("role", ["clinician", "chief"])
def test_a_sign_off_that_is_taken_back_takes_the_text_down(house, live, role):
    state = submit(live, by=house["author"])
    take_back(SignOff.objects.get(), by=house[role])
    found = public(live)
    said = found.data()["edition"]
    assert found.state == "withdrawn"
    assert (said["severity"], said["withdrawal"]["reason"]) == ("safety", "revoked")
    assert Edition.objects.get(action="withdrawn").actor_id == house[role].pk
    assert not type(live).objects.get(pk=live.pk).live
    state.refresh_from_db()
    assert state.status == "cancelled"


def test_one_of_two_is_enough(house, published):
    live = published(draft(author=house["author"], risk_class="A"))
    take_back(SignOff.objects.get(signed_by=house["second"]), by=house["second"])
    assert public(live).state == "withdrawn"


def test_the_text_comes_back_with_a_new_review(house, live, published):
    take_back(SignOff.objects.get(), by=house["clinician"])
    assert published(live).live
    assert public(live).data()["edition"]["number"] == 3


def test_a_sign_off_of_an_earlier_text_or_of_a_withdrawn_one_takes_nothing_down(
    house, live, published
):
    first = SignOff.objects.get()
    edit(live, author=house["author"], title="Ny tekst")
    published(live)
    second = SignOff.objects.exclude(pk=first.pk).get()
    take_back(first, by=house["clinician"])
    assert public(live).state == "current"
    type(live).objects.get(pk=live.pk).unpublish()
    count = LogEntry.objects.count()
    take_back(second, by=house["clinician"])
    # The log says that it was taken back, and nothing else.
    assert (public(live).state, LogEntry.objects.count()) == ("withdrawn", count + 1)


def test_the_other_languages_stay(house, live, published):
    from wagtail.models import Locale

    english = live.copy_for_translation(Locale.objects.get(language_code="en"))
    published(english)
    take_back(SignOff.objects.get(lang="en"), by=house["clinician"])
    assert (public(live).state, public(live, "en").state) == ("current", "withdrawn")


def test_a_refused_revocation_changes_nothing(house, live):
    before = list(PublicDocument.objects.values_list("digest", "state"))
    with pytest.raises(SignOffRefused) as refusal:
        signoff_revoke(signoff=SignOff.objects.get(), actor=house["duty"], reason=" ")
    assert [reason.code for reason in refusal.value.reasons] == ["reason", "not-entitled"]
    assert not SignOffRevocation.objects.exists()
    assert list(PublicDocument.objects.values_list("digest", "state")) == before
    assert (LogEntry.objects.count(), public(live).state) == (1, "current")


def test_two_clicks_at_once_take_it_back_once(house, live, monkeypatch):
    from editorial.signoff import services

    rule, asked = services.revoking_reasons, []

    def too_early(**given):
        """As the second click sees it: it asks before the first one has committed."""
        asked.append(given)
        return rule(**given) if len(asked) > 1 else []

    take_back(SignOff.objects.get(), by=house["clinician"])
    count = LogEntry.objects.count()
    monkeypatch.setattr(services, "revoking_reasons", too_early)
    with pytest.raises(SignOffRefused) as refusal:
        take_back(SignOff.objects.get(), by=house["clinician"])
    assert [reason.code for reason in refusal.value.reasons] == ["revoked"]
    assert (SignOffRevocation.objects.count(), LogEntry.objects.count()) == (1, count)


INSERT = (
    "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason) "
    "SELECT id, signed_by_id, 'x' FROM signoff_signoff"
)


def test_the_database_refuses_a_revocation_that_leaves_the_text_public(house, live):
    with (
        pytest.raises(DatabaseError, match="it is taken back with a withdrawal"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSERT)
    assert not SignOffRevocation.objects.exists()
    assert public(live).state == "current"


def test_the_database_takes_one_of_a_text_that_is_not_public(house):
    page = draft(author=house["author"], risk_class="A")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    act(state, "sign", by=house["clinician"], **sign_data(page))
    with connection.cursor() as cursor:
        cursor.execute(INSERT)
    assert SignOffRevocation.objects.count() == 1
