"""Where the socket of the embedded server lies."""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cms.database.accounts import ROOT, Account
from cms.database.refusals import DatabaseNotStarted

# PostgreSQL reads a list of folders: blanks, quotes and commas mean something there.
SAFE_PATH = re.compile(r"[\w./-]+")
# What the system takes as the name of a socket is 108 bytes, with /.s.PGSQL.5432 and an end.
LONGEST_SOCKET_DIR = 90


def fits(folder: Path) -> bool:
    """True where PostgreSQL and the system take this folder for a socket."""
    return bool(SAFE_PATH.fullmatch(str(folder))) and len(os.fsencode(folder)) <= LONGEST_SOCKET_DIR


def socket_dir(pgdata: Path, *, account: Account | None) -> Path:
    """The data folder itself, unless its path does not fit: then one that only the server enters.

    Raises DatabaseNotStarted where no folder can be had whose path does.
    """
    if fits(pgdata):
        return pgdata
    found = pgdata.stat()
    digest = hashlib.sha256(f"{pgdata}-{found.st_dev}-{found.st_ino}".encode()).hexdigest()[:10]
    places = [place / f"helsekilde-{digest}" for place in _places()]
    for folder in filter(fits, places):
        with suppress(OSError):
            if _is_ours(folder, account=account):
                return folder
    raise DatabaseNotStarted(
        f"The path {pgdata} can not hold a socket (longer than {LONGEST_SOCKET_DIR} bytes, or with "
        f"other signs than letters, digits and ./-_), and none of these folders can be used: "
        f"{', '.join(map(str, places))}. Choose another data folder."
    )


def _places() -> Iterator[Path]:
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(given) and os.geteuid() != ROOT:
        yield Path(given)
    for place in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - who owns the folder is looked at
        yield Path(os.path.realpath(place))


def _is_ours(folder: Path, *, account: Account | None) -> bool:
    """Make it where it is missing. False where somebody else has made one of that name."""
    wanted = account.uid if account else os.geteuid()
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == wanted
