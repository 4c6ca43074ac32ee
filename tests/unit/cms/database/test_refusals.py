"""Where the server cannot start, one sentence names the cause, and nothing is changed or left."""

import errno
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from cms.database import embedded, programs
from cms.database.accounts import SYSTEM_USER, account_for
from cms.database.postmaster import NOTE
from cms.database.refusals import DatabaseNotStarted
from tests.services import absent

PATIENCE_SECONDS = 120
ROOT = os.geteuid() == 0
START = """
import resource, sys
from pathlib import Path
limit, value = sys.argv[2:4]
from cms.database import embedded, programs
if limit:
    resource.setrlimit(getattr(resource, limit), (int(value), int(value)))
try:
    embedded.start(data_dir=Path(sys.argv[1]), durable=True)
except embedded.DatabaseNotStarted as refused:
    sys.exit(str(refused))
"""


def refused(data_dir: Path) -> str:
    with pytest.raises(DatabaseNotStarted) as error:
        embedded.start(data_dir=data_dir, durable=False)
    return str(error.value)


def limited(data_dir: Path, limit: str = "", value: int = 0) -> str:
    """What a process says that has this limit; "" where it starts."""
    done = subprocess.run(
        [sys.executable, "-c", START, str(data_dir), limit, str(value)],
        capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) in [(1, ""), (0, "")]
    return done.stderr if done.returncode else ""


def one_line(said: str, data_dir: Path) -> str:
    """The cause, without what stands around it each time."""
    before = f"The embedded PostgreSQL could not be started in {data_dir}/postgres: "
    after = " Set DATABASE_URL to use a server of your own."
    said = said.removesuffix("\n")
    assert said.startswith(before), said
    assert said.endswith(after), said
    assert "\n" not in said
    return said.removeprefix(before).removesuffix(after)


