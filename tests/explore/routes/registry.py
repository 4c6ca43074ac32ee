"""What a route is, and what is known of each."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from content_models.publishing import Refusal
from tests.explore.oracle import Wrong
from tests.explore.world import World

REFUSED = (Refusal, DatabaseError, PermissionDenied)
Route = Callable[[World], bool | None]
ROUTES: dict[str, Route] = {}
# How often a route is drawn, against 1: what moves a text forward more often, what is slow less.
WEIGHTS: dict[str, float] = {}
# The only side that a route must show: "refused" where it is never accepted, and the reverse.
ONE_SIDED: dict[str, str] = {}
# Routes that are refused but for rare states in which the oracle finds nothing wrong with them.
RARELY_ACCEPTED: set[str] = set()


def route(
    *, weight: float = 1.0, only: str = "", is_rarely_accepted: bool = False
) -> Callable[[Route], Route]:
    def register(function: Route) -> Route:
        name = function.__name__
        ROUTES[name], WEIGHTS[name] = function, weight
        if only:
            ONE_SIDED[name] = only
        if is_rarely_accepted:
            RARELY_ACCEPTED.add(name)
        return function

    return register


def attempt(work: Callable[[], Any]) -> bool:
    """True where the work was done, False where it was refused and undone."""
    try:
        with transaction.atomic():
            work()
    except REFUSED:
        return False
    return True


def judged(work: Callable[[], Any], *, may: bool, what: str) -> bool:
    """As `attempt`, of something of which it is known whether it may be.

    Raises:
        Wrong: it was taken though it may not be, or refused though it may.
    """
    refusal: Exception | None = None
    try:
        with transaction.atomic():
            work()
    except REFUSED as error:
        refusal = error
    if may is (refusal is not None):
        raise Wrong(
            f"{what} is {'refused, and may be' if may else 'taken, and may not be'} {refusal or ''}"
        )
    return may
