"""A small closed-loop load generator: a few threads, prepared request bytes, raw sockets.

It keeps a connection for as long as the server does and opens a new one where the server closes it
(gunicorn's sync worker does after each answer). Both sides of a comparison go through it.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

TIMEOUT = 10


@dataclass
class Measured:
    """Latencies in seconds of answered requests, and the wall time they took together.

    `processor` is the server's processor time, which a busy machine bends less than the clock.
    """

    seconds: float = 0.0
    processor: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def cost(self) -> float:
        """The server's processor time for one answer, in milliseconds."""
        return self.processor / len(self.latencies) * 1000 if self.latencies else 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency that this share of the requests stayed below, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def run(
    *, port: int, requests: Sequence[bytes], status: int, seconds: float, threads: int = 3,
    containing: bytes = b"",
) -> Measured:  # fmt: skip
    """Send the requests round and round for some seconds.

    An answer of another status fails, and one without what it should contain.
    """
    total = Measured()
    lock = threading.Lock()
    end = time.perf_counter() + seconds

    def client(offset: int) -> None:
        latencies, failures, position = [], 0, offset * len(requests) // threads
        connection: socket.socket | None = None
        while time.perf_counter() < end:
            start = time.perf_counter()
            try:
                connection = connection or _connect(port)
                connection.sendall(requests[position % len(requests)])
                is_right, is_kept = _answer(connection, status, containing)
            except OSError:
                is_right, is_kept = False, False
            latencies.append(time.perf_counter() - start)
            failures += not is_right
            position += 1
            if not is_kept and connection is not None:
                connection.close()
                connection = None
        with lock:
            total.latencies += latencies
            total.failures += failures

    begin = time.perf_counter()
    workers = [threading.Thread(target=client, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    total.seconds = time.perf_counter() - begin
    return total


def get(path: str, headers: Callable[[], dict[str, str]] | dict[str, str] | None = None) -> bytes:
    """The bytes of a GET request."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    values = headers() if callable(headers) else headers or {}
    lines += [f"{name}: {value}" for name, value in values.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _answer(connection: socket.socket, status: int, containing: bytes) -> tuple[bool, bool]:
    """Read one answer to its end: (is it what was expected, does the connection stay open)."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return False, False
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    is_right = head[9:12] == b"%d" % status
    mark = lowered.find(b"content-length:")
    if mark >= 0 and status != 304:  # noqa: PLR2004
        length = int(lowered[mark + 15 :].split(b"\r\n", 1)[0])
        while len(body) < length:
            part = connection.recv(65536)
            if not part:
                return False, False
            body += part
    return is_right and containing in body, b"connection: close" not in lowered
