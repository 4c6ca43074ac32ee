"""Every signature in somebody's name is told to them, until they say that they know of it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cms.admin.permissions import has_in_name
from cms.admin.signoff_rows import being_taken_back_by
from editorial.editions.wishes.models import TakingBack
from editorial.editions.wishes.services import signoff_hide
from editorial.signoff.facts import fact_version_sign
from editorial.signoff.models import SignOff, SignOffRevocation, Telling
from editorial.signoff.services import signoff_revoke
from editorial.signoff.tellings import TellingRefused, tellings_record, untold_count

pytestmark = pytest.mark.django_db
PASSWORD = "Tre blå katter 2026"
SENTENCE = "signatur i ditt navn venter på at du ser på den"
URL = "/admin/sign-offs/in-my-name/"


def log_in(user, **data):
    """Through the door that people take; returns what they see next."""
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    answer = client.post(
        reverse("wagtailadmin_login"),
        {"username": user.username, "password": PASSWORD, **data},
        follow=True,
    )
    assert answer.status_code == 200
    return client, answer


def forge(scene, **changes):
    """A sign-off that somebody wrote by SQL in a clinician's name, for a draft of another."""
    real = SignOff.objects.get()
    revision = scene.clinical_step.revision
    page = revision.content_object
    real.pk, real.task_state_id = None, scene.clinical_step.pk
    real.page_id, real.revision_id = page.pk, revision.pk
    real.content_id = page.translation_key
    for name, value in changes.items():
        setattr(real, name, value)
    real._state.adding = True
    real.save(force_insert=True)
    return real


def leads_there(scene, who):
    """Whether the dashboard has a link to the list, beside no signature that is new to them."""
    html = scene.client(who).get("/admin/").text
    return f'<a href="{URL}">Se hva som er signert og trukket tilbake i ditt navn</a>' in html


def test_whoever_logs_in_is_told_wherever_they_go_next(scene):
    lege = scene.people["clinician"]
    tellings_record(user=lege, signoff_ids=[SignOff.objects.get().pk])
    forged = forge(scene)
    client, answer = log_in(lege, next=reverse("wagtailadmin_account"))
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_account")
    assert f"1 {SENTENCE}" in answer.text
    html = client.get(reverse("signed_in_my_name")).text
    assert reverse("signoff_take_back", args=[forged.pk]) in html
    assert html.count("ny for deg") == 1


def test_it_is_told_again_until_its_owner_says_so(scene):
    lege, signoff = scene.people["clinician"], SignOff.objects.get()
    for _time in range(2):
        client, answer = log_in(lege)
        assert SENTENCE in answer.text
        assert "signed-in-my-name" in client.get("/admin/").text
    answer = client.post(reverse("signed_in_my_name"), {"signoff": [signoff.pk]}, follow=True)
    assert "Du har sagt at du vet om 1 signatur." in answer.text
    assert Telling.objects.get().signoff == signoff
    assert untold_count(lege) == 0
    client, answer = log_in(lege)
    assert SENTENCE not in answer.text
    assert SENTENCE not in client.get("/admin/").text
    # What was told stays to be seen.
    assert leads_there(scene, "clinician")
    assert scene.public.title in client.get(reverse("signed_in_my_name")).text


def test_a_fact_that_was_signed_in_somebodys_name_is_told_too(scene):
    lege = scene.people["clinician"]
    fact_version_sign(version=scene.fact, signer=lege, shown_digest=scene.fact.wording_digest())
    client, answer = log_in(lege)
    assert "2 signaturer i ditt navn" in answer.text
    assert str(scene.fact) in client.get(reverse("signed_in_my_name")).text
    client.post(
        reverse("signed_in_my_name"),
        {"signoff": [SignOff.objects.get().pk], "fact": [scene.fact.pk]},
    )
    assert untold_count(lege) == 0


def test_nobody_is_told_of_what_is_not_theirs(scene):
    signoff = SignOff.objects.get()
    second = scene.people["second"]
    with pytest.raises(TellingRefused):
        tellings_record(user=second, signoff_ids=[signoff.pk])
    client = scene.client("second")
    for value in (str(signoff.pk), "x", "-1", "9" * 40, "\u0661"):
        answer = client.post(reverse("signed_in_my_name"), {"signoff": [value]}, follow=True)
        assert "Du har sagt" not in answer.text
    assert not Telling.objects.exists()
    _client, answer = log_in(second)
    assert SENTENCE not in answer.text
    assert scene.client("desk").get(reverse("signed_in_my_name")).status_code != 200


