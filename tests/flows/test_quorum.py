"""A quorum is of one text: what was signed when it read otherwise neither counts nor bars."""

import pytest
from django.urls import reverse

from content_models.publishing import Candidate
from content_models.taxonomy.models import Topic
from editorial.editions.models import Edition
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.signoff.services import SignOffRefused, signoff_revoke
from editorial.workflow.selectors import sign_obstacles
from editorial.workflow.services import ActionRefused
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit


@pytest.fixture
def half_signed(house):
    """A class A text with a topic, signed by the first of two, and the topic renamed since."""
    topic = Topic.objects.create(
        slug="sovn", name_nb="Søvn", name_nn="Søvn", name_se="Oađđin", name_en="Sleep"
    )
    page = draft(author=house["author"], risk_class="A")
    page.topics.add(topic)
    page.save_revision(user=house["author"])
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    act(state, "sign", by=house["clinician"], **sign_data(text(state)))
    Topic.objects.filter(pk=topic.pk).update(name_nb="Hvile")
    state.refresh_from_db()
    return state


def text(state):
    return state.current_task_state.revision.as_object()


def test_both_sign_the_text_as_it_is_now(house, half_signed):
    key = text(half_signed).translation_key
    act(half_signed, "sign", by=house["second"], **sign_data(text(half_signed)))
    half_signed.refresh_from_db()
    assert half_signed.status == "in_progress"
    assert not Edition.objects.exists()
    act(half_signed, "sign", by=house["clinician"], **sign_data(text(half_signed)))
    found = public_by_id(content_id=key, lang="nb").data()
    assert [topic["name"] for topic in found["article"]["topics"]] == ["Hvile"]
    signed = SignOff.objects.filter(pk__in=Edition.objects.get().signoff_ids)
    assert {row.signed_by for row in signed} == {house["clinician"], house["second"]}
    assert {row.clinical_digest for row in signed} == {found["edition"]["clinicalDigest"]}
    assert SignOff.objects.count() == 3


def test_the_same_text_is_still_signed_once_by_each(house, half_signed, in_english):
    act(half_signed, "sign", by=house["clinician"], **sign_data(text(half_signed)))
    with pytest.raises(SignOffRefused) as refusal:
        act(
            half_signed,
            "sign",
            by=house["clinician"],
            **sign_data(text(half_signed), by=house["clinician"]),
        )
    assert [reason.code for reason in refusal.value.reasons] == ["signed-already"]
    assert SignOff.objects.count() == 2


def test_one_who_took_it_back_does_not_sign_the_same_text_again_in_that_step(house, half_signed):
    act(half_signed, "sign", by=house["clinician"], **sign_data(text(half_signed)))
    newest = SignOff.objects.order_by("-pk").first()
    signoff_revoke(signoff=newest, actor=house["clinician"], reason="Feil dose.")
    with pytest.raises(SignOffRefused) as refusal:
        act(half_signed, "sign", by=house["clinician"], **sign_data(text(half_signed)))
    assert [reason.code for reason in refusal.value.reasons] == ["signed-already"]


def test_two_wordings_do_not_approve_the_step(house, half_signed, in_english):
    act(half_signed, "sign", by=house["second"], **sign_data(text(half_signed)))
    half_signed.refresh_from_db()
    with pytest.raises(ActionRefused) as refusal:
        half_signed.current_task_state.specific.approve(user=house["second"])
    assert [reason.text for reason in refusal.value.reasons] == [
        "Not signed: 1 of 2 clinicians have signed exactly this text."
    ]
    assert not Edition.objects.exists()


def test_the_screen_says_whose_signatures_were_for_another_wording(house, half_signed, client):
    step = half_signed.current_task_state.specific
    shown = sign_obstacles(
        task_state=step, user=house["clinician"], candidate=Candidate(text(half_signed))
    )
    assert shown == []
    client.force_login(house["clinician"])
    window = reverse(
        "wagtailadmin_pages:workflow_action", args=[text(half_signed).pk, "sign", step.pk]
    )
    ajax = client.get(window, HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()["html"]
    for html in (client.get(reverse("review", args=[step.pk])).content.decode(), ajax):
        assert "Disse signaturene gjelder en annen ordlyd og teller ikke." in html
        assert "Dr. Clinician, lege." in html
    screen = client.get(reverse("review", args=[step.pk])).content.decode()
    assert "0 av 2" in screen
