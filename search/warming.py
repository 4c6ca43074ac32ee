"""Read what the first search would have to wait for: word lists, pairs, red flags."""

import gc
from typing import Final

from search import safety
from search.analysis.lists import in_force
from search.analysis.shipped import shipped
from search.query.build import Unknowing, build
from search.query.request import LANGUAGES

_ANY: Final = "feber"
# Objects that are made, and not yet gone, before the collector looks for circles among them. At its
# own seven hundred it looks more than ten times in one answer, and finds nothing.
_OBJECTS: Final = 50_000


def warm() -> None:
    """Read it all, and let the collector leave it alone: it stays until the process ends.

    No database is asked, so a server starts without one. Without this the first search of a
    process takes half a second, and one in some thousand waits a tenth while the lists are walked.
    """
    with in_force(shipped()):
        for lang in LANGUAGES:
            safety.pins(_ANY, lang=lang)
            build(_ANY, lang=lang, vocabulary=Unknowing())
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
