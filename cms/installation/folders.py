"""Whose a data folder and a signing key are: one house does not take another's.

A folder is marked by `database_prepare` (that of the tests by their settings), a key where it is
made. Both are looked at by the settings, when a process starts.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from cms.installation.kinds import DEMO, KEY_MARK, KINDS, PRODUCTION

FILE: Final = ".helsekilde-kind"
# Only an embedded server lies there, and only a demonstration or a test has one.
EMBEDDED: Final = Path("postgres") / "PG_VERSION"
LARGEST_KEY: Final = 65_536


def folder_kind(folder: Path) -> str:
    """What the folder was marked as, "demo" for an unmarked one with an embedded server, or ""."""
    with suppress(OSError, UnicodeDecodeError):
        kind = (folder / FILE).read_text(encoding="utf-8").strip()
        if kind in KINDS:
            return kind
    with suppress(OSError):
        return DEMO if (folder / EMBEDDED).exists() else ""
    return ""


def folder_mark(folder: Path, *, kind: str) -> None:
    """Note whose the folder is; it is made where it is missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    if not file.exists() or folder_kind(folder) != kind:
        file.write_text(f"{kind}\n", encoding="utf-8")


def folder_reason(folder: Path, *, ours: str) -> str:
    """Why these settings may not keep anything in the folder; "" where they may."""
    kind = folder_kind(folder)
    if {kind, ours} != {PRODUCTION, DEMO}:
        return ""
    return (
        f"HELSEKILDE_DATA is {folder}, the data folder of a {kind} installation; these are {ours} "
        "settings. Name a folder of its own."
    )


def key_reasons(*, file: Path | None, text: str, data_dir: Path, ours: str) -> list[str]:
    """Why the key from the environment may not sign here; none where there is no key yet."""
    pem = _read(file) if file else ""
    if ours == PRODUCTION:
        if KEY_MARK in text or KEY_MARK in pem or (file and _lies_in_a_demo(file)):
            return ["The signing key is one of a demonstration. Make another: signing_key create."]
        return []
    is_foreign = (text and KEY_MARK not in text) or (
        pem and KEY_MARK not in pem and file and not file.resolve().is_relative_to(data_dir)
    )
    if ours == DEMO and is_foreign:
        return [
            "SIGNING_KEY_FILE or SIGNING_KEY names a key that no demonstration has made: what it "
            "signed would pass for another house's. Unset it, a demonstration makes its own."
        ]
    return []


def _lies_in_a_demo(file: Path) -> bool:
    """A key of an older demonstration has no mark, but a place: `keys` in its data folder."""
    return any(folder_kind(folder) == DEMO for folder in file.resolve().parents[:2])


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(LARGEST_KEY)
    except OSError:
        return ""
