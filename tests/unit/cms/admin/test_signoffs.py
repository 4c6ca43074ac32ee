"""Sign-offs to look at and to take back: who sees them, what follows, what a refusal leaves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.admin.signoff_rows import signoffs_of, vouched_for_by
from editorial.editions.models import LogEntry, PublicDocument
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.services import signoff_revoke
from tests.factories.pages import draft, edit

pytestmark = pytest.mark.django_db
REASON = "Kilden er trukket tilbake."


def state():
    return (
        list(PublicDocument.objects.order_by("path").values_list("path", "state", "digest")),
        LogEntry.objects.count(),
        SignOffRevocation.objects.count(),
    )


def take_back(scene, role, signoff, **data):
    address = reverse("signoff_take_back", args=[signoff.pk])
    return scene.client(role).post(address, data)


def titles(user):
    return [row.title for row in vouched_for_by(user, today=timezone.localdate())]


@pytest.mark.parametrize("role", ["clinician", "chief"])
def test_a_sign_off_is_taken_back_on_its_screen(scene, role):
    signoff = SignOff.objects.get()
    client = scene.client(role)
    record = reverse("signoffs", args=[scene.public.pk])
    assert reverse("signoff_take_back", args=[signoff.pk]) in client.get(record).content.decode()
    asked = client.get(reverse("signoff_take_back", args=[signoff.pk])).content.decode()
    assert "Teksten som publikum leser nå, hviler på denne signaturen." in asked
    before = state()
    answer = client.post(
        reverse("signoff_take_back", args=[signoff.pk]), {"reason": REASON}, follow=True
    )
    html = answer.content.decode()
    assert answer.redirect_chain == [(record, 302)]
    assert "Signaturen er trukket tilbake, og «Søvn og hvile» er trukket tilbake fra publi" in html
    assert REASON in html
    (row,) = signoffs_of(page=scene.public, user=scene.people[role])
    assert (row.is_public, row.may_take_back, row.editions) == (False, False, [1])
    assert row.revocation.revoked_by == scene.people[role]
    assert [(path, of) for path, of, _ in state()[0]] == [(before[0][0][0], "withdrawn")]
    # The revocation is an entry of the log, and the withdrawal that follows from it another.
    assert state()[1:] == (before[1] + 2, 1)


def test_nobody_else_takes_it_back_and_nothing_changes(scene):
    before = state()
    for role in ("second", "desk", "duty", "author"):
        answer = take_back(scene, role, SignOff.objects.get(), reason=REASON)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Bare den som signerte, eller en sjefredaktør kan trekke" in html
        assert state() == before


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001, "\x00"])
def test_without_a_reason_nothing_changes(scene, reason):
    before = state()
    answer = take_back(scene, "clinician", SignOff.objects.get(), reason=reason)
    assert answer.status_code == 422
    assert "error-message" in answer.content.decode()
    assert state() == before


def test_looking_changes_nothing_and_other_methods_are_refused(scene):
    before = state()
    address = reverse("signoff_take_back", args=[SignOff.objects.get().pk])
    client = scene.client("clinician")
    assert [client.get(address).status_code, client.put(address).status_code] == [200, 405]
    assert client.get(reverse("signoff_take_back", args=[10**9])).status_code == 404
    assert state() == before


def test_it_is_taken_back_once(scene):
    signoff = SignOff.objects.get()
    take_back(scene, "clinician", signoff, reason=REASON)
    before = state()
    answer = take_back(scene, "chief", signoff, reason=REASON)
    assert answer.status_code == 422
    assert "Denne signaturen er trukket tilbake før." in answer.content.decode()
    assert state() == before


def test_the_record_names_every_signature_and_its_editions(scene, published):
    edit(scene.public, author=scene.people["author"], title="Ny tekst")
    published(scene.public)
    newest, oldest = signoffs_of(page=scene.public, user=scene.people["clinician"])
    assert (newest.is_public, newest.editions) == (True, [2])
    assert (oldest.is_public, oldest.editions, oldest.may_take_back) == (False, [1], True)
    signoff_revoke(signoff=oldest.signoff, actor=scene.people["clinician"], reason=REASON)
    page = scene.client("author").get(reverse("signoffs", args=[scene.public.pk]))
    html = page.content.decode()
    assert html.index("offentlig tekst hviler på den") < html.index(REASON)
    assert "signoff_take_back" not in html
    assert PublicDocument.objects.get().state == "current"


def test_a_person_sees_what_rests_on_their_word(scene, published):
    lege, second = scene.people["clinician"], scene.people["second"]
    both = published(draft(author=scene.people["author"], slug="to", title="To", risk_class="A"))
    # A text of class A is reviewed sooner.
    assert (titles(lege), titles(second)) == (["To", "Søvn og hvile"], ["To"])
    html = scene.client("second").get(reverse("vouched")).content.decode()
    assert "1 offentlig tekst hviler på ditt ord." in html
    assert reverse("signoffs", args=[both.pk]) in html
    signoff_revoke(
        signoff=SignOff.objects.get(signed_by=lege, page_id=both.pk), actor=lege, reason=REASON
    )
    assert (titles(lege), titles(second)) == (["Søvn og hvile"], [])
    html = scene.client("second").get(reverse("vouched")).content.decode()
    assert "Ingenting som er offentlig nå, hviler på ditt ord." in html


def test_the_dashboard_shows_the_first_and_where_the_rest_is(scene, published):
    for number in range(6):
        page = draft(author=scene.people["author"], slug=f"s{number}", title=f"Tekst {number}")
        published(page)
    html = scene.client("clinician").get("/admin/").content.decode()
    panel = html[html.index('id="vouched-for') :]
    assert panel.count("house-row__title") >= 5
    assert "Se alle 7 tekstene" in panel
    assert "vouched-for" not in scene.client("desk").get("/admin/").content.decode()


def test_many_texts_are_two_pages_and_no_more_queries(scene, published, monkeypatch):
    monkeypatch.setattr("cms.admin.signoffs.PAGE_SIZE", 2)
    lege = scene.people["clinician"]
    with CaptureQueriesContext(connection) as few:
        vouched_for_by(lege, today=timezone.localdate())
    for number in range(3):
        page = draft(author=scene.people["author"], slug=f"s{number}", title=f"Tekst {number}")
        published(page)
    with CaptureQueriesContext(connection) as many:
        vouched_for_by(lege, today=timezone.localdate())
    assert len(few) == len(many) == 4
    client = scene.client("clinician")
    first, last = (client.get(reverse("vouched"), {"p": p}).content.decode() for p in ("1", "x9"))
    assert "Side 1 av 2" in first
    assert "Side 1 av 2" in last
    assert "Side 2 av 2" in client.get(reverse("vouched"), {"p": "2"}).content.decode()
