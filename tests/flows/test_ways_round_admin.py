"""The ways round the workflow again, now as somebody with a browser and full rights tries them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, Revision, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content_models.publishing import PublicationRefused
from editorial.editions.models import Edition, LogEntry, PublicDocument
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft, edit
from tests.signing import act, sign_data, submit
from tests.timing import database_at


@pytest.fixture
def unsigned(house):
    return draft(author=house["author"])


@pytest.fixture
def browser_of(house):
    """A client that somebody of the house is logged in with."""

    def log_in(role: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(house[role])
        return client

    return log_in


def public_state() -> tuple:
    """All that the public can notice, and all that would let it."""
    return (
        sorted(Page.objects.filter(live=True).values_list("pk", flat=True)),
        LogEntry.objects.count(),
        SignOff.objects.count(),
        list(PublicDocument.objects.order_by("content_id").values_list("digest", "state", "path")),
    )


def form(page, **changes):
    """What the editor's form posts for a page."""
    text = changes.pop("text", "Sov nok.")
    values = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "risk_class": page.risk_class,
        "synonyms": "",
        "licence": page.licence,
        "references_waiver": page.references_waiver,
        "go_live_at": "",
        "expire_at": "",
        "body": streamfield(
            [
                (
                    "section",
                    {
                        "aspect": "overview",
                        "heading": "Kort fortalt",
                        "blocks": streamfield([("text", rich_text(f"<p>{text}</p>"))]),
                    },
                )
            ]
        ),
        "evidence_references": inline_formset([]),
        "medical_codes": inline_formset([]),
        "comments": inline_formset([]),
        **changes,
    }
    return nested_form_data(values)


@pytest.mark.parametrize("role", ["superuser", "chief", "desk", "author"])
def test_w05_the_publish_button_publishes_nothing_unsigned(house, unsigned, browser_of, role):
    before = public_state()
    data = {**form(unsigned, text="Usignert tekst."), "action-publish": "action-publish"}
    browser_of(role).post(f"/admin/pages/{unsigned.pk}/edit/", data)
    assert public_state() == before
    assert public_by_id(content_id=unsigned.translation_key, lang="nb") is None


def test_the_text_that_was_refused_is_kept_as_a_draft(house, unsigned, browser_of):
    data = {**form(unsigned, text="Ny setning."), "action-publish": "action-publish"}
    browser_of("chief").post(f"/admin/pages/{unsigned.pk}/edit/", data)
    latest = Page.objects.get(pk=unsigned.pk).specific.get_latest_revision_as_object()
    assert "Ny setning." in str(latest.body[0].value["blocks"][0].value)


def test_w05_the_publish_button_does_not_change_a_live_text(house, live, browser_of):
    before = public_state()
    data = {**form(live, text="Usignert endring."), "action-publish": "action-publish"}
    browser_of("superuser").post(f"/admin/pages/{live.pk}/edit/", data)
    assert public_state() == before
    found = public_by_id(content_id=live.translation_key, lang="nb")
    assert "Usignert" not in found.document.decode()


def test_a_live_text_can_be_saved_as_a_draft_in_the_editor(house, live, browser_of):
    before = public_state()
    browser_of("author").post(f"/admin/pages/{live.pk}/edit/", form(live, text="Utkast."))
    assert public_state() == before
    latest = Page.objects.get(pk=live.pk).specific.get_latest_revision_as_object()
    assert "Utkast." in str(latest.body[0].value["blocks"][0].value)


@pytest.mark.parametrize("role", ["superuser", "chief", "desk"])
def test_the_bulk_action_publishes_nothing_unsigned(house, unsigned, browser_of, role):
    before = public_state()
    address = f"/admin/bulk/wagtailcore/page/publish/?id={unsigned.pk}&next=/admin/"
    browser_of(role).post(address, {"next": "/admin/"})
    assert public_state() == before


