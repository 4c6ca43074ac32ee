"""Whether the address of a database can be meant, before anything is opened with it."""

from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

SCHEMES: Final = ("postgres", "postgresql")
# The client's own word, and not libpq's: public reads are prepared, or not.
PREPARE: Final = "prepare_threshold"
ESCAPED: Final = (
    "where the password has one of / ? # @ : or %, write %2F %3F %23 %40 %3A or %25 for it"
)


def address_faults(url: str, *, may_prepare: bool = False) -> list[str]:
    """Everything that is wrong with an address, as ends of sentences; none repeats a part of it.

    What stands between its slashes may be a piece of a password.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return [f"is no address ({ESCAPED})"]
    if parts.scheme not in SCHEMES:
        return ["must start with postgresql://"]
    found = []
    if not _is_whole(parts):
        found.append(f"cannot be taken apart ({ESCAPED})")
    elif not parts.path.strip("/"):
        found.append("names no database: postgresql://role:password@host:port/database")
    options = dict(parse_qsl(parts.query))
    prepare = options.pop(PREPARE, "off") if may_prepare else "off"
    if not (prepare.lower() in ("off", "none") or prepare.isdigit()):
        found.append(f"has a {PREPARE} that is neither a number nor off")
    return found + [_option_fault(name) for name in options if not _is_option(name)]


def _is_whole(parts: SplitResult) -> bool:
    """False where a character of the password ended a part of the address too early."""
    try:
        parts.port  # noqa: B018 - raises for what is no number
    except ValueError:
        return False
    is_one_name = "/" not in parts.path.lstrip("/") and "@" not in parts.path + parts.query
    return is_one_name and not parts.fragment and parts.netloc.count("@") <= 1


def _is_option(name: str) -> bool:
    try:
        make_conninfo("", **{name: ""})
    except psycopg.Error:
        return False
    return True


def _option_fault(name: str) -> str:
    if name == PREPARE:
        return f"has the parameter {PREPARE}, which only DATABASE_PUBLIC_URL may have"
    return f"has the parameter {name[:40]}, which PostgreSQL's client does not know"
