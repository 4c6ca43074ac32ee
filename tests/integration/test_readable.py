"""What PostgreSQL takes and Python cannot read is refused: asked of every column there is."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from cms.database import readable
from cms.database.moments import EARLIEST, LATEST
from cms.database.owner import as_owner

MOMENTS = {
    "bad": ["'infinity'", "'-infinity'", "'20000-01-01 UTC'", "'0044-03-15 UTC BC'",
            "'9999-12-31 23:00 UTC'"],
    "good": ["'9999-12-31 22:59:59.999999 UTC'", "'0001-01-02 UTC'", "now()", "NULL"],
}  # fmt: skip
DAYS = {
    "bad": ["'infinity'", "'-infinity'", "'10000-01-01'", "'0044-03-15 BC'"],
    "good": ["'9999-12-31'", "'0001-01-01'", "NULL"],
}
KEYS = {"bad": ["0", "-1", "-32768"], "good": ["1", "32767"]}
NUMBERS = {"bad": ["'NaN'", "'Infinity'", "'-Infinity'"], "good": ["0", "-1.5", "NULL"]}
ARRAYS = {"bad": ["'{{1}}'", "'{{1},{2}}'", "'[0:0]={1}'", "'{1,NULL}'"], "good": ["'{}'", "'{1}'"]}
DEEP = f"'{'[' * 200}{']' * 200}'"
OBJECTS = {
    "bad": ["'5'", "'[]'", "'\"x\"'", "'null'", "'{\"a\": 1e400}'", f"'{{\"a\": {DEEP[1:-1]}}}'"],
    "good": ["'{}'", '\'{"a": [1, "x", null]}\''],
}
LISTS = {"bad": ["'5'", "'{}'", "'null'", "'[1e400]'", DEEP], "good": ["'[]'", "'[{\"a\": 1}]'"]}
LINES = {"bad": [*LISTS["bad"], "'[5]'", "'[[\"x\"]]'"], "good": ["'[]'", "'[\"x\"]'"]}
# Of every table, whatever else it asks of a row: only what refuses these values is left on it.
BARE = """
DO $x$ DECLARE told record; BEGIN
    FOR told IN SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) AS s
                  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
                   AND contype IN ('p', 'f', 'u', 'c') ORDER BY contype = 'p'
    LOOP BEGIN EXECUTE told.s; EXCEPTION WHEN undefined_object THEN NULL; END; END LOOP;
    FOR told IN SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', attrelid::regclass, attname) AS s
                  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND attnum > 0
                   AND NOT attisdropped AND attnotnull AND attidentity = ''
    LOOP EXECUTE told.s; END LOOP;
    FOR told IN SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) AS s
                  FROM pg_trigger WHERE NOT tgisinternal
                   AND tgfoid <> 'helsekilde_refuse_unreadable'::regproc
    LOOP EXECUTE told.s; END LOOP;
