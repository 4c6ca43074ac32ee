"""Every route that somebody, or something, has to a page, a review, or the log.

A route returns True where what it tried was accepted, False where it was refused, None where there
was nothing to try it on. What it may never do is checked after it by `surfaces.check`.
"""

from tests.explore.routes import (  # isort: skip  # their order is that of the walks of a seed
    writing,
    reviewing,
    publishing,
    taking_down,
    forging,
    clicking,
    stopping,
    lying,
    revoking,
    copying,
    believing,
    shadowing,
    injecting,
    labelling,
    crossing,
    hanging,
    ending,
    overtaking,
    wishing,
    naming,
    edging,
)
from tests.explore.routes.registry import ONE_SIDED, RARELY_ACCEPTED, ROUTES, WEIGHTS

__all__ = [
    "ONE_SIDED",
    "RARELY_ACCEPTED",
    "ROUTES",
    "WEIGHTS",
    "believing",
    "clicking",
    "copying",
    "crossing",
    "edging",
    "ending",
    "forging",
    "hanging",
    "injecting",
    "labelling",
    "lying",
    "naming",
    "overtaking",
    "publishing",
    "reviewing",
    "revoking",
    "shadowing",
    "stopping",
    "taking_down",
    "wishing",
    "writing",
]
