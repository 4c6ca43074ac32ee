"""A proxy on this machine before a server of ours: it can be slow, drip, hang up or be away."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

CHUNK = 65536


class Proxy:
    """Passes everything on, but does to the server's answers what `mode` says.

    `pass`; `slow`: each after `delay` seconds; `drip`: a few bytes at a time, `delay` between
    them; `hang-up`: the connection is closed instead, the request was done all the same; `away`:
    the request does not get there either. `asked` counts the requests, `pieces` what dripped.
    """

    PIECE = 20  # bytes

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self.mode = "pass"
        self.delay = 0.0
        self.asked = 0
        self.pieces = 0
        self._ending = threading.Event()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._ending.set()
        for each in [self._listener, *self._sockets]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                self._sockets += [client, server]
                for source, sink, is_answer in ((client, server, False), (server, client, True)):
                    threading.Thread(
                        target=self._pump, args=(source, sink, is_answer), daemon=True
                    ).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if is_answer:
                    self._answer(sink, data)
                else:
                    self.asked += data.count(b" HTTP/1.1\r\n")
                    if self.mode == "away":
                        break
                    sink.sendall(data)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _answer(self, sink: socket.socket, data: bytes) -> None:
        if self.mode == "hang-up":
            raise OSError
        if self.mode == "slow":
            self._ending.wait(self.delay)
        if self.mode == "drip":
            for start in range(0, len(data), self.PIECE):
                self._ending.wait(self.delay)
                sink.sendall(data[start : start + self.PIECE])
                self.pieces += 1
            return
        sink.sendall(data)


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[Proxy]:
    """A proxy before the shared Elasticsearch."""
    made = Proxy(elasticsearch_url)
    yield made
    made.close()
