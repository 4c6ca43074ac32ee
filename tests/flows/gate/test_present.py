"""Signatures and the log are written on what is so now, at this time, under the next number."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from cms.database.owner import as_owner
from editorial.editions.models import Edition, LogEntry, NoticeCheck, WithdrawalWish
from editorial.editions.services import item_withdraw
from editorial.signoff.models import SignOff, SignOffRevocation
from tests.factories.pages import draft
from tests.flows.gate.forging import forge, signoff_forge
from tests.holding import session
from tests.signing import act, submit


@pytest.fixture
def step(house):
    state = submit(draft(author=house["author"], risk_class="A"), by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state.current_task_state


@pytest.fixture
def live(house, published):
    return published(draft(author=house["author"], slug="en-annen", risk_class="C"))


def withdrawn(page, house):
    return item_withdraw(
        content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={}
    )


# Everything that decides about a signature or the log, as the application can write it.
WRITERS = {
    "an edition": lambda live, step, house: forge(live, lambda row, envelope: None),
    "a withdrawal": lambda live, step, house: withdrawn(live, house),
    "a sign-off": lambda live, step, house: signoff_forge(step, by=house["clinician"]),
    "a revocation": lambda live, step, house: SignOffRevocation.objects.create(
        signoff=SignOff.objects.first(),
        revoked_by=SignOff.objects.first().signed_by,
        cause="error",
        reason="Feil.",
    ),
}


def written():
    return (
        Edition.objects.count(), LogEntry.objects.count(), SignOff.objects.count(),
        SignOffRevocation.objects.count(),
    )  # fmt: skip


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("what", WRITERS)
def test_nothing_is_written_on_an_old_view_of_the_database(house, live, step, what, level):
    """Such a transaction does not see that a signature was taken back after it had begun."""

    def write():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            WRITERS[what](live, step, house)

    before = written()
    with pytest.raises(DatabaseError, match="in READ COMMITTED only"):
        write()
    assert written() == before


@contextmanager
def every_transaction_is_old():
    """The database's own rule, with no time at all instead of its minutes."""
    name = "helsekilde_require_present()"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regprocedure)", [name])
        (source,) = cursor.fetchone()
    assert source.count("'5 minutes'") == 1
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(source.replace("'5 minutes'", "'0 seconds'"))
    yield
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(source)


@pytest.mark.parametrize("what", WRITERS)
def test_nothing_is_dated_by_a_transaction_that_began_long_ago(house, live, step, what):
    before = written()
    with every_transaction_is_old():  # noqa: SIM117 - the rule is put back after the refusal
        with pytest.raises(DatabaseError, match="began more than five"), transaction.atomic():
            WRITERS[what](live, step, house)
    assert written() == before
    if what != "a revocation":
        WRITERS[what](live, step, house)
        assert written() != before


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_nobody_looks_at_a_withdrawal_by_a_group_they_were_put_out_of(house, live, level):
    withdrawn(live, house)
    row = {"edition_id": Edition.objects.get(action="withdrawn").pk, "checked_by": house["chief"]}
    chief = house["chief"].groups.filter(name="Editors-in-chief")

    def look_by_an_old_view():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            assert chief.exists()
            with session() as other:
                other.execute(f"DELETE FROM users_user_groups WHERE user_id = {house['chief'].pk}")
                other.commit()
            assert chief.exists()
            NoticeCheck.objects.create(**row)

    with pytest.raises(DatabaseError, match="in READ COMMITTED only"):
        look_by_an_old_view()
    with pytest.raises(DatabaseError, match="Only duty editors and editors-in-chief look at"):
        NoticeCheck.objects.create(**row)
    assert not NoticeCheck.objects.exists()


AHEAD = 10**9


def test_nobody_takes_the_number_of_the_next_withdrawal(house, live):
    """The rows that come next would collide, and the withdrawal be lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM editions_withdrawalwish_id_seq")
        last = cursor.fetchone()[0]
    for ahead in range(1, 6):
        WithdrawalWish.objects.create(
            pk=last + ahead, content_id="5b0a5b0e-0000-4000-8000-000000000000", lang="nb",
            reason="unsafe", notice="Nei.", actor_id=house["duty"].pk,
        )  # fmt: skip
    assert [each.lang for each in withdrawn(live, house) if each.is_done] == ["nb"]
    assert Edition.objects.get(action="withdrawn").content_id == live.translation_key


def test_nobody_chooses_the_number_of_a_row_that_stays(house, live, step):
    signoff_forge(step, by=house["clinician"], pk=AHEAD)
    forge(live, lambda row, envelope: row.update(id=AHEAD + 1))
    assert SignOff.objects.filter(pk__gte=AHEAD).count() == 0
    assert Edition.objects.filter(pk__gte=AHEAD).count() == 0
    assert Edition.objects.filter(number=2).count() == 1


def test_the_application_calls_no_table_another_name(db):
    """Triggers know a page by the content type of its row."""
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE django_content_type SET app_label = 'x'")