END $x$
"""  # noqa: E501

# Longer than may be, where the most is `LIMIT`.
LIMIT = 2000
LONG = f"repeat('x', {LIMIT + 1})"
TEXTS = {"bad": [LONG], "good": ["''", f"repeat('x', {LIMIT})", "NULL"]}
BYTES = {"bad": [f"{LONG}::bytea"], "good": ["''", f"repeat('x', {LIMIT})::bytea", "NULL"]}
OBJECTS["bad"].append(f"jsonb_build_object('a', {LONG})")
LISTS["bad"].append(f"jsonb_build_array({LONG})")
LINES["bad"].append(f"jsonb_build_array({LONG})")
ARRAYS["bad"].append(f"'{{{','.join('1' * LIMIT)}}}'")


def values_of(column, kind):
    """Values that are refused and taken in a column of this type."""
    if kind == "jsonb":
        if column in readable.LINES:
            return LINES
        return LISTS if column in readable.LISTS else OBJECTS
    if kind.endswith("[]"):
        return ARRAYS
    others = {"timestamp with time zone": MOMENTS, "date": DAYS, "text": TEXTS, "bytea": BYTES,
              "key": KEYS}  # fmt: skip
    return others.get(kind, NUMBERS)


def columns_judged():
    """Every column of every table with a value that Python cannot read or name, by its type."""
    with connection.cursor() as cursor:
        cursor.execute(readable.COLUMNS)
        return {
            (table, column): kind
            for table, column, kind in cursor.fetchall()
            if kind not in readable.ALWAYS
        }


def test_every_column_of_such_a_type_has_its_refusal(db):
    wanted = columns_judged()
    assert len(wanted) > 100
    # A type that nobody thought of: it gets a condition, or its every value can be read.
    assert [each for each in wanted.items() if not readable.condition(each[0][1], each[1])] == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text, substr(t.tgname, 10), t.tgenabled, t.tgtype"
            " FROM pg_trigger t WHERE t.tgfoid = 'helsekilde_refuse_unreadable'::regproc"
        )
        found = cursor.fetchall()
    # After each row that is written or changed, and switched on.
    assert {each[2:] for each in found} == {("O", 1 | 4 | 16)}
    assert sorted(each[:2] for each in found) == sorted(wanted)


def test_each_column_refuses_what_cannot_be_read_and_takes_the_rest(db, monkeypatch):
    wanted = columns_judged()
    wrong = []
    monkeypatch.setattr(readable, "LONGEST", LIMIT)
    monkeypatch.setattr(readable, "LONGEST_WORDS", LIMIT)
    with as_owner(), connection.cursor() as cursor, transaction.atomic():
        readable.readable_keep(cursor)
        cursor.execute(BARE)
        for (table, column), kind in wanted.items():
            values = values_of(column, kind)
            for value in [*values["bad"], *values["good"]]:
                said = ""
                try:
                    with transaction.atomic():
                        cursor.execute(
                            f'INSERT INTO {table} ("{column}") OVERRIDING SYSTEM VALUE'
                            f" VALUES ({value})"
                        )
                except DatabaseError as error:
                    said = str(error)
                if (f"This value of {table}.{column} cannot be read" in said) != (
                    value in values["bad"]
                ) or (said and value in values["good"]):
                    wrong.append((table, column, value, said))
        transaction.set_rollback(True)
    assert wrong == []


# Keys that are numbers of another table's rows, and hold no foreign key: the database alone writes
# them, and what stands in them stands there first.
OF_OTHERS = {
    ("editions_publicrevocation", "signoff_id"),
    ("signoff_reviewend", "workflow_state_id"),
}
_INTEGER_KEYS = """
SELECT c.relname, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND k.conkey = ARRAY[a.attnum]
 WHERE k.contype = 'p' AND c.relnamespace = 'public'::regnamespace
   AND a.atttypid IN ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
   AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'
                      AND f.conkey = k.conkey)
