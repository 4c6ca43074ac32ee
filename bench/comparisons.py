"""What is compared: each of our addresses beside the bare view that returns the same bytes."""

import random
from dataclasses import dataclass

from django.db import connections

from bench import documents, load

SAMPLE = 500


@dataclass(frozen=True)
class Pair:
    """Prepared requests to us and to the bare view, and the status that ours must have."""

    name: str
    ours: list[bytes]
    bare: list[bytes]
    status: int = 200


def pairs(*, count: int) -> list[Pair]:
    """Detail, list of 20 and 304, over documents drawn evenly from all of them."""
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
        Pair("detail", detail, bare),
        Pair(
            "list of 20",
            [load.get(f"/api/v1/content?lang=nb&cursor={start}") for start in starts],
            [load.get(f"/bare/list?lang=nb&cursor={start}") for start in starts],
        ),
        Pair("304", known, bare, status=304),
    ]


def one_round(*, pair: Pair, port: int, seconds: float) -> tuple[load.Measured, load.Measured]:
    """One of ours and one bare, one after the other."""
    bare = load.run(port=port, requests=pair.bare, status=200, seconds=seconds)
    ours = load.run(port=port, requests=pair.ours, status=pair.status, seconds=seconds)
    return ours, bare
