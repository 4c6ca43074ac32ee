"""Dashboard, editor, log, facts, pictures: what each says to whom, in every language."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.admin.selectors import reviews_due
from content_models.facts.models import FactVersion
from content_models.pages import LifestylePage
from editorial.editions.models import ConsumerCursor, ParkedItem
from editorial.signoff.facts import fact_version_sign
from tests import signing
from tests.factories.pages import draft, edit, home

pytestmark = pytest.mark.django_db


def html_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def buttons_of(html):
    footer = html[html.index('<footer class="footer'):]  # fmt: skip
    return re.findall(r'name="(action-[a-z-]+)"', footer[: footer.index("</footer>")])


def test_the_dashboard_shows_each_person_their_own_work(scene):
    desk, lege = (html_of(scene.client(role), "/admin/") for role in ("desk", "clinician"))
    assert reverse("review", args=[scene.desk_step.pk]) in desk
    assert reverse("review", args=[scene.clinical_step.pk]) not in desk
    assert reverse("review", args=[scene.clinical_step.pk]) in lege
    assert reverse("sign_fact", args=[scene.fact.pk]) in lege
    assert reverse("sign_fact", args=[scene.fact.pk]) not in desk
    assert "Ingenting venter på deg." in html_of(scene.client("duty"), "/admin/")


def test_the_author_sees_where_each_text_is_and_why_it_came_back(scene):
    signing.act(
        scene.desk_step.workflow_state, "reject", by=scene.people["desk"], comment="For kort."
    )
    html = html_of(scene.client("author"), "/admin/")
    assert "sendt tilbake til deg" in html
    assert "For kort." in html
    assert "venter på: Medisinskfaglig godkjenning" in html


def test_a_newer_draft_of_a_public_text_is_listed(scene):
    assert "Endret siden signering" not in html_of(scene.client("chief"), "/admin/")
    edit(scene.public, author=scene.people["author"], summary="Nytt.")
    assert "Endret siden signering" in html_of(scene.client("chief"), "/admin/")


def test_reviews_are_listed_sixty_days_ahead(scene):
    due = timezone.localdate() + timedelta(days=3 * 365)
    rows = reviews_due(today=due - timedelta(days=90))
    assert rows == []
    (row,) = reviews_due(today=due - timedelta(days=20))
    assert (row.title, row.state, row.is_urgent) == ("Søvn og hvile", "snart frist", False)
    (row,) = reviews_due(today=due + timedelta(days=5))
    assert (row.state, row.is_urgent) == ("over fristen", True)


def test_the_editor_says_what_is_missing_and_offers_no_button_that_is_refused(scene):
    page = draft(author=scene.people["author"], slug="tom", summary="", references_waiver="")
    html = html_of(scene.client("desk"), reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "2 ting mangler i teksten" in html
    assert "Den mangler ingress." in html
    assert "Ikke signert: 0 av 1 klinikere har signert nøyaktig denne teksten." in html
    assert buttons_of(html) == ["action-submit"]


def test_publish_is_offered_where_the_signed_text_is_the_same(scene):
    edit(scene.public, author=scene.people["desk"], slug="en-annen-adresse")
    path = reverse("wagtailadmin_pages:edit", args=[scene.public.pk])
    assert "action-publish" in buttons_of(html_of(scene.client("desk"), path))
    edit(scene.public, author=scene.people["desk"], title="Annet")
    assert "action-publish" not in buttons_of(html_of(scene.client("desk"), path))


def test_a_new_page_can_be_submitted_but_not_published(scene):
    path = reverse("wagtailadmin_pages:add", args=["content_models", "lifestylepage", home().pk])
    assert buttons_of(html_of(scene.client("chief"), path)) == ["action-submit"]


def test_the_author_reads_why_the_text_is_locked(scene):
    page = scene.desk_step.workflow_state.content_object
    html = html_of(scene.client("author"), reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Denne teksten venter på: Redaksjonell gjennomgang. Den er låst" in html


def test_a_delivery_is_tried_again_by_a_person(scene):
    client = scene.client("duty")
    assert "OSError: full" in html_of(client, reverse("log_report"))
    item = str(scene.parked.content_id)
    data = {"consumer": scene.parked.consumer, "content_id": item}
    answer = client.post(reverse("log_retry"), data, follow=True)
    assert "1 levering prøves på nytt nå." in answer.content.decode()
    row = ParkedItem.objects.get()
    assert (row.is_parked, row.attempts) == (False, 0)
    assert row.next_try <= timezone.now()


@pytest.mark.parametrize(
    "data", [{}, {"consumer": "nobody"}, {"consumer": "test-mirror", "content_id": "x' OR 1"}]
)
def test_a_delivery_that_is_none_changes_nothing(scene, data):
    before = scene.state()
    answer = scene.client("duty").post(reverse("log_retry"), data, follow=True)
    assert "Dette er ingen mislykket levering." in answer.content.decode()
    assert scene.state() == before


def test_a_lost_consumer_begins_again_and_one_that_is_not_lost_goes_on(scene):
    client, data = scene.client("chief"), {"consumer": scene.parked.consumer}
    assert "Spill av fra første oppføring" in html_of(client, reverse("log_report"))
    answer = client.post(reverse("log_replay"), data, follow=True)
    assert "«test-mirror» begynner på nytt" in answer.content.decode()
    cursor = ConsumerCursor.objects.get()
    assert (cursor.seq, cursor.state) == (0, "running")
    assert not ParkedItem.objects.exists()
    ConsumerCursor.objects.update(seq=1)
    answer = client.post(reverse("log_replay"), data, follow=True)
    assert "Denne mottakeren venter ikke på å spilles av." in answer.content.decode()
    assert ConsumerCursor.objects.get().seq == 1


def test_whoever_writes_a_version_is_its_author_whatever_is_posted(scene):
    client = scene.client("desk")
    path = reverse("wagtailsnippets_content_models_factversion:add")
    data = {"fact": scene.fact.fact_id, "text_nb": "Høyst 3 g.", "text_nn": "", "text_se": "",
            "text_en": "", "author": scene.people["author"].pk, "number": "77"}  # fmt: skip
    assert client.post(path, data).status_code == 302
    version = FactVersion.objects.order_by("pk").last()
    assert (version.author_id, version.number) == (scene.people["desk"].pk, 2)


@pytest.mark.parametrize("is_signed", [True, False])
def test_nobody_changes_the_version_of_another_or_a_signed_one(scene, is_signed):
    if is_signed:
        fact_version_sign(
            version=scene.fact,
            signer=scene.people["clinician"],
            shown_digest=scene.fact.wording_digest(),
        )
    before = scene.state()
    path = reverse("wagtailsnippets_content_models_factversion:edit", args=[scene.fact.pk])
    data = {"fact": scene.fact.fact_id, "text_nb": "Mye."}
    answer = scene.client("desk").post(path, data)
    assert answer["Location"] == reverse("sign_fact", args=[scene.fact.pk])
    assert scene.state() == before


def test_the_form_that_copies_a_version_changes_no_version_of_another(scene):
    before = scene.state()
    path = f"/admin/snippets/content_models/factversion/copy/{scene.fact.pk}/"
    data = {"fact": scene.fact.fact_id, "text_nb": "Mye.", "text_nn": "", "text_se": "",
            "text_en": ""}  # fmt: skip
    scene.client("desk").post(path, data)
    assert scene.state() == before
    assert FactVersion.objects.count() == 1


def test_a_wording_that_was_changed_after_it_was_read_is_not_signed(scene):
    client, path = scene.client("clinician"), reverse("sign_fact", args=[scene.fact.pk])
    (shown,) = re.findall(r'name="shown_digest" value="([0-9a-f]{64})"', html_of(client, path))
    scene.fact.text_nb = "Høyst 40 g i døgnet."
    scene.fact.save()
    answer = client.post(path, {"shown_digest": shown})
    assert answer.status_code == 422
    assert "Teksten er endret siden den ble vist for deg." in answer.content.decode()
    assert FactVersion.objects.get(pk=scene.fact.pk).signed_at is None
    (shown,) = re.findall(r'name="shown_digest" value="([0-9a-f]{64})"', html_of(client, path))
    assert client.post(path, {"shown_digest": shown}).status_code == 302
    assert FactVersion.objects.get(pk=scene.fact.pk).is_signed


def test_a_withdrawal_without_a_reason_keeps_what_was_typed(scene):
    before = scene.state()
    answer = scene.client("duty").post(
        reverse("withdraw", args=[scene.public.pk]),
        {"reason": "", "languages": ["nb"], "notice_nb": "Ikke følg rådet."},
    )
    assert "Ikke følg rådet.</textarea>" in answer.content.decode()
    assert scene.state() == before
    assert LifestylePage.objects.get(pk=scene.public.pk).live


def test_a_replacement_that_is_not_public_is_refused_in_the_form(scene):
    before = scene.state()
    answer = scene.client("duty").post(
        reverse("withdraw", args=[scene.public.pk]),
        {"reason": "error", "languages": ["nb"], "notice_nb": "Nei.",
         "replacement": scene.public.pk},
    )  # fmt: skip
    assert "Erstatningen må være annet publisert innhold." in answer.content.decode()
    assert scene.state() == before


@pytest.mark.parametrize(
    "path", ["../keys/signing.pem", "original_images/none.png", "x.svg", "a%00.png"]
)
def test_nothing_but_known_pictures_is_served(scene, path):
    assert scene.client("author").get(f"/admin/private-media/{path}").status_code == 404


def test_a_picture_is_served_as_a_picture_to_nobody_else(scene):
    path = reverse("private_media", args=[scene.picture.file.name])
    answer = scene.client("author").get(path)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


SCREENS = ["/admin/", "/admin/pages/", "/admin/edition-log/", "/admin/images/"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ("Venter på deg", "Utgaveloggen", "Kan dette publiseres?")),
        ("nn", ("Ventar på deg", "Utgåveloggen", "Kan dette publiserast?")),
        ("se", ("Vuordá du", "Almmuhanlogga", "Sáhttágo dán almmuhit?")),
        ("en", ("Waits for you", "The edition log", "Can this go live?")),
    ],
)
def test_the_admin_speaks_the_language_of_its_user(scene, language, words):
    UserProfile.objects.create(user=scene.people["chief"], preferred_language=language)
    client = scene.client("chief")
    pages = [*SCREENS, reverse("wagtailadmin_pages:edit", args=[scene.public.pk])]
    html = "".join(html_of(client, path) for path in pages)
    assert [word for word in words if word not in html] == []


def test_the_dashboard_asks_as_much_for_many_texts_as_for_few(scene):
    def queries():
        client = scene.client("author")
        client.get("/admin/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/admin/")
        return len(asked)

    for number in range(2):
        draft(author=scene.people["author"], slug=f"x{number}", title=f"x{number}")
    few = queries()
    for number in range(2, 6):
        draft(author=scene.people["author"], slug=f"x{number}", title=f"x{number}")
    assert queries() == few
