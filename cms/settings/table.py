"""The table of settings in `docs/operations/settings.md`, made from the class that reads them."""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from cms.settings.env import BASE_DIR, Env

FILE = BASE_DIR / "docs" / "operations" / "settings.md"
HEAD = """\
# Settings

Everything that can be set comes from the environment; a variable that is set to nothing is not set.
An unusable value stops the process at its start, with one line that names it. Which set of settings
is used says `DJANGO_SETTINGS_MODULE`: `cms.settings.demo` (what `manage.py` takes where nothing
names a database or a signing key; else it stops) or `cms.settings.production` (what the WSGI entry
point takes). Each opens databases of its own kind only ([production.md](production.md)).

This table is written by `make snapshots`; the source is `cms/settings/env.py`.

Production settings refuse to start without the variables that are marked with a star.

| variable | kind | default | what it is |
| --- | --- | --- | --- |
"""
KINDS = {str: "text", int: "number", bool: "true or false", Path: "path"}
# In the place of a value that differs from house to house.
DATA = Path("HELSEKILDE_DATA")


def render() -> str:
    """The whole page."""
    rows = [_row(name, field) for name, field in Env.model_fields.items()]
    return HEAD + "\n".join(rows) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    star = " ★" if field.json_schema_extra else ""
    meaning = (field.description or "").replace("|", r"\|")
    default = field.get_default(call_default_factory=True, validated_data={DATA.name.lower(): DATA})
    cells = (f"`{name.upper()}`{star}", _kind(field.annotation), _default(default), meaning)
    return f"| {' | '.join(cells)} |"


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(annotation))
    kinds = [KINDS[kind] for kind in get_args(annotation) or (annotation,) if kind in KINDS]
    return " or ".join(kinds)


def _default(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Path) and value.is_relative_to(DATA):
        return f"`{value.relative_to(DATA)}` below `{DATA}`"
    if isinstance(value, Path) and value.is_relative_to(BASE_DIR):
        return f"`{value.relative_to(BASE_DIR)}` in the checkout"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
