"""From what a package says of itself to one SPDX expression, or to a question for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deploy.sbom.decisions import SPDX, Decision, spdx


@dataclass(frozen=True)
class Conclusion:
    """An SPDX expression; `reason` is empty where it is what the package itself declares."""

    licence: str
    reason: str = ""


def declared(component: dict[str, Any] | None) -> list[str]:
    """The SPDX expressions that a package's metadata declares, as the tool has read them.

    Where the metadata names a licence and, beside it, the vague classifier of its family, the
    classifier adds nothing and is left out.
    """
    names = []
    for row in (component or {}).get("licenses", []):
        text = row.get("expression") or row["license"].get("id") or row["license"].get("name", "")
        names.append(spdx(text))
    return sorted({name for name in names if name is not None})


def conclude(
    *, name: str, found: list[str], brings_libraries: bool, decision: Decision | None
) -> tuple[Conclusion | None, list[str]]:
    """What holds for a package, and what is wrong with what is known about it."""
    problems = []
    own = found[0] if len(found) == 1 else None
    if decision is None or decision.licence is None:
        if own is None:
            said = " and ".join(found) or "no SPDX licence"
            problems.append(f"{name}: its metadata declares {said}; licences.yml must decide.")
    elif own == decision.licence:
        problems.append(f"{name}: its metadata says {own} by itself; licences.yml need not.")
    if brings_libraries and (decision is None or decision.brings is None):
        problems.append(
            f"{name}: its wheel brings libraries of others; licences.yml must say whose licence."
        )
    if problems:
        return None, problems
    if decision is None:
        return Conclusion(str(own)), []
    parts = [part for part in (decision.licence or own, decision.brings) if part]
    whole = str(SPDX.parse(" AND ".join(f"({part})" for part in parts)).simplify())
    return Conclusion(whole, decision.reason), []


def refused(expression: str, *, allowed: Iterable[str]) -> list[str]:
    """The licences of an expression without which it cannot be met, and which are not allowed.

    Of alternatives (`OR`) one that is allowed is enough.
    """
    known = set(allowed)
    parsed = SPDX.parse(expression)

    def missing(node: Any) -> set[str]:
        if node.isliteral:
            return set() if str(node) in known else {str(node)}
        rows = [missing(each) for each in node.args]
        if isinstance(node, SPDX.OR):
            return set() if not all(rows) else set().union(*rows)
        return set().union(*rows)

    return sorted(missing(parsed))
