"""The locks install with an old pip and a new one, on the day they were made and on any later day.

On a later day there are newer releases. A pip takes them into its view, so the registry is asked
together with a folder in which everything that is locked has a release that is newer still.
"""

import pytest

from deploy.dev import lock
from tests.requirements.conftest import PIPS, run_pip
from tests.requirements.pins import FOLDER, pins
from tests.requirements.releases import release
from tests.services import absent

FILES = {"base": (), "dev": (), "encoder": ("--no-deps",)}


@pytest.mark.waits
@pytest.mark.parametrize("age", PIPS)
def test_every_lock_installs_in_a_dry_run_though_newer_releases_are_out(age, pip_of, tmp_path):
    environment = pip_of(age)
    later = tmp_path / "later"
    later.mkdir()
    for name in {row.name for file in FILES for row in pins(FOLDER / f"{file}.txt")}:
        release(later, name)
    for file, options in FILES.items():
        done = run_pip(
            environment, "install", "--dry-run", "--require-hashes", "--ignore-installed",
            "--find-links", str(later), *options, "-r", str(FOLDER / f"{file}.txt"),
        )  # fmt: skip
        if done.returncode and "after connection broken by" in done.stderr:
            absent(f"The package registry can not be reached: {done.stderr.strip()[-300:]}")
        assert done.returncode == 0, f"{file}.txt: {done.stderr[-2000:]}"
        assert "Would install " in done.stdout
        assert "99999" not in done.stdout.rpartition("Would install ")[2]


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Inputs whose extras are asked for in three ways, and an index of releases; no registry."""
    index, folder = tmp_path / "index", tmp_path / "requirements"
    index.mkdir()
    folder.mkdir()
    release(index, "pool", "1", extras={"fast": ("quick",), "safe": ("steady",), "loud": ()})
    release(index, "app", "1", needs=("pool[safe]>=1", "cover[toml]>=0.5"))
    release(index, "cover", "1", extras={"toml": ("steady>=1",)})
    for name in ("quick", "steady", "old", "tool"):
        release(index, name, "1")
    (folder / "base.in").write_text("pool[safe,fast]\napp\nold ; python_full_version < '3.11.3'\n")
    (folder / "dev.in").write_text("-c base.txt\ntool\npool[safe]\n")
    monkeypatch.setattr(lock, "FOLDER", folder)
    monkeypatch.setattr(lock, "LOCKS", {"base": (), "dev": ()})
    return index, folder


def made(house, *options):
    """The exit code of `make lock` where there is nothing but the house's index."""
    index, _folder = house
    return lock.main(["--no-index", "--find-links", str(index), "--no-cache", *options])


def locks(folder):
    return {file.name: file.read_text() for file in folder.glob("*.txt")}


def test_locking_again_gives_the_same_files_though_newer_releases_are_out(house):
    index, folder = house
    assert made(house) == 0
    first = locks(folder)
    assert [str(row) for row in pins(folder / "base.txt")] == [
        "app==1", "cover[toml]==1", 'old==1; python_full_version < "3.11.3"',
        "pool[fast]==1", "pool[safe]==1", "pool[fast,safe]==1", "quick==1", "steady==1",
    ]  # fmt: skip
    for name in ("pool", "app", "cover", "quick", "steady", "old", "tool"):
        release(index, name)
    assert made(house) == 0
    assert locks(folder) == first
    assert made(house, "--upgrade-package", "cover") == 0
    assert "cover[toml]==99999" in locks(folder)["base.txt"]
    assert "pool[safe]==1 " in locks(folder)["base.txt"]


def test_what_is_locked_installs_with_the_pip_that_python_brings_without_a_registry(house, brought):
    index, folder = house
    assert made(house) == 0
    for name in ("pool", "app", "cover", "quick", "steady", "old", "tool"):
        release(index, name)
    for file in ("base", "dev"):
        done = run_pip(
            brought, "install", "--require-hashes", "-r", str(folder / f"{file}.txt"),
            PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    listed = run_pip(brought, "freeze").stdout.split()
    assert {"pool==1", "app==1", "cover==1", "quick==1", "steady==1", "tool==1"} <= set(listed)


def test_an_input_that_can_not_be_met_is_said_and_ends_with_a_code(house, capfd):
    _index, folder = house
    assert made(house) == 0
    first = locks(folder)
    (folder / "base.in").write_text("pool[safe]\ntool\n")
    (folder / "dev.in").write_text("-c base.txt\npool[safe]>=2\n")
    assert made(house) == 1
    assert "pool" in capfd.readouterr().err
    assert locks(folder) == first
