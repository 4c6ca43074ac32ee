"""The oldest PostgreSQL that `docs/operations/running.md` names has all that our SQL says."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Functions that somebody may write, and PostgreSQL 15 does not have. Source: its releases' notes.
NEWER = (
    "any_value|array_reverse|array_sample|array_shuffle|array_sort|bytea|casefold|crc32|"
    "crc32c|date_add|date_subtract|erf|erfc|gamma|has_largeobject_privilege|"
    "jsonb_populate_record_valid|lgamma|pg_basetype|pg_get_acl|pg_get_wait_events|"
    "pg_input_error_info|pg_input_is_valid|pg_log_standby_snapshot|pg_split_walfile_name|"
    "random_normal|system_user|to_bin|to_oct|to_regtypemod|unicode_assigned|unicode_version|"
    "uuid_extract_timestamp|uuid_extract_version|uuidv4|uuidv7|xmltext|json_array|"
    "json_arrayagg|json_exists|json_object|json_objectagg|json_query|json_scalar|"
    "json_serialize|json_table|json_value|merge_action"
)
# A method of Python may bear the name.
CALLS = re.compile(rf"(?:pg_catalog\.|(?<![.\w]))(?:{NEWER})\s*\(", re.IGNORECASE)
SAYS = re.compile(
    r"\bIS\s+(?:NOT\s+)?JSON\b|\bRETURNING\s+(?:OLD|NEW)\.|\b\d+_\d+\b", re.IGNORECASE
)
SILENT = re.compile(r"'(?:[^']|'')*'|--[^\n]*")
ROOMS = ("cms", "content_models", "editorial", "search")


def newer(text: str) -> list[str]:
    """What a newer PostgreSQL brought, outside strings and comments."""
    said = SILENT.sub("''", text)
    return [match[0] for found in (CALLS, SAYS) for match in found.finditer(said)]


def found(pattern: str, read: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """What the files of our rooms say that is newer, by their paths."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob(pattern))]
    assert len(paths) > 100
    said = {str(path.relative_to(ROOT)): read(path.read_text(encoding="utf-8")) for path in paths}
    return {path: calls for path, calls in said.items() if calls}


def test_no_function_of_ours_says_what_is_newer():
    assert found("*.sql", newer) == {}


def test_no_statement_in_python_calls_what_is_newer():
    assert found("*.py", CALLS.findall) == {}


@pytest.mark.parametrize(
    "text",
    ["SELECT pg_input_is_valid(a, 'date')", "a IS JSON", "a IS NOT JSON OBJECT", "SELECT 1_000",
     "UPDATE t SET a = 1 RETURNING old.a", "SELECT any_value (a)"],
)  # fmt: skip
def test_what_is_newer_is_seen(text):
    assert newer(text) != []
