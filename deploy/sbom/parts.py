"""Every pinned package with its licence: what the tool reads of lock files and environment."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from packaging.utils import canonicalize_name

from deploy.sbom.decisions import Decisions
from deploy.sbom.licences import Conclusion, conclude, declared, refused

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
# Which lock file is for what. The second and the third are what an installation runs.
LOCKS = {
    "pip": "the pip that installs the rest",
    "base": "every installation",
    "encoder": "search by meaning, optional",
    "dev": "building and testing; not part of an installation",
}
# Pinned for other machines than the one that makes the bill: an older Python, Windows.
NOT_EVERYWHERE = {"async-timeout", "colorama"}
SCHEMA = SchemaVersion.V1_6


class Unknown(Exception):
    """The bill cannot be made. `problems` has one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Part:
    """One pinned package, from its first lock file."""

    name: str
    version: str
    hashes: tuple[str, ...]
    lock: str
    conclusion: Conclusion

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


@cache
def tool(*arguments: str) -> dict[str, Any]:
    """What `cyclonedx-py` says, as a CycloneDX document; asked once in a process."""
    program = Path(sys.executable).with_name("cyclonedx-py")
    done = subprocess.run(
        [
            program,
            *arguments,
            "--output-reproducible",
            "--no-validate",
            "--sv",
            SCHEMA.to_version(),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unknown([f"cyclonedx-py failed: {done.stderr.strip()}"])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def pinned(lock: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Version and SHA-256 digests by canonical name, as the tool reads a lock file."""
    rows = tool("requirements", str(REQUIREMENTS / f"{lock}.txt"))["components"]
    return {
        canonicalize_name(row["name"]): (
            row["version"],
            tuple(
                sorted(
                    digest["content"]
                    for reference in row.get("externalReferences", [])
                    for digest in reference.get("hashes", [])
                )
            ),
        )
        for row in rows
    }


def parts(decisions: Decisions) -> list[Part]:
    """Every pinned package with its licence. Raises Unknown with all that is not known."""
    installed = {
        canonicalize_name(row["name"]): row
        for row in tool("environment", sys.executable)["components"]
    }
    found: dict[str, Part] = {}
    problems = []
    for lock in LOCKS:
        for name, (version, hashes) in pinned(lock).items():
            if name in found:
                continue
            here = installed.get(name) if name not in NOT_EVERYWHERE else None
            if here is None and name not in NOT_EVERYWHERE:
                problems.append(
                    f"{name} {version} ({lock}.txt) is not installed: make setup encoder"
                )
                continue
            if here is not None and here["version"] != version:
                problems.append(
                    f"{name}: {lock}.txt has {version}, installed is {here['version']}."
                )
            conclusion, wrong = conclude(
                name=name,
                found=declared(here),
                brings_libraries=here is not None and brings_libraries(name),
                decision=decisions.packages.get(name),
            )
            problems += wrong
            if conclusion is not None:
                problems += [
                    f"{name}: {licence} is not among the allowed licences."
                    for licence in refused(conclusion.licence, allowed=decisions.allowed)
                ]
                found[name] = Part(name, version, hashes, lock, conclusion)
    problems += _stale(decisions, found)
    if problems:
        raise Unknown(sorted(set(problems)))
    return sorted(found.values(), key=lambda part: part.name)


def brings_libraries(name: str) -> bool:
    """Whether a package's wheel carries shared libraries that another project made."""
    return any(path.parts[0].endswith((".libs", ".dylibs")) for path in metadata.files(name) or [])


def _stale(decisions: Decisions, found: dict[str, Part]) -> list[str]:
    unused = set(decisions.packages) - set(found)
    needed = " ".join(part.conclusion.licence for part in found.values()).replace("(", " ")
    words = set(needed.replace(")", " ").split()) | {row.licence for row in decisions.data}
    return [f"licences.yml decides about {name}, which no lock file pins." for name in unused] + [
        f"licences.yml allows {name}, which nothing has."
        for name in decisions.allowed
        if not set(name.split(" WITH ")) <= words
    ]
