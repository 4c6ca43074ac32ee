"""Read the signed heads of all folders, each for itself: one that fails hides no other."""

import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from editorial.editions.heads.claims import HeadClaims, SignedHead, claims_decode
from editorial.editions.heads.place import Job, Names, Place
from editorial.editions.heads.registry import places
from editorial.editions.keys import public_jwks
from editorial.editions.receipts import ReceiptInvalid

# As long as a reader or a withdrawal waits for a folder, and as long as an audit does.
PATIENCE, LONG_PATIENCE = 2.0, 120.0
CHUNK = 64
# The length of a name whose numbers have ten digits each.
PADDED = 38
ABSENT = "it is not there"


@dataclass
class Shelf:
    """What one folder holds. `problem` says why it could not be read to the end, without its name:
    everybody can read the health address.
    """

    place: Place
    names: Names | None = None
    problem: str = ""

    def heads(
        self, paths: Sequence[str], *, jwks: dict[str, Any], until: float
    ) -> Iterator[SignedHead]:
        """The heads under these paths, in their order; ends early where the folder fails."""
        for start in range(0, len(paths), CHUNK):
            chunk = list(paths[start : start + CHUNK])
            try:
                yield from self.place.ask(partial(self.place.heads, chunk, jwks=jwks), until=until)
            except OSError as error:
                self.problem = reason_of(error)
                return

    def first(
        self, paths: Sequence[str], *, is_wanted: Callable[[SignedHead], bool],
        jwks: dict[str, Any], until: float,
    ) -> SignedHead | None:  # fmt: skip
        """The first of these heads that is wanted; one that can not be trusted never is."""
        # The one that is looked for is nearly always the first.
        for some in (paths[:1], paths[1:]):
            for head in self.heads(some, jwks=jwks, until=until):
                if not head.problem and is_wanted(head):
                    return head
        return None


def reason_of(error: OSError) -> str:
    """Why a folder failed, in words that tell nobody where it is."""
    if isinstance(error, FileNotFoundError) and error.strerror == os.strerror(errno.ENOENT):
        return ABSENT
    return (error.strerror or type(error).__name__).lower()


def shelves(*, until: float) -> list[Shelf]:
    """Every folder with the names in it, all asked at the same time."""
    found = [Shelf(place) for place in places()]
    begun: list[tuple[Shelf, Job[Names]]] = []
    for shelf in found:
        try:
            begun.append((shelf, shelf.place.begin(shelf.place.names)))
        except OSError as error:
            shelf.problem = reason_of(error)
    for shelf, job in begun:
        try:
            shelf.names = job.result(until=until)
        except OSError as error:
            shelf.problem = reason_of(error)
    return found


def soon(seconds: float = PATIENCE) -> float:
    """The end of a caller's patience, as `time.monotonic()` counts."""
    return time.monotonic() + seconds


def by_number(names: Names) -> list[str]:
    """Paths of numbered heads, the newest first."""
    where = names.places()
    return [where[name] for name in sorted({*names.kept, *names.recent}, reverse=True)]


def by_seq(names: Names, *, beyond: int) -> list[str]:
    """Paths of heads whose names say that they are of an entry after `beyond`, the last first."""
    where = names.places()
    found = {name for name in (*names.kept, *names.recent) if _seq(name) > beyond}
    ordered = sorted(found, key=lambda name: (_seq(name), name), reverse=True)
    return [where[name] for name in ordered]


def dailies(names: Names) -> list[str]:
    """Paths of the daily heads of before, the newest first."""
    return sorted(names.daily, reverse=True)


def _seq(name: str) -> int:
    return int(name[11:21] if len(name) == PADDED else name.split("-")[1])


def signed_heads(*, found: list[Shelf] | None = None) -> list[SignedHead]:
    """Every signed head of every folder once, oldest first, those included that can not be trusted.

    Reads all of them: for audits, and when a restore is looked into.
    """
    until, jwks = soon(LONG_PATIENCE), public_jwks()
    heads: dict[tuple[str, str], SignedHead] = {}
    for shelf in shelves(until=until) if found is None else found:
        if shelf.names is None:
            continue
        paths = [*reversed(dailies(shelf.names)), *reversed(by_number(shelf.names))]
        for head in shelf.heads(paths, jwks=jwks, until=until):
            heads.setdefault((head.name, head.digest), head)
        for name in shelf.names.strangers:
            stranger = SignedHead(name, 0, "", problem="No signed head has such a name.")
            heads.setdefault((name, ""), stranger)
    return sorted(heads.values(), key=lambda head: (head.number, head.name))


def claims_of(
    heads: Sequence[SignedHead], *, found: list[Shelf], until: float
) -> dict[str, HeadClaims]:
    """All that these heads say, by digest; those that can be read nowhere any more are left out."""
    wanted, jwks = {head.name: head for head in heads}, public_jwks()
    claims: dict[str, HeadClaims] = {}
    for shelf in found:
        if shelf.names is None:
            continue
        for name, path in shelf.names.places().items():
            head = wanted.get(name)
            if head is None or head.digest in claims:
                continue
            try:
                data = shelf.place.ask(partial(shelf.place.read, path), until=until)
                claims[head.digest] = claims_decode(data, name=name, jwks=jwks)
            except (OSError, ReceiptInvalid):
                continue
    return claims