def test_w07_a_step_opened_through_another_page_is_judged_by_its_own(house, unsigned, browser_of):
    other = draft(author=house["desk"], slug="annen", title="Annen")
    state = submit(unsigned, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    task_state = state.current_task_state
    before = public_state()
    for role in ("author", "desk", "superuser"):
        browser_of(role).post(
            f"/admin/pages/workflow/action/{other.pk}/sign/{task_state.pk}/",
            {**sign_data(task_state.revision.as_object()), "comment": ""},
        )
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_IN_PROGRESS
    assert public_state() == before


def test_w02_autosave_over_a_revision_under_review_writes_another(house, unsigned, browser_of):
    state = submit(unsigned, by=house["author"])
    revision = state.current_task_state.revision
    content = dict(revision.content)
    browser_of("desk").post(
        f"/admin/pages/{unsigned.pk}/edit/",
        {**form(unsigned, text="Autolagret."), "overwrite_revision_id": str(revision.pk)},
        headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"},
    )
    assert Revision.objects.get(pk=revision.pk).content == content


@pytest.mark.parametrize("what", ["revert-then-publish", "revert-then-schedule"])
def test_an_old_revision_is_not_public_again_without_a_review(
    house, published, live, browser_of, what
):
    first = live.live_revision
    edit(live, author=house["author"], title="Søvn, ny utgave")
    live = published(live)
    now = public_by_id(content_id=live.translation_key, lang="nb").digest
    later = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    data = {**form(live, title="Søvn og hvile"), "action-publish": "action-publish"}
    data["revision"] = str(first.pk)
    if what == "revert-then-schedule":
        data["go_live_at"] = timezone.localtime(later).strftime("%Y-%m-%d %H:%M")
    browser_of("superuser").post(f"/admin/pages/{live.pk}/edit/", data)
    # What was posted is kept as a draft, with its date: it was no form that refused it.
    kept = Page.objects.get(pk=live.pk).specific.get_latest_revision_as_object()
    wanted = later if what == "revert-then-schedule" else None
    assert (kept.title, kept.go_live_at) == ("Søvn og hvile", wanted)
    # Nor the clock, where somebody puts the old text on it past every button.
    with pytest.raises(DatabaseError, match="cannot stand on the clock"):
        Revision.objects.filter(pk=kept.latest_revision_id).update(approved_go_live_at=later)
    with database_at(later + timedelta(minutes=1)):
        report = schedule_run()
    assert (report.published, report.refused) == ([], {})
    assert public_by_id(content_id=live.translation_key, lang="nb").digest == now


def test_w16_copies_and_aliases_made_in_the_admin_are_not_public(house, live, browser_of):
    parent = live.get_parent()
    before = public_state()
    for alias in ("", "on"):
        browser_of("superuser").post(
            f"/admin/pages/{live.pk}/copy/",
            {
                "new_title": "Kopi",
                "new_slug": f"kopi{alias}",
                "new_parent_page": str(parent.pk),
                "publish_copies": "on",
                "alias": alias,
            },
        )
    assert public_state() == before


def test_w16_no_alias_stands_in_the_way_of_a_signed_text(house, unsigned, published):
    with pytest.raises(PublicationRefused) as refusal:
        unsigned.create_alias(update_slug="alias")
    assert [reason.code for reason in refusal.value.reasons] == ["alias"]
    with pytest.raises(PublicationRefused):
        CreatePageAliasAction(unsigned, update_slug="alias").execute()
    assert Page.objects.filter(alias_of__isnull=False).count() == 0
    assert published(unsigned).live


def test_a_translation_made_in_the_admin_is_not_public(house, live, browser_of):
    from wagtail.models import Locale

    before = public_state()
    english = Locale.objects.get(language_code="en")
    browser_of("superuser").post(
        f"/admin/translation/submit/page/{live.pk}/", {"locales": [str(english.pk)]}
    )
    assert public_state() == before


def test_w23_a_duty_editor_withdraws_while_a_review_locks_the_page(house, live, browser_of):
    """Nobody who still has the review before their eyes brings the text back."""
    state = submit(live, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    step = state.current_task_state
    browser_of("duty").post(
        f"/admin/pages/{live.pk}/withdraw/",
        {"reason": "unsafe", "languages": ["nb"], "notice_nb": "Ikke følg dette rådet."},
    )
    found = public_by_id(content_id=live.translation_key, lang="nb")
    assert (found.state, found.data()["edition"]["withdrawal"]["notice"]) == (
        "withdrawn",
        "Ikke følg dette rådet.",
    )
    state.refresh_from_db()
    assert (state.status, TaskState.objects.get(pk=step.pk).status) == ("cancelled", "cancelled")
    before = public_state()
    data = {**sign_data(step.revision.as_object()), "action": "sign"}
    answer = browser_of("clinician").post(f"/admin/review/{step.pk}/", data, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said[0].strip() == "Dette steget pågår ikke lenger."
    assert said[1].strip().startswith("Denne teksten ble trukket tilbake ")
    assert public_state() == before
    assert before[2] == 1


def test_unpublishing_in_the_admin_leaves_a_notice_and_no_hole(house, live, browser_of):
    browser_of("desk").post(f"/admin/pages/{live.pk}/unpublish/", {})
    found = public_by_id(content_id=live.translation_key, lang="nb")
    assert found.state == "withdrawn"
    assert Edition.objects.filter(action="withdrawn").count() == 1


def test_w12_there_is_no_wagtail_api_to_write_with(house, live, browser_of):
    before = public_state()
    client = browser_of("superuser")
    for address in (
        "/api/v3/pages/",
        f"/api/v3/pages/{live.pk}/actions/publish/",
        "/api/v2/pages/",
    ):
        assert client.post(address, {}, content_type="application/json").status_code in (404, 405)
    assert public_state() == before


def test_a_page_row_typed_into_sql_does_not_come_live(unsigned):
    from django.db import connection

    before = public_state()
    sql = "UPDATE wagtailcore_page SET live = true WHERE id = %s"
    with (
        pytest.raises(DatabaseError, match="no signed edition of it stands"),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [unsigned.pk])
    assert public_state() == before
