"""The functions of the database, one a file, and as the migrated database has them."""

from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
# Where the functions of a name's beginning stand.
ROOMS: Final = {
    "content_models_": "content_models",
    "curation_": "search/curation",
    "editions_": "editorial/editions",
    "helsekilde_": "content_models",
    "installation_": "cms/installation",
    "people_": "editorial/people",
    "signoff_": "editorial/signoff",
    "users_": "cms/users",
}

_FUNCTIONS: Final = """
SELECT p.proname, pg_get_functiondef(p.oid),
       ARRAY(SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t
              WHERE t.tgfoid = p.oid AND NOT t.tgisinternal
                AND p.proname <> 'helsekilde_refuse_unreadable'
              ORDER BY t.tgrelid::regclass::text, t.tgname)
  FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
 WHERE p.pronamespace = 'public'::regnamespace AND d.objid IS NULL
   AND p.proname !~ '^procrastinate_' ORDER BY p.proname
"""
_OFF: Final = """
SELECT t.tgrelid::regclass::text || '.' || t.tgname FROM pg_trigger t
 WHERE NOT t.tgisinternal AND t.tgenabled <> 'O' ORDER BY 1
"""


def path_of(name: str) -> str:
    """Where the function of this name has its file; under `?` where no room is known for it."""
    room = next((room for begins, room in ROOMS.items() if name.startswith(begins)), "?")
    return f"{room}/sql/{name}.sql"


def in_database(cursor: Any) -> dict[str, str]:
    """Each function with the triggers that call it, by the path of the file that it must have.

    Two functions of one name stand one after the other: no file holds both. What is hung on every
    table there is stands in `cms/database/readable.py` (tests/integration/readable).
    """
    cursor.execute(_FUNCTIONS)
    found: dict[str, str] = {}
    for name, definition, triggers in cursor.fetchall():
        parts = [definition.rstrip("\n"), *triggers]
        text = "\n\n".join(f"{part};" for part in parts) + "\n"
        found[path_of(name)] = found.get(path_of(name), "") + text
    return found


def in_files() -> dict[str, str]:
    """Each file without the comment that it begins with."""
    found = {}
    for room in sorted(set(ROOMS.values())):
        for path in sorted((ROOT / room / "sql").glob("*.sql")):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            first = next((at for at, line in enumerate(lines) if not line.startswith("--")), 0)
            found[path.relative_to(ROOT).as_posix()] = "".join(lines[first:])
    return found


def triggers_off(cursor: Any) -> list[str]:
    """Every trigger that does not fire."""
    cursor.execute(_OFF)
    return [name for (name,) in cursor.fetchall()]
