"""When a process and a database go together, and which kind a database may be given. Pure.

Settings open a database of their own kind and no other. A database without a kind is older than
kinds are: production settings go on with it and say so, others open it only where every account
in it is the demonstration's (a new, empty one has none).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cms.installation.kinds import KINDS, PRODUCTION

SHOWN: Final = 5
# The back end that looks at each new connection before anybody gets it.
ENGINE: Final = "cms.database.postgresql"
NOT_GIVEN: Final = (
    "This database has no kind yet: nothing keeps the demonstration and the tests out of it. "
    "Run `manage.py database_prepare --kind production`."
)
PAGE: Final = "docs/operations/production.md"


@dataclass(frozen=True)
class Holdings:
    """What a database holds that tells whose house it is; each is a list of names, or a count."""

    strangers: Sequence[str] = ()
    marked: Sequence[str] = ()
    credentials: int = 0
    texts: int = 0
    foreign: Sequence[str] = ()
    is_empty: bool = False


def settings_reason(ours: str) -> str:
    """Why settings of this kind may open no database at all; "" where they may."""
    if ours in KINDS:
        return ""
    return (
        "These settings do not say what kind of installation they are for: start them from "
        "cms.settings.production, cms.settings.demo or cms.settings.test."
    )


def aliases_reasons(*, ours: str, is_demonstration: bool, engines: Mapping[str, str]) -> list[str]:
    """Every reason why these settings contradict themselves; `engines` by alias of DATABASES."""
    reasons = [
        f"DATABASES[{alias!r}] has the engine {engine}, which opens databases of any kind: it must "
        f"be {ENGINE}."
        for alias, engine in sorted(engines.items())
        if engine != ENGINE
    ]
    if ours == PRODUCTION and is_demonstration:
        reasons.append(
            "INSTALLATION_KIND says production and DEMONSTRATION says that it is none: passwords "
            "that everybody knows would log in."
        )
    return reasons


def opening_reason(*, ours: str, kind: str, strangers: Sequence[str]) -> str:
    """Why settings of the kind `ours` may not open a database of `kind`; "" where they may.

    `kind` is "" where the database has none; `strangers` then names its accounts that are not the
    demonstration's.
    """
    if kind:
        if kind == ours:
            return ""
        return (
            f"This is a {kind} database, a restored copy of one too, and these are {ours} "
            f"settings: they do not open it. Name its own settings "
            f"(DJANGO_SETTINGS_MODULE=cms.settings.{kind}) or another database ({PAGE})."
        )
    if ours == PRODUCTION or not strangers:
        return ""
    return (
        f"This database has no kind and holds accounts that are not the demonstration's "
        f"({named(strangers)}), so {ours} settings do not open it. If it is a production database: "
        f"DJANGO_SETTINGS_MODULE=cms.settings.production ({PAGE})."
    )


def giving_reasons(*, ours: str, wanted: str, kind: str, held: Holdings) -> list[str]:
    """Every reason against giving this database the kind `wanted`; none where it has it already."""
    reasons = []
    if wanted != ours:
        reasons.append(
            f"--kind {wanted}: these are {ours} settings; give a database its kind under its own "
            f"(DJANGO_SETTINGS_MODULE=cms.settings.{wanted})."
        )
    if kind:
        if kind != wanted:
            reasons.append(
                f"It is a {kind} database: a kind is given once and never changed. Make another "
                "database."
            )
        return reasons
    if held.foreign:
        reasons.append(
            f"It holds tables of another program ({named(held.foreign)}): Helsekilde needs a "
            "database of its own."
        )
    return reasons + (_for_production(held) if wanted == PRODUCTION else _for_others(held, wanted))


def _for_production(held: Holdings) -> list[str]:
    reasons = []
    if held.marked:
        reasons.append(
            f"It holds accounts of the demonstration, whose password everybody knows: "
            f"{named(held.marked)}."
        )
    if held.credentials:
        reasons.append(
            f"It holds credentials of the demonstration's invented register ({held.credentials})."
        )
    if held.texts:
        reasons.append(f"It holds texts of the demonstration ({held.texts}).")
    return reasons


def _for_others(held: Holdings, wanted: str) -> list[str]:
    if not held.strangers:
        return []
    return [
        f"It holds accounts that are not the demonstration's, so it is no {wanted} database: "
        f"{named(held.strangers)}."
    ]


def named(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    shown, more = ", ".join(names[:SHOWN]), len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
