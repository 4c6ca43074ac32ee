"""What publications, withdrawals and clocks wait for, the public's login can not hold."""

import re

import pytest

from tests.flows.locks.taken import (
    MODES,
    can,
    in_the_way_of,
    lock_statement,
    session,
    views,
)

# Of the owner's functions that a login can call, those that take a lock or write a row.
TAKES = re.compile(
    r"\bFOR (NO KEY )?UPDATE\b|\bFOR (KEY )?SHARE\b|\bLOCK\b|advisory|editions_take_order"
    r"|\bINSERT INTO\b|\bUPDATE \w+ SET\b|\bDELETE FROM\b"
)
CALLABLE = """
SELECT p.oid::regprocedure::text, p.prosrc FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
   AND p.prorettype <> 'trigger'::regtype AND has_function_privilege(p.oid, 'EXECUTE')
"""


def test_the_publics_login_can_hold_none_of_it(taken):
    assert {kind for kind, _relation, _mode in taken.locks} <= {
        "relation", "transactionid", "virtualxid", "tuple", "object",
    }  # fmt: skip
    tables = {(relation, mode) for kind, relation, mode in taken.locks if kind == "relation"}
    assert {"editions_order", "wagtailcore_page", "search_document"} <= {name for name, _ in tables}
    with session("public") as public:
        assert [
            (relation, other)
            for relation, other in sorted(
                {(relation, other) for relation, mode in tables for other in in_the_way_of(mode)}
            )
            if can(public, lock_statement(relation, other))
        ] == []
        rows = sorted({relation for relation, _mode in tables if not relation.startswith("pg_")})
        for strength in ("UPDATE", "KEY SHARE"):
            assert [
                name for name in rows if can(public, f"SELECT 1 FROM {name} FOR {strength}")
            ] == []


@pytest.mark.parametrize("alias", ["public", "default"])
def test_no_login_takes_the_lock_of_the_log_by_itself(db, alias):
    with session(alias) as other:
        for mode in MODES:
            assert not can(other, lock_statement("editions_order", mode))
        assert not can(other, "SELECT 1 FROM editions_order FOR KEY SHARE")
        # A view that its reader could lock would lock the tables behind it.
        for view in views(other):
            for mode in MODES[1:]:
                assert not can(other, lock_statement(view, mode)), (view, mode)
        called = other.execute(CALLABLE).fetchall()
        assert called
        taking = [name for name, source in called if TAKES.search(source)]
        may = [name for name in taking if can(other, f"SELECT {name}")]
    # It gives what an older release took back its place in the log.
    assert may == ([] if alias == "public" else ["editions_enter_revocations()"])
