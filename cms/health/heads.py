"""Whether the signed heads of the log can be kept in every place that is meant for them."""

import os
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings

from cms.health.registry import Check

BLOCK: Final = b"\0" * 4096


def heads() -> Check:
    """Not ok where a file cannot be written in one of the folders. Places are told by number."""
    folders = places()
    reasons = {number: _refused(folder) for number, folder in enumerate(folders, start=1)}
    bad = {number: reason for number, reason in reasons.items() if reason}
    said = "; ".join(f"place {number} cannot be written ({bad[number]})" for number in bad)
    return Check(
        is_ok=not bad,
        says=f"Of SIGNED_HEADS_DIR, {said}." if said else "",
        figures={"places": len(folders), "unwritable": sorted(bad)},
    )


def places() -> list[Path]:
    """The folders that the settings name, in order."""
    folders = getattr(settings, "SIGNED_HEADS_DIRS", None) or [settings.SIGNED_HEADS_DIR]
    return [Path(folder) for folder in folders]


def _refused(folder: Path) -> str:
    """Why no file can be written there, in the system's words; "" where one can."""
    if not folder.exists():
        # It is made with the first head; whoever looks makes nothing.
        above = next(parent for parent in folder.absolute().parents if parent.exists())
        may = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
        return "" if may else "it is missing and cannot be made"
    try:
        with tempfile.TemporaryFile(dir=folder, prefix=".health-", buffering=0) as file:
            file.write(BLOCK)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""
