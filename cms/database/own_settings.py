"""What a login has set for itself for its later sessions (`ALTER ROLE … SET`).

Nothing of it holds in a session of ours (`cms.database.entry`, `cms.database.shadows`). It is told
of all the same: nobody of the house sets any.
"""

from typing import Any, Final

from psycopg import sql

from cms.database.shadows import READ_ONLY

# A session knows the parameters of PL/pgSQL once it has run some.
_KNOW: Final = "DO LANGUAGE plpgsql 'BEGIN END'"
# What the public's login is made with; to another it is no harm: a session of ours undoes it.
_KEPT: Final = f"{READ_ONLY}=on"
# For this database and for all; and of those what a role can give itself. What takes a superuser,
# or a right to set it, is an administrator's. What each transaction begins with anew holds in no
# later one, and no role can take it back.
_FOUND: Final = """
SELECT g.name, s.setdatabase <> 0
  FROM pg_catalog.pg_db_role_setting s
  JOIN pg_catalog.pg_roles r ON r.oid = s.setrole AND r.rolname = session_user
 CROSS JOIN LATERAL unnest(s.setconfig) said
  JOIN pg_catalog.pg_settings g ON lower(g.name) = lower(split_part(said, '=', 1))
 WHERE s.setdatabase IN (
           0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()))
   AND g.context = 'user' AND said <> %s
   AND g.name NOT IN ('transaction_deferrable', 'transaction_isolation', 'transaction_read_only')
 ORDER BY 1, 2
"""


def set_for_itself(cursor: Any) -> list[str]:
    """The parameters that the role of this session has set for itself, sorted."""
    return sorted({name for name, _is_here in _found(cursor)})


def take_back(cursor: Any) -> list[str]:
    """Take all of it away, as the role itself. Returns the names."""
    rows = _found(cursor)
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


def _found(cursor: Any) -> list[tuple[str, bool]]:
    cursor.execute(_KNOW)
    cursor.execute(_FOUND, [_KEPT])
    return list(cursor.fetchall())
