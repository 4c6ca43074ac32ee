"""Every column of every table refuses what PostgreSQL keeps and Python cannot read, hold or name.

Hung after each `migrate`, for whatever tables there are then: nobody has to think of a new one. A
migration that changes the type of such a column drops its trigger first; it comes back by itself.
"""

from typing import Any, Final

from psycopg import sql

PREFIX: Final = "readable_"
# What may stand in a column of each kind of type; `moments` reads no others.
_TIME: Final = "NEW.{} NOT BETWEEN '0001-01-02 00:00+00' AND '9999-12-31 22:59:59.999999+00'"
_DAY: Final = "NEW.{} NOT BETWEEN '0001-01-01' AND '9999-12-31'"
# Addresses (`<int:pk>`) name no row with a number below 1.
_KEY: Final = "NEW.{} < 1"
_NUMBER: Final = "NEW.{} NOT BETWEEN -1e38 AND 1e38"
_ARRAY: Final = (
    "CASE WHEN array_ndims(NEW.{0}) > 1 OR array_lower(NEW.{0}, 1) <> 1 THEN true"
    " ELSE array_position(NEW.{0}, NULL) IS NOT NULL END"
)
_JSON: Final = (
    "jsonb_typeof(NEW.{0}) <> '%s' OR jsonb_path_exists(NEW.{0}, '$.**{{100 to last}}')"
    " OR jsonb_path_exists(NEW.{0}, '$.** ? (@ > 1e30 || @ < -1e30)')"
)
# Bytes of one value: a text of 10 MB, which is all that a form takes, has its place as any JSON.
LONGEST: Final = 32 * 2**20
# Bytes of what people say in words of their own, wherever a table has such a column: many of these
# are read together.
LONGEST_WORDS: Final = 100_000
WORDS: Final = {"comment", "notice", "reason", "words"}
_LONG: Final = "octet_length(NEW.{}) > {}"
_LARGE: Final = "pg_column_size(NEW.{}) > {} OR "
_LINES: Final = " OR jsonb_path_exists(NEW.{0}, 'strict $[*] ? (@.type() <> \"string\")')"
# What is JSON and no object.
LISTS: Final = {"body"}
# Lists of lines of text.
LINES: Final = {"findings", "drifts", "heads"}
# Kinds of types whose every value Python reads.
ALWAYS: Final = {
    "bigint", "integer", "smallint", "character varying", "boolean", "uuid",
    "tsvector", "procrastinate_job_event_type", "procrastinate_job_status",
}  # fmt: skip

COLUMNS: Final = """
SELECT c.relname, a.attname,
       CASE WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod = -1 THEN 'text'
            -- The number of the row itself: one of another table's row is what it is there.
            WHEN a.atttypid IN ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
             AND a.attname !~ '_id$'
             AND EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid
                            AND k.contype = 'p' AND k.conkey = ARRAY[a.attnum]) THEN 'key'
            ELSE format_type(a.atttypid, NULL) END
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
   AND c.relowner = (SELECT p.proowner FROM pg_catalog.pg_proc p
                      WHERE p.oid = 'helsekilde_refuse_unreadable'::regproc)
   AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2
"""
_HUNG: Final = """
SELECT c.relname, t.tgname, obj_description(t.oid, 'pg_trigger')
  FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = 'public'::regnamespace
   AND t.tgfoid = 'helsekilde_refuse_unreadable'::regproc
"""


def condition(column: str, kind: str) -> str | None:
    """When a value of this column cannot be read again, as SQL of a new row; None where none is so.

    One that is too long is told from its length, which the database knows without reading it.

    `kind` is the type as `format_type` says it, or `key` for the number of the row itself. None,
    too, for one that no table of the house has: before one has, it stands in `ALWAYS` or has a
    condition (tests/integration/test_readable.py).
    """
    name = f'"{column}"'
    if kind in ALWAYS:
        return None
    if kind.endswith("[]"):
        return _LARGE.format(name, LONGEST) + _ARRAY.format(name)
    if kind in {"text", "bytea"}:
        return _LONG.format(name, LONGEST_WORDS if column in WORDS else LONGEST)
    if kind == "jsonb":
        shape = "array" if column in LISTS | LINES else "object"
        shaped = ((_JSON % shape) + (_LINES if column in LINES else "")).format(name)
        return _LARGE.format(name, LONGEST) + shaped
    if kind in {"real", "double precision", "numeric"}:
        return _NUMBER.format(name)
    rule = {"timestamp with time zone": _TIME, "date": _DAY, "key": _KEY}.get(kind)
    return rule and rule.format(name)


def readable_keep(cursor: Any) -> None:
    """Hang what is not hung yet on every table, and take away what is of an earlier rule.

    Called by the owner, when everything is migrated.
    """
    cursor.execute("SELECT to_regproc('helsekilde_refuse_unreadable')")
    if cursor.fetchone() == (None,):
        return
    cursor.execute(COLUMNS)
    wanted = {
        (table, PREFIX + column): (column, when)
        for table, column, kind in cursor.fetchall()
        if (when := condition(column, kind)) is not None
    }
    cursor.execute(_HUNG)
    hung = {(table, name): told for table, name, told in cursor.fetchall()}
    for (table, name), told in hung.items():
        if (table, name) not in wanted or told != _told(*wanted[(table, name)]):
            cursor.execute(
                sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(name), _table(table))
            )
    for (table, name), (column, when) in wanted.items():
        if hung.get((table, name)) != _told(column, when):
            values = {
                "name": sql.Identifier(name), "table": _table(table), "when": sql.SQL(when),
                "named": sql.Identifier(column), "column": sql.Literal(column),
                "told": sql.Literal(_told(column, when)),
            }  # fmt: skip
            cursor.execute(_HANG.format(**values))
            cursor.execute(_TELL.format(**values))


# Only where the column is written: what changes another one (a clock, a lock) does not read a whole
# text again. No trigger of the house changes a column of these types that was not named.
_HANG: Final = sql.SQL(
    "CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {named} ON {table} FOR EACH ROW WHEN ({when})"
    " EXECUTE FUNCTION public.helsekilde_refuse_unreadable({column})"
)
_TELL: Final = sql.SQL("COMMENT ON TRIGGER {name} ON {table} IS {told}")


def _told(column: str, when: str) -> str:
    """What a trigger says of its rule, to be told from one of an earlier rule."""
    return f"insert or update of {column}: {when}"


def _table(name: str) -> sql.Identifier:
    return sql.Identifier("public", name)
