"""The page for people: which package is under which licence, and why a licence is allowed."""

from deploy.sbom.decisions import Decisions
from deploy.sbom.parts import LOCKS, ROOT, Part

FILE = ROOT / "docs" / "operations" / "licences.md"
HEAD = """\
# Licences

Helsekilde itself is under the European Union Public Licence 1.2 (`LICENSE`). This page says what it
is made of. It is written by `make licences` from the lock files, from what the installed packages
say of themselves and from the decisions in `deploy/sbom/licences.yml`; `make sbom`, the same
command, writes it for machines as CycloneDX, into `deploy/sbom/helsekilde.cdx.json`, with the
digests of all files that an installation accepts. It refuses where a licence is not known or not
among the allowed ones, and a test holds both equal to the lock files.

Nothing of the packages is copied into this repository: an installation gets them from the package
index of its choice.
"""


def page(rows: list[Part], decisions: Decisions) -> str:
    """The whole page."""
    parts = [HEAD]
    parts.append("## Allowed licences\n\n| licence | why it is allowed |\n| --- | --- |\n")
    parts += [f"| {name} | {reason} |\n" for name, reason in sorted(decisions.allowed.items())]
    parts.append("\n## Shipped data of others\n\n")
    parts.append("| data | licence | files | what was changed |\n| --- | --- | --- | --- |\n")
    for data in decisions.data:
        files = ", ".join(f"`{name}`" for name in data.files)
        parts.append(
            f"| {data.name} {data.version}, {data.publisher} | {data.licence} | {files} "
            f"| {data.changed} |\n"
        )
    for lock, purpose in LOCKS.items():
        parts.append(f"\n## requirements/{lock}.txt: {purpose}\n\n")
        parts.append("| package | version | licence |\n| --- | --- | --- |\n")
        parts += [
            f"| {part.name} | {part.version} | {part.conclusion.licence}{_mark(part)} |\n"
            for part in rows
            if part.lock == lock
        ]
    parts.append("\n## Decided by people (¹)\n\n| package | reason |\n| --- | --- |\n")
    parts += [
        f"| {part.name} | {part.conclusion.reason} |\n" for part in rows if part.conclusion.reason
    ]
    return "".join(parts)


def _mark(part: Part) -> str:
    return " ¹" if part.conclusion.reason else ""
