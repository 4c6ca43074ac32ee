"""What is compared: each of our addresses beside the bare view that returns the same bytes, and
beside stock Wagtail's own.
"""

import random
from dataclasses import dataclass

from django.db import connections

from bench import documents, load, servers
from bench.stock import addresses

SAMPLE = 500


@dataclass(frozen=True)
class Pair:
    """Prepared requests to each side, and the status that ours must have.

    `stock` is empty where stock Wagtail has nothing of the kind.
    """

    name: str
    ours: list[bytes]
    bare: list[bytes]
    stock: list[bytes]
    status: int = 200


def pairs(*, count: int, stock_pages: dict[str, int]) -> list[Pair]:
    """Detail, list of 20 and 304, over documents drawn evenly from all of them."""
    first = stock_pages["first"]
    source = random.Random(documents.SEED)  # noqa: S311 - which documents to ask for
    numbers = [source.randint(1, count) for _ in range(SAMPLE)]
    ids = [str(documents.content_id(number)) for number in numbers]
    with connections["public"].cursor() as cursor:
        cursor.execute(
            "SELECT content_id::text, digest FROM editions_publicdocument "
            "WHERE content_id = ANY(%s::uuid[])",
            [ids],
        )
        digests = dict(cursor.fetchall())
    detail = [load.get(f"/api/v1/content/{item}?lang=nb") for item in ids]
    known = [
        load.get(f"/api/v1/content/{item}?lang=nb", {"If-None-Match": f'"{digests[item]}"'})
        for item in ids
    ]
    bare = [load.get(f"/bare/{item}?lang=nb") for item in ids]
    starts = [max(0, number - 21) for number in numbers]
    return [
        Pair(
            "detail", detail, bare,
            [load.get(addresses.detail(first + number - 1)) for number in numbers],
        ),
        Pair(
            "list of 20",
            [load.get(f"/api/v1/content?lang=nb&cursor={start}") for start in starts],
            [load.get(f"/bare/list?lang=nb&cursor={start}") for start in starts],
            [load.get(addresses.listing(start)) for start in starts],
        ),
        Pair("304", known, bare, [], status=304),
    ]  # fmt: skip


def one_round(
    *, pair: Pair, ours: servers.Server, stock: servers.Server, seconds: float
) -> tuple[load.Measured, load.Measured, load.Measured | None]:
    """Bare, ours and stock, one after the other; returned as ours, bare, stock."""
    bare = _run(server=ours, requests=pair.bare, status=200, seconds=seconds)
    own = _run(server=ours, requests=pair.ours, status=pair.status, seconds=seconds)
    if not pair.stock:
        return own, bare, None
    return own, bare, _run(server=stock, requests=pair.stock, status=200, seconds=seconds)


def _run(
    *, server: servers.Server, requests: list[bytes], status: int, seconds: float
) -> load.Measured:
    before = server.processor_seconds()
    found = load.run(port=server.port, requests=requests, status=status, seconds=seconds)
    found.processor = server.processor_seconds() - before
    return found