@contextmanager
def mounted(folder: Path, *options: str):
    """A small file system in memory; only root may, and not in every container."""
    if not ROOT:
        pytest.skip("Only root mounts a file system.")
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join(options), "none", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        absent(f"No file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def left(data_dir: Path) -> list[str]:
    """What a start has left in its folder, besides the two files that are locked."""
    locked = {".postgres.lock", ".postgres.users"}
    return sorted({path.name for path in data_dir.iterdir()} - locked)


def fill(folder: Path) -> Path:
    """A file that takes all the room that is left."""
    file = folder / "filling"
    full = os.open(file, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(full, b"\0" * 4096)
    except OSError as error:
        assert error.errno == errno.ENOSPC  # noqa: PT017 - any other would not fill it
    finally:
        os.close(full)
    return file


def test_a_folder_that_can_not_be_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert refused(tmp_path / "file" / "data") == (
        f"The data folder {tmp_path}/file/data can not be written (Not a directory)."
    )


def test_a_path_that_would_break_a_line_is_refused(tmp_path):
    said = refused(tmp_path / "two\nlines")
    assert said == f"The path '{tmp_path}/two\\nlines' has signs that cannot be printed."
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_named_where_nothing_was_there_yet(tmp_path):
    with mounted(tmp_path / "small", "size=20m") as data_dir:
        said = one_line(refused(data_dir), data_dir)
        assert said.startswith("initdb ended with exit code 1: could not ")
        assert "No space left on device" in said
        assert left(data_dir) == []


def test_a_full_disk_is_named_where_not_even_the_log_can_be_written(tmp_path):
    with mounted(tmp_path / "small", "size=200m") as data_dir:
        embedded.start(data_dir=data_dir, durable=False)
        embedded.stop(data_dir=data_dir)
        filling = fill(data_dir)
        assert one_line(refused(data_dir), data_dir) == (
            'postgres ended with exit code 1: could not write lock file "postmaster.pid": '
            "No space left on device."
        )
        filling.unlink()
        embedded.start(data_dir=data_dir, durable=False)
        embedded.stop(data_dir=data_dir)


def test_a_disk_without_room_for_another_file_is_named(tmp_path):
    with mounted(tmp_path / "small", "nr_inodes=20") as data_dir:
        assert "No space left on device" in one_line(refused(data_dir), data_dir)
        assert left(data_dir) == []


def test_a_file_system_that_is_only_read_is_named(tmp_path):
    with mounted(tmp_path / "read", "ro") as data_dir:
        assert refused(data_dir) == (
            f"The data folder {data_dir} can not be written (Read-only file system)."
        )


def test_programs_that_may_not_be_run_are_named(data_dir, tmp_path, monkeypatch):
    with mounted(tmp_path / "bare", "noexec") as folder:
        shutil.copytree(programs.installed() / "bin", folder / "bin")
        monkeypatch.setattr(programs, "installed", lambda: folder)
        assert one_line(refused(data_dir), data_dir) == (
            f"postgres can not be run: {folder}/bin/postgres can not be used (Permission denied) "
            "(its file system may be mounted noexec)."
        )


def test_a_mount_point_is_refused_before_anything_is_made(tmp_path):
    data_dir = tmp_path / "data"
    with mounted(data_dir / "postgres"):
        assert one_line(refused(data_dir), data_dir) == (
            f"{data_dir}/postgres is a mount point. Mount it one level up, at {data_dir}."
        )
        assert left(data_dir) == ["postgres"]


def test_a_folder_that_an_ordinary_user_may_not_write_is_named():
    """Root writes everywhere: where it runs the tests, it becomes somebody else for a moment."""
    who = pwd.getpwnam("nobody").pw_uid if ROOT else os.geteuid()
    # Not below the folders of the tests, which are for their owner alone.
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        data_dir = Path(name) / "data"
        data_dir.mkdir(mode=0o500)
        os.chown(data_dir, who, -1)
        before = os.geteuid()
        os.seteuid(who)
        try:
            said = refused(data_dir)
        finally:
            os.seteuid(before)
        assert said == f"The data folder {data_dir} can not be written (Permission denied)."
        assert list(data_dir.iterdir()) == []


def test_a_limit_of_file_sizes_is_named(tmp_path):
    said = one_line(limited(tmp_path, "RLIMIT_FSIZE", 100_000), tmp_path)
    assert said.startswith("initdb ended with exit code 1: could not ")
    assert said.endswith("File too large.")
    assert left(tmp_path) == []


def test_a_limit_of_open_files_is_named(data_dir):
    said = one_line(limited(data_dir, "RLIMIT_NOFILE", 24), data_dir)
    assert "file descriptors" in said or "Too many open files" in said
    assert limited(data_dir) == ""


def test_a_limit_of_memory_is_named_and_what_was_begun_is_removed(tmp_path):
    said = one_line(limited(tmp_path, "RLIMIT_AS", 500_000_000), tmp_path)
    assert "Cannot allocate memory" in said
    assert left(tmp_path) == []


def test_a_file_where_the_database_should_be_stays(tmp_path):
    (tmp_path / "postgres").write_text("mine")
    assert one_line(refused(tmp_path), tmp_path) == (
        f"{tmp_path}/postgres is no folder. Choose another data folder."
    )
    assert (tmp_path / "postgres").read_text() == "mine"


def test_a_folder_that_holds_something_else_stays(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter").write_text("mine")
    assert one_line(refused(tmp_path), tmp_path) == (
        f"{tmp_path}/postgres is not empty, and holds no database of PostgreSQL (PG_VERSION is "
        "missing). Move away what is in it, or choose another data folder."
    )
    assert (tmp_path / "postgres" / "letter").read_text() == "mine"
    assert left(tmp_path) == ["postgres"]


def test_a_link_that_leads_nowhere_is_named(tmp_path):
    (tmp_path / "postgres").symlink_to("postgres")
    assert one_line(refused(tmp_path), tmp_path) == (
        f"{tmp_path}/postgres is a link that leads nowhere. Remove it."
    )


@contextmanager
def changed(file: Path, content: bytes | None):
    """The file with other content, or without it, for a while."""
    found, kept = file.stat(), file.with_name("kept")
    shutil.copy2(file, kept)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    try:
        yield
    finally:
        kept.replace(file)
        if ROOT:
            os.chown(file, found.st_uid, found.st_gid)


def test_a_database_of_another_version_is_named(data_dir):
    with changed(data_dir / "postgres" / "PG_VERSION", b"17\n"):
        assert one_line(refused(data_dir), data_dir) == (
            f"The database in {data_dir}/postgres is of PostgreSQL 17, and here is PostgreSQL 18. "
            "Dump it with the version that made it, or choose another data folder."
        )


def test_a_damaged_database_is_named_and_stays(data_dir):
    control = data_dir / "postgres" / "global" / "pg_control"
    before = sorted(path.name for path in (data_dir / "postgres").iterdir())
    with changed(control, None):
        assert one_line(refused(data_dir), data_dir) == (
            "postgres ended with exit code 2: postgres: could not find the database system; "
            f'Expected to find it in the directory "{data_dir}/postgres"; but could not open file '
            f'"{control}": No such file or directory.'
        )
    assert sorted(path.name for path in (data_dir / "postgres").iterdir()) == before


def test_what_the_configuration_says_wrong_is_named(data_dir):
    configuration = data_dir / "postgres" / "postgresql.conf"
    text = configuration.read_bytes()
    with changed(configuration, text + b"\nlc_messages = 'nb_NO.UTF-8'\n"):
        assert one_line(refused(data_dir), data_dir) == (
            'postgres ended with exit code 1: invalid value for parameter "lc_messages": '
            f'"nb_NO.UTF-8"; configuration file "{configuration}" contains errors.'
        )


def test_rights_that_are_too_wide_are_named(data_dir):
    pgdata = data_dir / "postgres"
    pgdata.chmod(0o777)
    try:
        assert one_line(refused(data_dir), data_dir) == (
            f'postgres ended with exit code 1: data directory "{pgdata}" has invalid permissions; '
            "Permissions should be u=rwx (0700) or u=rwx,g=rx (0750)."
        )
    finally:
        pgdata.chmod(0o700)


@pytest.mark.skipif(not ROOT, reason="Only root gives folders away.")
def test_a_database_that_belongs_to_root_is_not_given_away_unasked(data_dir):
    pgdata, account = data_dir / "postgres", pwd.getpwnam(SYSTEM_USER)
    os.chown(pgdata, 0, 0)
    try:
        assert one_line(refused(data_dir), data_dir) == (
            f"The folder {pgdata} belongs to root, as whom PostgreSQL does not run. Give it to the "
            f"server's account: chown -R {account.pw_uid}:{account.pw_gid} {pgdata}."
        )
        assert pgdata.stat().st_uid == 0
    finally:
        os.chown(pgdata, account.pw_uid, account.pw_gid)


@pytest.mark.skipif(not ROOT, reason="Only root becomes somebody else.")
def test_a_database_goes_on_with_the_owner_that_it_has(data_dir):
    pgdata = data_dir / "postgres"
    nobody = pwd.getpwnam("nobody")
    _give(pgdata, nobody.pw_uid)
    try:
        assert account_for(pgdata).uid == nobody.pw_uid
        embedded.start(data_dir=data_dir, durable=False)
        assert (pgdata / NOTE).stat().st_uid == nobody.pw_uid
        embedded.stop(data_dir=data_dir)
    finally:
        _give(pgdata, pwd.getpwnam(SYSTEM_USER).pw_uid)


def _give(folder: Path, uid: int) -> None:
    os.chown(folder, uid, -1)
    for inside, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(inside) / name, uid, -1, follow_symlinks=False)


def test_what_an_interrupted_start_had_begun_is_made_anew(tmp_path):
    making = tmp_path / ".postgres.making"
    (making / "base").mkdir(parents=True)
    embedded.start(data_dir=tmp_path, durable=False)
    embedded.stop(data_dir=tmp_path)
    assert left(tmp_path) == ["postgres"]


def test_what_an_older_version_had_begun_is_set_aside(tmp_path):
    """It marked a folder that it was making; since then somebody may have put something there."""
    (tmp_path / ".postgres.making").touch()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18\n")
    if ROOT:
        os.chown(tmp_path / "postgres", pwd.getpwnam(SYSTEM_USER).pw_uid, -1)
    embedded.start(data_dir=tmp_path, durable=False)
    embedded.stop(data_dir=tmp_path)
    assert [name.split("-")[0] for name in left(tmp_path)] == ["postgres", "postgres.set"]
    assert [path.name for path in next(tmp_path.glob("*.set-aside-*")).iterdir()] == ["PG_VERSION"]