"""


def test_no_row_of_any_table_gets_a_number_that_no_address_names(db):
    with as_owner(), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(_INTEGER_KEYS)
        keys = set(cursor.fetchall())
        assert keys > OF_OTHERS
        assert len(keys) > 80
        cursor.execute(BARE)
        taken = []
        for table, key in sorted(keys - OF_OTHERS):
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {key} DROP IDENTITY IF EXISTS")
            cursor.execute(f"INSERT INTO {table} ({key}) VALUES (7)")
            for statement in (
                f"INSERT INTO {table} ({key}) VALUES (-1)",
                f"INSERT INTO {table} ({key}) VALUES (0)",
                f"UPDATE {table} SET {key} = -1 WHERE {key} = 7",
                f"UPDATE {table} SET {key} = 0 WHERE {key} = 7",
            ):
                said = ""
                try:
                    with transaction.atomic():
                        cursor.execute(statement)
                except DatabaseError as error:
                    said = str(error)
                if not (f"This value of {table}.{key} cannot" in said and "a key below 1" in said):
                    taken.append((statement, said))
            cursor.execute(f"UPDATE {table} SET {key} = 8 WHERE {key} = 7")
            assert cursor.rowcount >= 1
        transaction.set_rollback(True)
    assert taken == []


def test_the_application_writes_no_key_that_is_a_number_of_another_table(db):
    with connection.cursor() as cursor:
        for table, key in OF_OTHERS:
            cursor.execute("SELECT has_column_privilege(%s, %s, 'INSERT, UPDATE')", [table, key])
            assert cursor.fetchone() == (False,)


def test_a_row_of_an_older_house_with_such_a_number_is_changed_as_before(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_collection DISABLE TRIGGER readable_id")
        cursor.execute(
            "INSERT INTO wagtailcore_collection (id, path, depth, numchild, name)"
            " VALUES (-5, '00010009', 2, 0, 'old')"
        )
        cursor.execute("ALTER TABLE wagtailcore_collection ENABLE TRIGGER readable_id")
    update = "UPDATE wagtailcore_collection SET {} WHERE id = -5"
    with connection.cursor() as cursor:
        for change in ("name = 'x'", "id = id", "id = -5, name = 'y'"):
            cursor.execute(update.format(change))
            assert cursor.rowcount == 1
        with pytest.raises(DatabaseError, match="a key below 1"), transaction.atomic():
            cursor.execute(update.format("id = -6"))
        cursor.execute(update.format("id = 5000"))
        cursor.execute("DELETE FROM wagtailcore_collection WHERE id = 5000")


@pytest.mark.parametrize(
    ("table", "column", "most"),
    [("signoff_signoffrevocation", "reason", 100_000), ("editions_edition", "article", 2**25)],
)
def test_how_long_a_value_may_be(db, table, column, most):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND tgname = %s",
            [table, f"readable_{column}"],
        )
        assert f"(octet_length(new.{column}) > {most})" in cursor.fetchone()[0]


@pytest.mark.parametrize("value", ["0001-01-01 12:00 UTC", "9999-12-31 23:00 UTC"])
def test_what_is_said_of_a_moment_is_true_at_the_edges(db, value):
    """They are of the years 1 to 9999, and not in every zone."""
    with pytest.raises(DatabaseError) as refused, connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET expire_at = %s WHERE depth = 1", [value])
    first, last = EARLIEST.isoformat(" ")[:16], LATEST.isoformat(" ")[:26]
    assert f"a moment before {first} or after {last} UTC," in str(refused.value)
    taken = readable.condition("expire_at", "timestamp with time zone")
    assert (f"'{first}+00'" in taken, f"'{last}+00'" in taken) == (True, True)
    for column, kind in {"a": "numeric", "b": "jsonb"}.items():
        (most,) = set(re.findall(r"[ (]-?(1e\d+)", readable.condition(column, kind)))
        assert f"{most}" in str(refused.value)


def test_a_new_table_and_a_changed_rule_are_found(db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newcomer (at timestamptz, names text[], many int)")
        cursor.execute("DROP TRIGGER readable_expire_at ON wagtailcore_page")
        cursor.execute("COMMENT ON TRIGGER readable_go_live_at ON wagtailcore_page IS 'earlier'")
        readable.readable_keep(cursor)
        for value in ("('infinity', '{}')", "(now(), '{{a}}')"):
            with pytest.raises(DatabaseError, match="cannot be read again"):
                cursor.execute(f"INSERT INTO newcomer (at, names) VALUES {value}")
        cursor.execute("DROP TABLE newcomer")
    test_every_column_of_such_a_type_has_its_refusal(db)


def test_what_an_older_house_has_stays_and_its_row_is_changed_as_before(db):
    update = "UPDATE wagtailcore_page SET {} WHERE depth = 1"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_page DISABLE TRIGGER readable_expire_at")
        cursor.execute(update.format("expire_at = 'infinity'"))
        cursor.execute("ALTER TABLE wagtailcore_page ENABLE TRIGGER readable_expire_at")
    with connection.cursor() as cursor:
        for change in ("title = 'x'", "go_live_at = now()", "go_live_at = NULL, live = false"):
            cursor.execute(update.format(change))
        for change in ("expire_at = '-infinity'", "go_live_at = 'infinity'"):
            with pytest.raises(DatabaseError, match="cannot be read again"):
                cursor.execute(update.format(change))
        cursor.execute(update.format("expire_at = NULL"))


# What a trigger writes in an UPDATE that did not name it: the clock's moment, the sequence's next
# number, or what was there.
WRITTEN_UNNAMED = {
    ("wagtailcore_taskstate", "id"),
    ("wagtailcore_taskstate", "started_at"),
    ("wagtailcore_workflowstate", "created_at"),
    ("content_models_factversion", "signed_at"),
    ("people_interestdeclaration", "declared_at"),
}


def test_no_trigger_writes_such_a_column_of_a_row_that_is_changed(db):
    """The refusal looks at the columns that a statement names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text, p.prosrc FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            # BEFORE, ROW, UPDATE
            " WHERE NOT t.tgisinternal AND t.tgtype & 19 = 19"
        )
        found = {
            (table, column)
            for table, source in cursor.fetchall()
            for column in re.findall(r"\bNEW\.(\w+)\s*:=|\bINTO\s+NEW\.(\w+)", source)
            for column in column
            if column
        }
    assert len(found) >= 1
    assert found & set(columns_judged()) == WRITTEN_UNNAMED
