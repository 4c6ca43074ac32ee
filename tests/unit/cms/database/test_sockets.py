"""Where the socket of the embedded server lies, if its own folder is no place for one."""

import shutil
from pathlib import Path

import pytest

from cms.database import embedded
from cms.database.sockets import LONGEST_SOCKET_DIR, SAFE_PATH, socket_dir


@pytest.mark.parametrize("name", ["with a blank", "quote'd", "a,b", "x" * 100])
def test_a_path_that_does_not_fit_a_socket_gets_a_folder_of_its_own(tmp_path, name):
    data_dir = tmp_path / name
    found = embedded.start(data_dir=data_dir, durable=False)
    place = Path(found.socket_dir)
    assert place != data_dir / "postgres"
    assert SAFE_PATH.fullmatch(str(place))
    assert len(str(place)) <= LONGEST_SOCKET_DIR
    assert (place.stat().st_mode & 0o777, place.stat().st_uid) == (
        0o700,
        (data_dir / "postgres").stat().st_uid,
    )
    embedded.stop(data_dir=data_dir)
    place.rmdir()


def test_a_folder_that_somebody_else_made_is_no_place_for_a_socket(tmp_path, monkeypatch):
    pgdata, runtime = tmp_path / "with a blank", Path("/tmp/hk-runtime")  # noqa: S108
    pgdata.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setattr("tempfile.tempdir", str(runtime))
    runtime.mkdir()
    try:
        first = socket_dir(pgdata, account=None)
        first.rmdir()
        first.symlink_to(tmp_path)
        assert socket_dir(pgdata, account=None) != first
        first.unlink()
    finally:
        shutil.rmtree(runtime)
