"""What an earlier start or server left where a new one has to write: kept beside, and said."""

import logging
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

# How many of one name are kept; with each further one the oldest goes, unless it is a folder.
KEPT = 10

logger = logging.getLogger(__name__)


def set_aside(path: Path, *, because: str) -> None:
    """Rename it, whatever it is, and say so. Raises OSError where its folder cannot be written."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    kept = path.with_name(f"{path.name}.set-aside-{stamp}")
    path.rename(kept)
    logger.warning("%s was left over (%s). It was set aside as %s.", path, because, kept.name)
    for old in sorted(path.parent.glob(f"{path.name}.set-aside-*"))[:-KEPT]:
        with suppress(OSError):
            old.unlink()
