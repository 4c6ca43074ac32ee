"""Switch a gate off, to show that the explorer would notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from cms.database.owner import as_owner
from content_models.publishing import Reason
from editorial.editions import taking_down
from editorial.editions.reviews import reviews_end
from editorial.editions.rules import Verdict
from editorial.signoff import revoking
from editorial.signoff.models import SignOff
from editorial.signoff.selectors import review_of

# All that is asked of an edition at commit is asked by this one.
CHECKS = ("editions_check(e editions_edition, art jsonb, env jsonb)",)


@contextmanager
def save_gate_off() -> Iterator[None]:
    """The gate in `save()` takes any sign-off of anything for good."""

    def any_signoff(**_what: Any) -> QuerySet[SignOff]:
        newest = SignOff.objects.order_by("-pk").values("pk")[:2]
        return SignOff.objects.filter(pk__in=newest).annotate(review=review_of()).order_by("-pk")

    def always(*, signoffs: Any, quorum: int, **_rest: Any) -> Verdict:
        if len(signoffs) < quorum:
            return Verdict(reasons=[Reason(code="unsigned", text="no sign-off at all")], chosen=())
        return Verdict(reasons=[], chosen=tuple(sorted(row.id for row in signoffs)[:quorum]))

    with (
        patch("editorial.editions.gate.standing_signoffs", any_signoff),
        patch("editorial.editions.gate.signoff_verdict", always),
    ):
        yield


@contextmanager
def refusals_at_commit() -> Iterator[set[str]]:
    """What the database refuses at commit: the words of the second gate, once each."""
    said: set[str] = set()
    commit = BaseDatabaseWrapper.commit

    def listening(self: BaseDatabaseWrapper) -> None:
        try:
            commit(self)
        except DatabaseError as error:
            said.add(str(error).splitlines()[0])
            raise

    with patch.object(BaseDatabaseWrapper, "commit", listening):
        yield said


@contextmanager
def database_gate_off() -> Iterator[None]:
    """The checks at commit say yes to everything, in this database alone."""
    with as_owner(), connection.cursor() as cursor:
        for signature in CHECKS:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {signature} RETURNS void LANGUAGE plpgsql "
                "AS $$ BEGIN END $$"
            )
    yield


# A function of the gate that says yes, by what it answers.
_YES = {
    "void": "BEGIN END", "text": "BEGIN RETURN NULL; END", "bigint": "BEGIN RETURN 1; END",
    "trigger": "BEGIN RETURN coalesce(NEW, OLD); END", "boolean": "BEGIN RETURN false; END",
    "timestamp with time zone": "BEGIN RETURN NULL; END",
}  # fmt: skip


@contextmanager
def function_off(name: str) -> Iterator[None]:
    """One function of the gate says yes to everything, in this database alone, for a while."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_function_arguments(oid), pg_get_function_result(oid),"
            " pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s",
            [name],
        )
        arguments, result, kept = cursor.fetchone()
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {result} LANGUAGE plpgsql"
            f" AS $$ {_YES[result]} $$"
        )
    try:
        yield
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(kept)


@contextmanager
def wishes_off() -> Iterator[None]:
    """The view shows what a wish hides."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_viewdef('editions_hiding'::regclass)")
        view = cursor.fetchone()[0]
        hides = "((d.state)::text = 'current'::text) AND ((EXISTS"
        if view.count(hides) != 1:
            raise AssertionError("The view is written otherwise: hide nothing by other means.")
        view = view.replace(hides, "false AND ((EXISTS")
        cursor.execute(f"CREATE OR REPLACE VIEW editions_hiding AS {view}")
    yield


@contextmanager
def takings_back_shown() -> Iterator[None]:
    """The view shows what a wish to take a sign-off back hides, in this database alone."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_viewdef('editions_hiding'::regclass)")
        view = cursor.fetchone()[0]
        wishes = "FROM editions_takingback t"
        if view.count(wishes) != 1:
            raise AssertionError("The view is written otherwise: hide nothing by other means.")
        view = view.replace(wishes, "FROM (SELECT * FROM editions_takingback LIMIT 0) t")
        cursor.execute(f"CREATE OR REPLACE VIEW editions_hiding AS {view}")
    yield


@contextmanager
def trigger_functions_given() -> Iterator[None]:
    """Everybody may call them, as of any function of which nothing is said."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE prorettype = 'trigger'::regtype"
            " AND pronamespace = 'public'::regnamespace"
        )
        for (signature,) in cursor.fetchall():
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO PUBLIC")
    yield


@contextmanager
def revocation_gate_off() -> Iterator[None]:
    """A sign-off is taken back and its text stays, and the commit says nothing."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER editions_check_revocation ON signoff_signoffrevocation")
    with patch.dict(revoking._followers, clear=True):
        yield


@contextmanager
def reviews_end_at_any_time() -> Iterator[None]:
    """A wish ends every review of its text, and not those alone that had begun by then."""

    def all_end(*, begun_by: Any, **what: Any) -> int:
        return reviews_end(**what)

    with patch.object(taking_down, "reviews_end", all_end):
        yield
