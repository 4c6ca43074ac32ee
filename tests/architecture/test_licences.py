"""The house's licence, those of what it is made of, and the bill of materials."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import canonicalize_name
from pydantic import ValidationError

from deploy.sbom import bill, page
from deploy.sbom import parts as pinned_parts
from deploy.sbom.decisions import FILE, Decision, Decisions, decisions_read
from deploy.sbom.licences import conclude, refused

ROOT = Path(__file__).resolve().parents[2]
Pins = dict[str, tuple[str, set[str]]]


@pytest.fixture(scope="module")
def decisions() -> Decisions:
    return decisions_read()


@pytest.fixture(scope="module")
def parts(decisions: Decisions) -> list[pinned_parts.Part]:
    return pinned_parts.parts(decisions)


def pins(lock: str) -> Pins:
    """Version and digests by name, read from a lock file without the tool."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)):
        head = re.match(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", block.strip())
        if head:
            digests = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
            found[canonicalize_name(head[1])] = (head[2], digests)
    return found


def written() -> dict:
    return json.loads(bill.FILE.read_text(encoding="utf-8"))


def test_the_house_is_under_the_eupl():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("EUPL-1.2", ["LICENSE"])
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith(
        "EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016"
    )
    assert re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE) == [str(n) for n in range(1, 16)]
    assert text.rstrip().endswith("require the production of a new EUPL version.")
    assert "(EUPL-1.2)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_lock_file_is_known():
    names = {path.stem for path in (ROOT / "requirements").glob("*.txt")}
    assert names == set(pinned_parts.LOCKS)
    assert set(bill.SCOPES) <= names


def test_the_bill_has_what_the_lock_files_pin_and_nothing_else():
    wanted: Pins = {}
    for lock in bill.SCOPES:
        wanted = pins(lock) | wanted
    found = {
        row["name"]: (
            row["version"],
            {each["content"] for ref in row["externalReferences"] for each in ref["hashes"]},
        )
        for row in written()["components"]
        if row["type"] == "library"
    }
    assert len(found) > 70
    assert all(digests for _version, digests in wanted.values())
    assert found == wanted


def test_the_bill_and_the_page_are_as_the_tool_writes_them(parts, decisions):
    again = bill.bill(parts, decisions)
    assert bill.FILE.read_text(encoding="utf-8") == again, "make sbom"
    assert page.FILE.read_text(encoding="utf-8") == page.page(parts, decisions), "make licences"


def test_the_page_has_every_pinned_package_with_its_licence(parts):
    text = page.FILE.read_text(encoding="utf-8")
    row = r"^\| ([a-z0-9-]+) \| (\d[^|]*) \| ([^|]*?)(?: ¹)? \|$"
    rows = set(re.findall(row, text, re.MULTILINE))
    pinned = {
        (name, version) for lock in pinned_parts.LOCKS for name, (version, _) in pins(lock).items()
    }
    assert {(name, version) for name, version, _ in rows} == pinned
    assert {row for row in rows if not row[2]} == set()


def test_the_bill_tells_nothing_of_machine_moment_and_registry():
    text, document = bill.FILE.read_text(encoding="utf-8"), written()
    assert re.findall(r"https?://[^\"\s]+", text) == [document["$schema"]]
    assert "serialNumber" not in document
    assert "timestamp" not in document["metadata"]
    assert str(ROOT) not in text


def test_the_graph_reaches_every_component():
    document = written()
    edges = {row["ref"]: row["dependsOn"] for row in document["dependencies"]}
    reached, todo = set(), [bill.HOUSE]
    while todo:
        ref = todo.pop()
        if ref not in reached:
            reached.add(ref)
            todo += edges.get(ref, [])
    assert reached == {bill.HOUSE} | {row["bom-ref"] for row in document["components"]}


