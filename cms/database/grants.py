"""Who may do what to which table. Every app declares its special tables on its AppConfig.

* `append_only_tables`: the application may SELECT and INSERT.
* `trigger_written_tables`: the application may only SELECT; a trigger of the owner writes.
* `owners_tables`: the application may nothing; functions of the owner use them for it.
* `public_tables`: the public reader may SELECT; it may do nothing else anywhere.
* `scratch_schemas`: schemas in which the application may make tables of its own, for measuring.

Views are named like tables. A table that no app names is ordinary: the application may SELECT,
INSERT, UPDATE and DELETE.

Rights change in one transaction: a reader sees those before it or those after it, never a table
with none. What is as declared is not touched.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from psycopg import sql

from cms.database.declared import declared
from cms.database.shadows import functions_pin, no_temporary_tables, scratch_schemas
from cms.database.triggers import triggers_keep

DEFAULTS: Final = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};
GRANT USAGE ON SCHEMA public TO {app}, {public};
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {app}, {public};
"""
# Extensions' own tables are their own business.
TABLES: Final = """
SELECT c.relname FROM pg_catalog.pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""
# Grantee 0 is PUBLIC, everybody. A right on a column counts as one that nobody declares.
GIVEN: Final = f"""
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type || CASE
    WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
FROM pg_catalog.pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND (a.grantee = 0 OR r.rolname = ANY (%(roles)s))
  AND c.relname IN ({TABLES})
UNION ALL
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type || ' of a column'
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid
CROSS JOIN LATERAL aclexplode(t.attacl) a
LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND (a.grantee = 0 OR r.rolname = ANY (%(roles)s))
  AND c.relname IN ({TABLES})
"""  # noqa: S608 - of constants
# What a role may do in the end, by other roles that it is a member of too.
EFFECTIVE: Final = f"""
SELECT c.relname, role, right_name
FROM pg_catalog.pg_class c, unnest(%(roles)s::text[]) role,
    unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) right_name
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
  AND c.relname IN ({TABLES}) AND CASE
    WHEN right_name IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
    THEN has_any_column_privilege(role, c.oid, right_name)
    ELSE has_table_privilege(role, c.oid, right_name) END
"""  # noqa: S608 - of constants
CREATORS: Final = """
SELECT role FROM unnest(%(roles)s::text[]) role
WHERE has_schema_privilege(role, 'public', 'CREATE')
"""
ORDINARY: Final = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})

Rights = dict[str, dict[str, set[str]]]


class RightsDiffer(Exception):
    """After all was set a role may do something else than is declared; the text says what."""


def grant_defaults(cursor: Any, *, application: str, public: str) -> None:
    """Before migrations: what a new table gives to the application."""
    cursor.execute(
        sql.SQL(DEFAULTS).format(app=sql.Identifier(application), public=sql.Identifier(public))
    )


def grant_tables(cursor: Any, *, application: str, public: str) -> None:
    """After migrations: bring every table to exactly what the apps declare (idempotent).

    Called in a transaction. Raises RightsDiffer where something gives a role more, or less.
    """
    tables = _tables(cursor)
    wanted = _wanted(tables, application=application, public=public)
    given = _read(cursor, GIVEN, roles=[application, public])
    for table in sorted(tables):
        if given[table] != wanted[table]:
            _set(cursor, table, wanted[table], roles=[application, public])
    cursor.execute(
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(
            sql.Identifier(application)
        )
    )
    scratch_schemas(cursor, app=application)
    no_temporary_tables(cursor, roles=[application, public])
    functions_pin(cursor)
    triggers_keep(cursor)
    _require(cursor, wanted, roles=[application, public])


def _tables(cursor: Any) -> set[str]:
    cursor.execute(TABLES)
    tables = {name for (name,) in cursor.fetchall()}
    named = ("append_only_tables", "trigger_written_tables", "owners_tables", "public_tables")
    missing = sorted({table for name in named for table in declared(name)} - tables)
    if missing:
        raise ValueError(f"Tables declared by an app do not exist: {', '.join(missing)}")
    return tables


def _wanted(tables: Iterable[str], *, application: str, public: str) -> Rights:
    append_only, written = declared("append_only_tables"), declared("trigger_written_tables")
    readable, owners = declared("public_tables"), declared("owners_tables")
    found: Rights = {}
    for table in tables:
        rights = set(ORDINARY)
        if table in owners:
            rights = set()
        elif table in written:
            rights = {"SELECT"}
        elif table in append_only:
            rights = {"SELECT", "INSERT"}
        found[table] = {application: rights} if rights else {}
        if table in readable:
            found[table][public] = {"SELECT"}
    return found


def _read(cursor: Any, statement: str, *, roles: list[str]) -> Rights:
    """By table and role; a table where none of them has any right has an empty place."""
    found: Rights = defaultdict(dict)
    cursor.execute(statement, {"roles": roles})
    for table, role, right in cursor.fetchall():
        found[table].setdefault(role, set()).add(right)
    return found


def _set(cursor: Any, table: str, wanted: dict[str, set[str]], *, roles: list[str]) -> None:
    name = sql.Identifier(table)
    cursor.execute(
        sql.SQL("REVOKE ALL ON TABLE {} FROM PUBLIC, {}").format(
            name, sql.SQL(", ").join(map(sql.Identifier, roles))
        )
    )
    for role, rights in wanted.items():
        cursor.execute(
            sql.SQL("GRANT {} ON TABLE {} TO {}").format(
                sql.SQL(", ".join(sorted(rights))), name, sql.Identifier(role)
            )
        )


def _require(cursor: Any, wanted: Rights, *, roles: list[str]) -> None:
    effective = _read(cursor, EFFECTIVE, roles=roles)
    cursor.execute(CREATORS, {"roles": roles})
    wrong = [f"{role} may create tables" for (role,) in cursor.fetchall()]
    for table, by_role in sorted(wanted.items()):
        for role in roles:
            has, should = effective[table].get(role, set()), by_role.get(role, set())
            wrong += [f"{role} may {right} {table}" for right in sorted(has - should)]
            wrong += [f"{role} may not {right} {table}" for right in sorted(should - has)]
    if wrong:
        raise RightsDiffer(
            f"{'; '.join(wrong[:3])}{f' and {len(wrong) - 3} more' if len(wrong) > 3 else ''}: "  # noqa: PLR2004
            "something else than this command gives or takes it (a role that it is a member of?)."
        )
