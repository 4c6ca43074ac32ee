"""The screen where a text is read and decided on: what it shows, and what a refusal leaves."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Revision

from editorial.signoff.models import SignOff
from tests import signing
from tests.factories.pages import draft, edit

pytestmark = pytest.mark.django_db


def test_a_draft_that_is_read_runs_no_script_whoever_wrote_it(scene):
    """Even where the sanitiser was passed by: its reader is somebody who can sign."""
    step = scene.clinical_step
    content = step.revision.content
    raw = json.loads(content["body"])
    raw[0]["value"]["blocks"][0]["value"] = "<p>Hei</p><script>sign()</script>"
    content["body"] = json.dumps(raw)
    Revision.objects.filter(pk=step.revision_id).update(content=content)
    for answer in (
        scene.client("clinician").get(reverse("review_text", args=[step.pk])),
        scene.client("clinician").get(
            reverse(
                "wagtailadmin_pages:workflow_preview", args=[step.revision.object_id, step.task_id]
            )
        ),
    ):
        assert answer.status_code == 200
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in answer["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert "script-src" not in policy
        assert (policy["frame-ancestors"], policy["form-action"]) == ("'self'", "'none'")


def test_a_draft_shows_each_picture_in_its_own_place_whatever_its_block_is_called(scene):
    """A browser sends the identifiers, so an author can send one twice."""
    step = scene.clinical_step
    other = get_image_model().objects.create(title="Lunge", file="original_images/lunge.png",
                                             width=8, height=8)  # fmt: skip
    content = step.revision.content
    raw = json.loads(content["body"])
    raw[0]["value"]["blocks"] += [
        {"type": "image", "id": "11111111-0000-4000-8000-000000000009",
         "value": {"image": image.pk, "alt": image.title, "caption": "", "credit": ""}}
        for image in (scene.picture, other)
    ]  # fmt: skip
    content["body"] = json.dumps(raw)
    Revision.objects.filter(pk=step.revision_id).update(content=content)
    html = scene.client("clinician").get(reverse("review_text", args=[step.pk])).content.decode()
    assert re.findall(r'<img src="([^"]+)"', html) == [scene.picture.file.url, other.file.url]


def test_a_draft_shows_how_many_must_sign_it_and_how_often(scene):
    """The risk class decides both, its author chooses it, and the signature covers it."""
    step = scene.clinical_step
    html = scene.client("clinician").get(reverse("review_text", args=[step.pk])).content.decode()
    assert f"<li>Risikoklasse: {step.revision.as_object().risk_class}</li>" in html


def page_of(scene, role, step):
    return scene.client(role).get(reverse("review", args=[step.pk])).content.decode()


def test_an_unfinished_signature_keeps_what_was_typed_and_says_every_reason(scene):
    answer = scene.client("clinician").post(
        reverse("review", args=[scene.clinical_step.pk]),
        {**signing.sign_data(scene.clinical_step.revision.as_object()), "action": "sign",
         "ticked": ["correct"], "attested": "", "comment": "Nesten ferdig"},
    )  # fmt: skip
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Alle punktene i sjekklisten må krysses av." in html
    assert "Du må bekrefte at du går god for teksten." in html
    assert "Nesten ferdig</textarea>" in html
    assert html.count("checked") == 1
    assert SignOff.objects.filter(task_state_id=scene.clinical_step.pk).count() == 0


def test_changes_are_not_requested_without_a_reason(scene):
    before = scene.state()
    answer = scene.client("desk").post(
        reverse("review", args=[scene.desk_step.pk]), {"action": "reject", "comment": " "}
    )
    assert answer.status_code == 422
    assert "Si hva som må endres, og hvorfor." in answer.content.decode()
    assert scene.state() == before


@pytest.mark.parametrize("action", ["", "sign", "publish"])
def test_an_action_that_the_step_has_not_is_refused(scene, action):
    before = scene.state()
    answer = scene.client("desk").post(
        reverse("review", args=[scene.desk_step.pk]), {"action": action}
    )
    assert answer.status_code == 422
    assert scene.state() == before


def test_whoever_wrote_is_told_before_reading_that_signing_is_not_possible(scene):
    clinician = scene.people["clinician"]
    page = draft(author=clinician, slug="egen", title="Egen")
    step = signing.submit(page, by=clinician)
    signing.act(step, "approve", by=scene.people["desk"])
    step.refresh_from_db()
    html = page_of(scene, "clinician", step.current_task_state)
    assert "Du kan ikke signere denne teksten" in html
    assert "Du har skrevet, eid eller sendt inn denne teksten siden den sist ble signert." in html
    assert "Signer denne teksten" not in html


def test_a_first_text_has_no_differences_and_a_second_has_them_all(scene):
    assert "Endret siden siste signerte utgave" not in page_of(
        scene, "clinician", scene.clinical_step
    )
    edit(scene.public, author=scene.people["author"], summary="Noe helt annet.")
    step = signing.submit(
        scene.public.get_latest_revision_as_object(), by=scene.people["author"]
    ).current_task_state
    html = page_of(scene, "desk", step)
    assert "Endret siden siste signerte utgave" in html
    assert "<ins>Noe helt annet</ins>" in html


def test_the_desk_sees_the_newest_draft_and_the_clinician_the_one_to_be_signed(scene):
    desk, people = scene.client("desk"), scene.people
    for step in (scene.desk_step, scene.clinical_step):
        edit(step.workflow_state.content_object.specific, author=people["desk"], title="Nyere")
    text = desk.get(reverse("review_text", args=[scene.desk_step.pk])).content.decode()
    assert "<h1>Nyere</h1>" in text
    text = scene.client("clinician").get(reverse("review_text", args=[scene.clinical_step.pk]))
    assert "<h1>hos-legen</h1>" in text.content.decode()
    assert "Teksten er redigert siden dette steget begynte" in page_of(
        scene, "clinician", scene.clinical_step
    )


def test_a_step_that_is_over_says_so(scene):
    signing.act(scene.desk_step.workflow_state, "approve", by=scene.people["desk"])
    answer = scene.client("desk").get(reverse("review", args=[scene.desk_step.pk]), follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    assert "Dette steget pågår ikke lenger." in answer.content.decode()


def test_a_draft_is_drawn_like_the_site_and_kept_by_nobody(scene):
    answer = scene.client("clinician").get(reverse("review_text", args=[scene.clinical_step.pk]))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    html = answer.content.decode()
    assert "Kladd. Ikke signert, ikke publisert." in html
    assert '<div class="prose"><p>Sov nok.</p></div>' in html


def test_wagtails_own_window_shows_the_text_and_says_every_reason(scene):
    page = scene.clinical_step.workflow_state.content_object
    path = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "sign", scene.clinical_step.pk]
    )
    client, window = scene.client("clinician"), {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    html = client.get(path, **window).json()["html"]
    assert "house-reading" in html
    assert signing.sign_data(scene.clinical_step.revision.as_object())["shown_digest"] in html
    data = {**signing.sign_data(scene.clinical_step.revision.as_object()), "ticked": []}
    before = scene.state()
    answer = client.post(path, {**data, "attested": ""}, **window).json()
    assert answer["step"] == "action"
    assert "Alle punktene i sjekklisten må krysses av." in answer["html"]
    assert "Du må bekrefte at du går god for teksten." in answer["html"]
    assert scene.state() == before
