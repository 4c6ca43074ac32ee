"""A trail is dated by its writing: nobody dates one back by holding a transaction open."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, models, transaction

from cms.database.owner import as_owner
from editorial.editions.models import Edition, NoticeCheck, TakingBack, WishOutcome, WithdrawalWish
from editorial.editions.services import item_withdraw
from editorial.people import groups
from editorial.signoff.models import SignOff, Telling
from search.curation.models import Change
from tests.factories.pages import draft, edit
from tests.integration.test_kept import tables_kept
from tests.signing import submit

# Dated by the beginning of their transaction, which is five minutes old at most: the log and its
# neighbours ask that (`helsekilde_require_present`), and compare these moments with one another. A
# sweep says the moment that it has signed.
AT_THE_BEGINNING = {
    "editions_edition", "editions_hold", "editions_restoration", "signoff_signoff",
    "signoff_signoffrevocation", "editions_sweeprun",
}  # fmt: skip
# Their rows say no moment.
TIMELESS = {
    "editions_logentry", "signoff_attribution", "signoff_pagecopy", "signoff_revert",
    "signoff_submitter", "signoff_textblock", "installation_installation",
}  # fmt: skip


def moments() -> dict[str, str]:
    """The column of each kept table that says when its row was written."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table in tables_kept() and table not in AT_THE_BEGINNING | TIMELESS:
            (column,) = [
                field.column
                for field in model._meta.concrete_fields
                if isinstance(field, models.DateTimeField) and field.column != "schedule"
            ]
            found[table] = column
    return found


def dated(table: str, column: str) -> tuple[int, int]:
    """How many rows were written by this transaction, and how many of them say its beginning."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {column} <= now()) FROM {table}"
            " WHERE helsekilde_is_new(xmin)"
        )
        return cursor.fetchone()


def test_every_trail_says_the_moment_of_its_writing(house, published, live):
    gone = published(draft(author=house["author"], slug="borte", title="Borte"))
    item_withdraw(
        content_id=gone.translation_key, actor=house["duty"], reason="outdated", notices={}
    )
    later = draft(author=house["author"], slug="ny", title="Ny")
    state = submit(later, by=house["author"])
    asked = moments()
    written = {"content_models_riskclasschange"}
    with transaction.atomic():
        house["author"].groups.add(Group.objects.get(name=groups.CLINICIANS))
        edit(live, author=house["author"], summary="Annet.")
        edit(later, author=house["author"], summary="Nytt.")
        state.cancel(user=house["author"])
        Telling.objects.create(signoff=SignOff.objects.order_by("pk")[0])
        NoticeCheck.objects.create(
            edition_id=Edition.objects.get(action="withdrawn").pk, checked_by=house["chief"]
        )
        wish = WithdrawalWish.objects.create(
            content_id=live.translation_key, lang="nb", reason="unsafe", notice="Nei.",
            actor_id=house["duty"].pk,
        )  # fmt: skip
        WishOutcome.objects.create(wish=wish, was_public=False, reviews=0)
        TakingBack.objects.create(
            signoff_id=SignOff.objects.order_by("pk")[0].pk, actor_id=house["chief"].pk,
            cause="mistake", words="Feil tekst.",
        )  # fmt: skip
        Change.objects.create(
            kind="bet", entry_id=1, action="changed", after={}, at="2001-01-01T00:00:00Z"
        )
        for table in sorted(set(asked) - written):
            count, at_the_beginning = dated(table, asked[table])
            assert (count > 0, at_the_beginning) == (True, 0), table
        transaction.set_rollback(True)
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE content_models_riskclass SET months = months + 1")
        changed = cursor.rowcount
        assert dated("content_models_riskclasschange", "since") == (changed, 0)
        transaction.set_rollback(True)


def test_the_moment_is_the_house_s_time_and_what_has_passed_since(db):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT helsekilde_moment() - helsekilde_now() <= clock_timestamp() - now()")
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT helsekilde_moment() > helsekilde_now()")
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("table", sorted(AT_THE_BEGINNING - {"editions_sweeprun"}))
def test_the_others_are_written_in_a_transaction_that_is_young(db, table):
    """Each of them takes the lock of the log, or asks by itself how old its transaction is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(p.prosrc, '') FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = %s::regclass",
            [table],
        )
        (source,) = cursor.fetchone()
    assert "helsekilde_require_present()" in source or "editions_take_order()" in source