def test_shipped_data_of_others_is_named_where_it_lies(decisions):
    tracked = subprocess.run(
        ["git", "ls-files", "*.gz", ":!tests/upgrade/*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    named = [name for row in decisions.data for name in row.files]
    assert sorted(named) == sorted(tracked)
    for row in decisions.data:
        for name in row.files:
            sources = ((ROOT / name).parent / "SOURCES.md").read_text(encoding="utf-8")
            assert f"`{Path(name).name}`" in sources
            assert row.licence.replace("-", " ") in sources.replace("-", " ")


def why(**changes) -> list[str]:
    """What is wrong with a package of which this is known."""
    known = {"name": "some", "found": ["MIT"], "brings_libraries": False, "decision": None}
    return conclude(**(known | changes))[1]


def test_what_is_not_known_is_asked():
    assert why() == []
    assert why(found=[]) == [
        "some: its metadata declares no SPDX licence; licences.yml must decide."
    ]
    assert why(found=["MIT", "PSF-2.0"]) == [
        "some: its metadata declares MIT and PSF-2.0; licences.yml must decide."
    ]
    assert why(brings_libraries=True) == [
        "some: its wheel brings libraries of others; licences.yml must say whose licence."
    ]
    decided = Decision(licence="MIT", reason="Its file of licences says so.")
    assert why(decision=decided) == [
        "some: its metadata says MIT by itself; licences.yml need not."
    ]
    assert why(found=[], decision=decided) == []


def test_what_a_wheel_brings_is_added_to_its_own_licence():
    brings = Decision(brings="GPL-2.0-or-later", reason="Its wheel carries a library.")
    found, wrong = conclude(name="some", found=["MIT"], brings_libraries=True, decision=brings)
    assert wrong == []
    assert set(found.licence.split(" AND ")) == {"MIT", "GPL-2.0-or-later"}
    assert refused(found.licence, allowed=["MIT"]) == ["GPL-2.0-or-later"]


LICENCES = st.sampled_from(["MIT", "Apache-2.0", "ISC", "Zlib", "MPL-2.0"])


@given(st.lists(LICENCES, min_size=1, unique=True), st.sets(LICENCES))
def test_of_alternatives_one_is_enough_and_of_a_sum_each_is_needed(names, allowed):
    missing = sorted(set(names) - allowed)
    assert refused(" AND ".join(names), allowed=allowed) == missing
    alternatives = refused(" OR ".join(names), allowed=allowed)
    assert alternatives == (missing if not set(names) & allowed else [])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"allowed": {"Mit licence": "why not"}}, "no SPDX expression"),
        ({"allowed": {"MIT": " "}}, "a reason"),
        ({"packages": {"a": {"reason": "because it is like this"}}}, "neither licence nor brings"),
        ({"packages": {"a": {"licence": "MIT", "reason": "so"}}}, "at least 20"),
        ({"packages": {"a": {"licence": "BSD", "reason": "because it is so"}}}, "no SPDX"),
        ({"more": 1}, "Extra inputs"),
    ],
)
def test_a_decision_is_one(tmp_path, change, says):
    file = tmp_path / "licences.yml"
    whole = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump(whole | change), encoding="utf-8")
    with pytest.raises(ValidationError, match=says):
        decisions_read(file)


def test_what_nobody_has_is_neither_allowed_nor_decided(decisions):
    more = decisions.model_copy(
        update={
            "allowed": decisions.allowed | {"WTFPL": "nobody has it"},
            "packages": decisions.packages
            | {"gone": Decision(licence="MIT", reason="It was a dependency once.")},
        }
    )
    with pytest.raises(pinned_parts.Unknown) as caught:
        pinned_parts.parts(more)
    assert caught.value.problems == [
        "licences.yml allows WTFPL, which nothing has.",
        "licences.yml decides about gone, which no lock file pins.",
    ]


def test_a_licence_that_is_not_allowed_is_refused_with_the_packages_name(decisions):
    less = decisions.model_copy(
        update={"allowed": {k: v for k, v in decisions.allowed.items() if k != "MIT-0"}}
    )
    with pytest.raises(pinned_parts.Unknown) as caught:
        pinned_parts.parts(less)
    assert caught.value.problems == ["cffi: MIT-0 is not among the allowed licences."]
