"""Keep the folders of signed heads whole and small."""

import logging
from functools import partial

from editorial.editions.continuity.forgotten import contained_of
from editorial.editions.continuity.selectors import Log, Look, look
from editorial.editions.heads.place import KEPT, RECENT
from editorial.editions.heads.rules import removable
from editorial.editions.heads.selectors import LONG_PATIENCE, Shelf, reason_of, soon
from editorial.editions.keys import public_jwks

logger = logging.getLogger(__name__)


def folders_keep(*, is_trimmed: bool) -> None:
    """Bring each folder the anchors that it lacks; where asked, remove what its anchors say too.

    For the worker: a folder that was away, or is new, tells all of it afterwards.
    """
    until = soon(LONG_PATIENCE)
    seen = look(until=until)
    if seen.standing().is_restored:
        return
    _mirror(seen, until=until)
    for shelf in seen.shelves if is_trimmed else ():
        if shelf.names is not None and not shelf.problem:
            _remove(seen.log, shelf, until=until)


def _mirror(seen: Look, *, until: float) -> None:
    readable = [shelf for shelf in seen.shelves if shelf.names is not None]
    for shelf in readable:
        for other in readable:
            lacking = set(other.names.kept) - set(shelf.names.kept)  # type: ignore[union-attr]
            paths = seen.log.unreplaced(f"{KEPT}/{name}" for name in sorted(lacking))
            heads = list(other.heads(paths, jwks=public_jwks(), until=until))
            counting = [head for head in heads if seen.log.counts(head)]
            for head in contained_of(counting, decided=seen.log.decided):
                _copy(other, shelf, f"{KEPT}/{head.name}", until=until)


def _copy(source: Shelf, target: Shelf, path: str, *, until: float) -> None:
    try:
        data = source.place.ask(lambda: source.place.read(path), until=until)
        target.place.ask(partial(target.place.write, path, data, False), until=until)
    except OSError as error:
        logger.warning("A signed head could not be copied: %s.", reason_of(error))


def _remove(log: Log, shelf: Shelf, *, until: float) -> None:
    names = shelf.names
    if names is None:
        return
    jwks, kept = public_jwks(), [f"{KEPT}/{name}" for name in names.kept]
    anchors, recent = (
        contained_of(shelf.heads(paths, jwks=jwks, until=until), decided=log.decided)
        for paths in (kept, [f"{RECENT}/{name}" for name in names.recent])
    )
    gone = removable(heads=list(recent), anchors=list(anchors))
    try:
        shelf.place.ask(
            lambda: shelf.place.remove([f"{RECENT}/{head.name}" for head in gone]), until=until
        )
    except OSError as error:
        logger.warning("Old signed heads could not be removed: %s.", reason_of(error))
