"""What a login has set for itself for its later sessions (`ALTER ROLE … SET`).

Nothing of it holds in a session of ours (`cms.database.entry`, `cms.database.shadows`). It is told
of all the same: nobody of the house sets any, but that the public's login, which does not write, is
read-only by default, also in sessions that are not ours.
"""

from typing import Any, Final

from psycopg import sql

from cms.database.shadows import READ_ONLY

# A session knows the parameters of PL/pgSQL once it has run some.
_KNOW: Final = "DO LANGUAGE plpgsql 'BEGIN END'"
# For this database and for all; and of those what a role can give itself. What takes a superuser,
# or a right to set it, is an administrator's. What each transaction begins with anew holds in no
# later one, and no role can take it back.
_FOUND: Final = f"""
SELECT g.name, s.setdatabase <> 0,
       CASE g.name WHEN '{READ_ONLY}'
           THEN substr(said, strpos(said, '=') + 1)::boolean ELSE false END
  FROM pg_catalog.pg_db_role_setting s
  JOIN pg_catalog.pg_roles r ON r.oid = s.setrole AND r.rolname = session_user
 CROSS JOIN LATERAL unnest(s.setconfig) said
  JOIN pg_catalog.pg_show_all_settings() g ON lower(g.name) = lower(split_part(said, '=', 1))
 WHERE s.setdatabase IN (
           0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()))
   AND g.context = 'user'
   AND g.name NOT IN ('transaction_deferrable', 'transaction_isolation', 'transaction_read_only')
 ORDER BY 1, 2
"""  # noqa: S608 - constants


def set_for_itself(cursor: Any, *, writes: bool) -> list[str]:
    """The parameters that the role of this session has set for itself, sorted.

    One that does not write, the public's, may be read-only by default.
    """
    return sorted({name for name, _is_here in _foreign(cursor, writes=writes)})


def is_read_only(cursor: Any) -> bool:
    """Whether the role's sessions in this database begin read-only by what is set for the role."""
    # What is set for this database counts, else what is set for all.
    said = [is_on for name, _is_here, is_on in _found(cursor) if name == READ_ONLY]
    return bool(said) and said[-1]


def read_only_ensure(cursor: Any) -> bool:
    """Let the role's later sessions begin read-only, as the role itself. False where they do."""
    if is_read_only(cursor):
        return False
    cursor.execute(f"SET {READ_ONLY} = off")
    cursor.execute(f"ALTER ROLE CURRENT_USER SET {READ_ONLY} = on")
    return True


def take_back(cursor: Any, *, writes: bool) -> list[str]:
    """Take all of it away, as the role itself. Returns the names, as `set_for_itself`."""
    rows = _foreign(cursor, writes=writes)
    cursor.execute(f"SET {READ_ONLY} = off")
    cursor.execute("SELECT current_database()")
    (database,) = cursor.fetchone()
    here = sql.SQL("IN DATABASE {}").format(sql.Identifier(database))
    for name, is_here in rows:
        cursor.execute(
            sql.SQL("ALTER ROLE CURRENT_USER {} RESET {}").format(
                here if is_here else sql.SQL(""),
                sql.SQL(".").join(map(sql.Identifier, name.split("."))),
            )
        )
    return sorted({name for name, _is_here in rows})


def _foreign(cursor: Any, *, writes: bool) -> list[tuple[str, bool]]:
    return [
        (name, is_here)
        for name, is_here, is_on in _found(cursor)
        if writes or name != READ_ONLY or not is_on
    ]


def _found(cursor: Any) -> list[tuple[str, bool, bool]]:
    """Name, whether for this database alone, and of `READ_ONLY` whether on, however written."""
    cursor.execute(_KNOW)
    cursor.execute(_FOUND)
    return list(cursor.fetchall())
