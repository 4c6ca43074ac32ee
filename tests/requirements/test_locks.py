"""The lock files are whole: whatever anything asks for is pinned just as it is asked for."""

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.dev import lock
from tests.requirements.pins import FOLDER, HASH, extras_by_name, pins

FILES = sorted(FOLDER.glob("*.txt"))
# The encoder is installed without what it depends on; pip depends on nothing.
WHOLE = ["base", "dev"]
PYTHONS = ["3.11.0", "3.11.2", "3.11.3", "3.12.0", "3.13.0", "3.14.0"]
PLATFORMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
ENVIRONMENTS = [
    {
        **default_environment(),
        **platform,
        "platform_machine": "AMD64" if name == "win32" else machine,
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "implementation_version": python,
    }
    for python in PYTHONS
    for name, platform in PLATFORMS.items()
    for machine in ("x86_64", "arm64" if name == "darwin" else "aarch64")
]


def test_there_is_a_lock_for_each_input_and_each_is_made_by_the_one_command():
    assert {file.stem for file in FILES} == {file.stem for file in FOLDER.glob("*.in")}
    assert {file.stem for file in FILES} == set(lock.LOCKS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_requirement_is_pinned_with_hashes_and_no_address_is_named(file):
    text = file.read_text(encoding="utf-8")
    assert "://" not in text
    assert pins(file)
    for row in pins(file):
        assert re.fullmatch(r"==[0-9][^*,]*", str(row.specifier)), row
        assert row.url is None
    blocks = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", text))
    assert [block[:80] for block in blocks if not HASH.search(block)] == []
    assert len(blocks) == len(pins(file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_set_of_extras_is_pinned_for_pips_that_tell_them_apart(file):
    rows = pins(file)
    sets = {(canonicalize_name(row.name), frozenset(row.extras)) for row in rows}
    assert len(sets) == len(rows)
    for name, extras in extras_by_name(rows).items():
        mine = {chosen for owner, chosen in sets if owner == name}
        assert len(mine) == (2 ** len(extras) - 1 if extras else 1)


@pytest.mark.parametrize("name", WHOLE)
def test_all_that_is_asked_for_is_pinned_for_every_python_and_platform(name):
    """Walks from the `.in` file through what the installed distributions say that they need."""
    rows = pins(FOLDER / f"{name}.txt")
    known = extras_by_name(rows)
    asked = [(f"{name}.in", row) for row in pins(FOLDER / f"{name}.in")]
    read = 0
    for owner in known:
        try:
            installed = distribution(owner)
        except PackageNotFoundError:
            assert not any(
                canonicalize_name(row.name) == owner and (not row.marker or row.marker.evaluate())
                for row in rows
            ), f"{owner} is pinned and not installed: make setup"
            continue
        pinned = next(row for row in rows if canonicalize_name(row.name) == owner)
        assert installed.version in pinned.specifier, f"{owner} {installed.version}: make setup"
        read += 1
        asked += [(owner, Requirement(text)) for text in installed.requires or []]
    assert read > 40
    missing = {
        f"{owner} asks for {need} on Python {environment['python_full_version']}, "
        f"{environment['sys_platform']}"
        for environment in ENVIRONMENTS
        for owner, need in asked
        if applies(need, environment, known.get(owner, set()))
        and applies_to_owner(owner, rows, environment)
        and not is_pinned(need, rows, environment)
    }
    assert sorted(missing) == []


def applies(need: Requirement, environment: dict[str, str], extras: set[str]) -> bool:
    """Whether the need holds there, with any of the owner's extras or without."""
    return need.marker is None or any(
        need.marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras)
    )


def applies_to_owner(owner: str, rows: list[Requirement], environment: dict[str, str]) -> bool:
    """Whether the owner itself is installed there."""
    mine = [row for row in rows if canonicalize_name(row.name) == owner]
    return not mine or any(row.marker is None or row.marker.evaluate(environment) for row in mine)


def is_pinned(need: Requirement, rows: list[Requirement], environment: dict[str, str]) -> bool:
    """Whether a row pins it there: a version that will do, under just these extras."""
    return any(
        canonicalize_name(row.name) == canonicalize_name(need.name)
        and (row.marker is None or row.marker.evaluate(environment))
        and need.specifier.contains(next(iter(row.specifier)).version, prereleases=True)
        and (not need.extras or row.extras == need.extras)
        for row in rows
    )


def test_what_both_files_pin_they_pin_alike():
    base = {canonicalize_name(row.name): row.specifier for row in pins(FOLDER / "base.txt")}
    dev = {canonicalize_name(row.name): row.specifier for row in pins(FOLDER / "dev.txt")}
    assert len(base.keys() & dev.keys()) > 10
    assert {name: dev[name] for name in base.keys() & dev.keys()} == {
        name: base[name] for name in base.keys() & dev.keys()
    }


def test_sets_of_extras_are_repeated_with_marker_and_hashes_and_nothing_else_changes():
    rest = "==2 ; python_full_version < '3.12' \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    text = (
        "# made\n"
        "a==1 \\\n    --hash=sha256:aa\n"
        f"pool[c, b]{rest}"
        "z[one]==3 \\\n    --hash=sha256:dd\n"
    )
    assert lock.every_set_of_extras(text) == (
        "# made\n"
        "a==1 \\\n    --hash=sha256:aa\n"
        f"pool[b]{rest}pool[c]{rest}pool[b, c]{rest}"
        "z[one]==3 \\\n    --hash=sha256:dd\n"
    )


def test_more_extras_than_can_be_named_are_refused():
    extras = ", ".join("abcdefg")
    with pytest.raises(ValueError, match=r"^pool has 7 extras; at most 6 are taken\.$"):
        lock.every_set_of_extras(f"pool[{extras}]==1 \\\n    --hash=sha256:aa\n")
