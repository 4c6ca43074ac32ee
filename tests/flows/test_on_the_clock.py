"""What goes on the clock is asked the gate's question where its row is written, by every route."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from content_models.evidence import EvidenceReference
from content_models.pages import PAGE_TYPES
from content_models.publishing import PublicationRefused
from editorial.editions.models import Edition, LogEntry
from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft, edit
from tests.signing import act, sign_data, submit
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def soon():
    return (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)


@pytest.fixture
def planned(house, soon):
    """A text that is signed and on the clock, for an hour at which nothing of it was public yet."""
    page = draft(author=house["author"], go_live_at=soon)
    signed(page, house)
    return page


def signed(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    act(state, "sign", by=house["clinician"], **data)


def clock():
    """Every revision that stands on the clock, with its hour."""
    rows = Revision.objects.exclude(approved_go_live_at=None).order_by("pk")
    return list(rows.values_list("pk", "approved_go_live_at"))


def dated_draft(page, house, soon):
    newer = page.get_latest_revision_as_object()
    newer.title, newer.go_live_at = "Usignert tittel", soon
    return newer.save_revision(user=house["author"])


def saved(revision, moment):
    revision.approved_go_live_at = moment
    revision.save()


def saved_in_part(revision, moment):
    revision.approved_go_live_at = moment
    revision.save(update_fields=["approved_go_live_at"])


def by_sql(revision, moment):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_revision SET approved_go_live_at = %s WHERE id = %s",
            [moment, revision.pk],
        )


def by_bulk_update(revision, moment):
    revision.approved_go_live_at = moment
    Revision.objects.bulk_update([revision], ["approved_go_live_at"])


def inserted(revision, moment):
    revision.pk, revision.approved_go_live_at = None, moment
    Revision.objects.bulk_create([revision])


ROUTES = {
    "publish": lambda revision, _moment: revision.publish(skip_permission_checks=True),
    "save": saved,
    "save in part": saved_in_part,
    "update": lambda revision, moment: Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=moment
    ),
    "bulk_update": by_bulk_update,
    "a row of its own": inserted,
    "SQL": by_sql,
}


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_puts_an_unsigned_text_on_the_clock(house, planned, soon, route):
    before = clock()
    unsigned = dated_draft(planned, house, soon)
    with pytest.raises((PublicationRefused, DatabaseError)):
        ROUTES[route](unsigned, soon)
    assert clock() == before
    with database_at(soon):
        assert schedule_run().published == [planned.pk]
    assert public_by_id(content_id=planned.translation_key, lang="nb").data()["article"][
        "title"
    ] == planned.title  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_puts_a_signed_text_on_the_clock(house, live, soon, route):
    revision = dated_again(live, house, soon)
    ROUTES[route](revision, soon)
    assert [moment for _pk, moment in clock()] == [soon]


def dated_again(page, house, soon):
    """The signed words again in a revision of their own, with another address and a date."""
    again = page.get_latest_revision_as_object()
    again.slug, again.go_live_at = "annen-adresse", soon
    return again.save_revision(user=house["author"])


def test_the_same_words_with_sources_and_terms_are_the_same_to_the_database(house, published, soon):
    page = draft(author=house["author"])
    page.evidence_references = [
        EvidenceReference(title="Kilde", publisher="Utgiver", kind="law", identifier_type="none")
    ]
    page.references_waiver = ""
    page.save_revision(user=house["author"])
    page = published(page)
    again = dated_again(page, house, soon)
    by_sql(again, soon)
    assert clock() == [(again.pk, soon)]


def test_a_revision_is_not_changed_under_its_hour(house, planned, soon):
    (key, _moment) = clock()[0]
    revision = Revision.objects.get(pk=key)
    Revision.objects.filter(pk=key).update(approved_go_live_at=None)
    again = dated_again(planned, house, soon)
    by_sql(again, soon)
    for name, words in (("title", "Annen tittel"), ("summary", "Annet sammendrag")):
        with pytest.raises(DatabaseError, match="cannot stand on the clock"):
            Revision.objects.filter(pk=again.pk).update(content={**again.content, name: words})
    assert clock() == [(again.pk, soon)]
    assert revision.content["title"] == planned.title


def test_sign_offs_that_count_no_more_put_nothing_on_the_clock(house, live, soon):
    again = dated_again(live, house, soon)
    signoff = SignOff.objects.get()
    with transaction.atomic():
        by_sql(again, soon)
        signoff_revoke(signoff=signoff, actor=house["clinician"], reason="Feil.")
    assert clock() == []
    with pytest.raises(DatabaseError, match="cannot stand on the clock"):
        by_sql(again, soon)
    with pytest.raises(PublicationRefused):
        again.publish(skip_permission_checks=True)
    assert clock() == []


def test_one_of_two_signatures_puts_nothing_on_the_clock(house, soon):
    page = draft(author=house["author"], risk_class="A", go_live_at=soon)
    signed(page, house)
    with pytest.raises(DatabaseError, match="1 of 2"):
        by_sql(page.get_latest_revision(), soon)
    assert clock() == []


def test_bulk_publishing_a_draft_with_a_date_leaves_the_signed_text_on_the_clock(
    house, planned, soon
):
    before = clock()
    dated_draft(planned, house, soon + timedelta(days=1))
    browser = Client()
    browser.force_login(house["superuser"])
    answer = browser.post(f"/admin/bulk/wagtailcore/page/publish/?id={planned.pk}", follow=True)
    said = [str(message).strip() for message in answer.context["messages"]]
    assert len(said) == 1
    assert said[0].startswith("Not signed: 0 of 1")
    assert clock() == before
    assert Edition.objects.count() == 0


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_the_row_of_a_kind_stays_where_anybody_has_signed_the_text(house, published, kind):
    page = published(draft(kind, author=house["author"]))
    table = kind._meta.db_table
    unsigned = draft(kind, author=house["author"], slug="kladd", title="Kladd")
    for statement in (
        f"DELETE FROM {table} WHERE page_ptr_id = %s",
        f"UPDATE {table} SET page_ptr_id = {Page.get_first_root_node().pk} WHERE page_ptr_id = %s",
        "UPDATE wagtailcore_page SET content_type_id = (SELECT id FROM django_content_type"
        " WHERE model = 'locale') WHERE id = %s",
    ):
        with pytest.raises(DatabaseError, match="it keeps its text and its kind"):
            written(_without_rows(kind, page.pk), statement % page.pk)
    assert kind.objects.get(pk=page.pk).live
    unsigned.delete()
    assert not Page.objects.filter(pk=unsigned.pk).exists()


def written(*statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _without_rows(kind, page_id):
    """What hangs on the row of a kind is taken away first, so that nothing else holds it."""
    parts = []
    for relation in kind._meta.related_objects:
        parts.append(
            f"DELETE FROM {relation.related_model._meta.db_table}"
            f" WHERE {relation.field.column} = {page_id}"
        )
    for field in kind._meta.local_many_to_many:
        through = field.remote_field.through._meta.db_table
        parts.append(f"DELETE FROM {through} WHERE {kind._meta.model_name}_id = {page_id}")
    return "; ".join(part for part in parts if "wagtailcore_page " not in part) or "SELECT 1"


def test_a_text_whose_page_is_broken_is_withdrawn_from_the_log_alone(house, published):
    """The database lets nobody break it; a restore or its owner may."""
    from tests.contract.rows import owner

    page = published(draft(author=house["author"]))
    with owner() as broken:
        broken.execute("ALTER TABLE content_models_lifestylepage DISABLE TRIGGER USER")
        broken.execute(_without_rows(type(page), page.pk))
        broken.execute("DELETE FROM content_models_lifestylepage WHERE page_ptr_id = %s", [page.pk])
    with owner() as broken:
        broken.execute("ALTER TABLE content_models_lifestylepage ENABLE TRIGGER USER")
    browser = Client()
    browser.force_login(house["duty"])
    path = f"/admin/pages/{page.pk}/withdraw/"
    assert browser.get(path).status_code == 200
    answer = browser.post(path, {"reason": "error", "languages": ["nb"], "notice_nb": "Borte."})
    assert answer.status_code == 302
    found = public_by_id(content_id=page.translation_key, lang="nb")
    assert (found.state, found.data()["edition"]["withdrawal"]["notice"]) == ("withdrawn", "Borte.")
    assert (LogEntry.objects.count(), Page.objects.get(pk=page.pk).live) == (2, False)


def test_an_edit_while_a_text_is_planned_changes_nothing_on_the_clock(house, planned, soon):
    before = clock()
    edit(planned, author=house["author"], title="Senere tittel")
    assert clock() == before
