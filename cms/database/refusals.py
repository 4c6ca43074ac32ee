"""What a person is told where the embedded server cannot run."""

import os
from pathlib import Path


class DatabaseNotStarted(RuntimeError):
    """The embedded server can not run here; the message is one line for a person."""


def cause(error: OSError) -> str:
    """What the system says, and of what: as part of a sentence that names nothing missing."""
    said = error.strerror or str(error)
    if not isinstance(error.filename, str | bytes | os.PathLike):
        return said
    place = Path(os.fsdecode(error.filename))
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    return f"{place} can not be used ({said})"
