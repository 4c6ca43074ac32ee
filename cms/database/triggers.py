"""Nobody but the owner hangs a trigger function of the owner on a table.

On a table of the caller's own, with types and casts of its own, such a function would run the
caller's code with the owner's rights, or write a trail of what never happened. PostgreSQL asks for
the right to call it when a trigger is made, not when it fires.
"""

from typing import Any, Final

from django.core.management import CommandError

_OURS: Final = """
    p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype
    AND p.proowner = current_user::regrole
"""
# Grantee 0 is PUBLIC, which may call every function that nobody was told of.
CALLABLE: Final = f"""
SELECT p.oid::regprocedure::text,
    string_agg(DISTINCT coalesce(quote_ident(r.rolname), 'PUBLIC'), ', ')
FROM pg_catalog.pg_proc p
CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
WHERE {_OURS} AND a.grantee <> p.proowner GROUP BY p.oid ORDER BY 1
"""  # noqa: S608 - of constants
STRANGE: Final = f"""
SELECT DISTINCT c.oid::regclass::text,
    CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
    c.relpersistence = 't', c.relowner::regrole::text
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
WHERE {_OURS} AND NOT t.tgisinternal AND c.relowner <> p.proowner ORDER BY 1
"""  # noqa: S608 - of constants


class StrangeTrigger(CommandError):
    """A session holds what only its own end takes away."""


def triggers_keep(cursor: Any) -> None:
    """Take the right from everybody, and what somebody hung them on: it holds nothing of the house.

    Called by the owner. Raises StrangeTrigger where it is of a session that goes on.
    """
    cursor.execute(CALLABLE)
    for signature, others in cursor.fetchall():
        # The server itself wrote the signature and the names, quoted where they must be.
        cursor.execute(f"REVOKE ALL ON FUNCTION {signature} FROM {others} CASCADE")
    cursor.execute(STRANGE)
    kept = []
    for name, kind, is_temporary, login in cursor.fetchall():
        if is_temporary:
            kept.append(f"{name} ({login})")
        else:
            # A part goes with its whole, which may have come before it.
            cursor.execute(f"DROP {kind} IF EXISTS {name} CASCADE")
    if kept:
        raise StrangeTrigger(
            f"A session has hung a function of the house on {', '.join(kept)}, and can run what it "
            "likes as the owner until it ends: end all sessions of that login, and do this again."
        )