def test_the_database_keeps_what_was_told_and_when(scene):
    signoff = SignOff.objects.get()
    Telling.objects.create(signoff=signoff, told_at="2000-01-01T00:00:00Z")
    assert Telling.objects.get().told_at.year > 2000
    for statement in (
        "DELETE FROM signoff_telling",
        "UPDATE signoff_telling SET told_at = now()",
        f"INSERT INTO signoff_telling (fact_version_id) VALUES ({scene.fact.pk})",
        "INSERT INTO signoff_telling DEFAULT VALUES",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Telling.objects.count() == 1


def test_the_place_of_a_proof_is_empty_until_something_verifies_one(scene):
    with pytest.raises(DatabaseError, match="signoff_proof_not_verified_yet"):
        forge(scene, proof=b"looks like a signature")
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize("who", ["clinician", "chief"])
def test_what_was_taken_back_in_somebodys_name_is_listed_for_them(scene, who):
    """Written by SQL, in the name of the signer or of an editor-in-chief: no password is asked."""
    url, heading = reverse("signed_in_my_name"), "Trukket tilbake i ditt navn"
    assert heading not in scene.client(who).get(url).text
    assert scene.client("chief").get(url).status_code != 200
    forged = forge(scene)
    SignOffRevocation.objects.create(
        signoff=forged, revoked_by=scene.people[who], cause="mistake", reason="Ikke min."
    )
    answer = scene.client(who).get(url)
    assert answer.status_code == 200
    listed = answer.text.partition(heading)[2]
    assert [forged.page.draft_title in listed, "Ikke min." in listed] == [True, True]
    for other in {"clinician", "chief", "second"} - {who}:
        assert heading not in scene.client(other).get(url).text


def all_told(scene):
    keys = SignOff.objects.values_list("pk", flat=True)
    tellings_record(user=scene.people["clinician"], signoff_ids=list(keys))


@pytest.mark.parametrize("who", ["clinician", "chief"])
def test_the_dashboard_leads_to_the_list_whoever_has_anything_on_it(scene, who):
    forged = forge(scene)
    all_told(scene)
    assert leads_there(scene, who) == (who == "clinician")
    SignOffRevocation.objects.create(
        signoff=forged, revoked_by=scene.people[who], cause="mistake", reason="Ikke min."
    )
    assert leads_there(scene, who)
    for other in {"clinician", "chief", "second", "desk"} - {who}:
        assert leads_there(scene, other) == (other == "clinician")


def wish_of_a_draft(scene, actor):
    forged = forge(scene)
    TakingBack.objects.create(
        signoff_id=forged.pk, content_id=forged.content_id, lang=forged.lang, actor_id=actor.pk,
        cause="mistake", words="Ikke min.",
    )  # fmt: skip
    return forged


def wish_of_a_public_text(_scene, actor):
    signoff = SignOff.objects.get()
    signoff_hide(signoff=signoff, actor_id=actor.pk, cause="mistake", words="Ikke min.")
    return signoff


@pytest.mark.parametrize("wish", [wish_of_a_draft, wish_of_a_public_text])
@pytest.mark.parametrize("who", ["clinician", "chief"])
def test_what_is_being_taken_back_in_somebodys_name_is_listed_as_such(scene, who, wish):
    signoff = wish(scene, scene.people[who])
    all_told(scene)
    assert leads_there(scene, who)
    answer = scene.client(who).get(URL)
    assert answer.status_code == 200
    listed = answer.text.partition("Trukket tilbake i ditt navn")[2]
    assert listed.count("trekkes tilbake, ikke i loggen ennå") == 1
    assert [signoff.page.draft_title in listed, "Ikke min." in listed] == [True, True]
    for other in {"clinician", "chief", "second"} - {who}:
        assert "trekkes tilbake, ikke i loggen ennå" not in scene.client(other).get(URL).text
    # The worker writes the second kind of wish in the words of the first: it is said once.
    assert len(being_taken_back_by(scene.people[who])) == 1
    signoff_revoke(signoff=signoff, actor=scene.people[who], cause="mistake", reason="Ikke min.")
    assert "ikke i loggen ennå" not in scene.client(who).get(URL).text
    assert being_taken_back_by(scene.people[who]) == []


def test_one_query_finds_whether_there_is_anything(scene, django_assert_num_queries):
    for who, found in {"clinician": True, "second": False, "chief": False}.items():
        with django_assert_num_queries(1):
            assert has_in_name(scene.people[who]) is found
