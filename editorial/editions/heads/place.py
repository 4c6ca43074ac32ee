"""One folder for signed heads. It may be a mount that hangs: every touch is made by a thread.

```
   2026-11-24.jws     heads of before, one a day; read, never written any more
   kept/              anchors, for ever
   recent/            all others; removed when three newer anchors say the same
```
"""

import errno
import os
import stat
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from editorial.editions.heads.claims import DAILY, MAX_BYTES, NAME, SignedHead, head_decode

T = TypeVar("T")
KEPT, RECENT = "kept", "recent"
MOST_CACHED = 512
BLOCK = bytes(4096)
# A writer that was killed leaves its temporary file; it is old when others are so much newer.
STALE_SECONDS = 3600.0


class PlaceSilentError(OSError):
    """The folder does not answer: a mount that hangs, or a disk that is dying."""

    def __init__(self) -> None:
        super().__init__("it does not answer")
        self.strerror = "it does not answer"


class Job(Generic[T]):
    """Something that is being done in a folder by a thread of its own."""

    def __init__(self, place: "Place", work: Callable[[], T]) -> None:
        self._place, self._work = place, work
        self._done = threading.Event()
        self._result: T
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._result = self._work()
        except Exception as error:  # noqa: BLE001 - raised where somebody waits for it
            self._error = error
        self._done.set()
        self._place.overdue.discard(self)

    def result(self, *, until: float) -> T:
        """What it came to, at `time.monotonic()` of `until` at the latest.

        Raises:
            PlaceSilentError: it has not ended by then. It may still do what it was to do.
            OSError: the folder refused.
        """
        if not self._done.wait(max(until - time.monotonic(), 0)):
            self._place.overdue.add(self)
            if not self._done.is_set():
                raise PlaceSilentError
            self._place.overdue.discard(self)
        if self._error is not None:
            raise self._error
        return self._result


@dataclass(frozen=True)
class Names:
    """The files of a folder by name, unsorted; `strangers` are files that no head is called."""

    kept: tuple[str, ...]
    recent: tuple[str, ...]
    daily: tuple[str, ...]
    strangers: tuple[str, ...]

    def places(self) -> dict[str, str]:
        """Each head's name, with its path below the folder."""
        return {
            **{name: f"{RECENT}/{name}" for name in self.recent},
            **{name: f"{KEPT}/{name}" for name in self.kept},
            **{name: name for name in self.daily},
        }


class Place:
    """A folder in which heads are kept. Never blocks longer than its caller wants to wait."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.overdue: set[Job[Any]] = set()
        self._cache: OrderedDict[tuple[Any, ...], SignedHead] = OrderedDict()
        self._guard = threading.Lock()
        self._well_named: frozenset[str] = frozenset()

    def begin(self, work: Callable[[], T]) -> Job[T]:
        """Do something in the folder by a thread.

        Raises:
            PlaceSilentError: something that was begun earlier still hangs there.
        """
        if self.overdue:
            raise PlaceSilentError
        job = Job(self, work)
        threading.Thread(target=job.run, name="heads", daemon=True).start()
        return job

    def ask(self, work: Callable[[], T], *, until: float) -> T:
        """The same, waiting for it. Raises what `begin` and `Job.result` raise."""
        return self.begin(work).result(until=until)

    # What follows runs in the folder's own thread.

    def names(self) -> Names:
        """Raises OSError: the folder is gone or can not be read."""
        top = os.listdir(self.folder)
        strangers = [name for name in top if name.endswith(".jws") and not DAILY.fullmatch(name)]
        found: dict[str, tuple[str, ...]] = {}
        known = self._well_named
        for part in (KEPT, RECENT):
            inside = os.listdir(self.folder / part) if part in top else []
            # Nearly all of thousands of names have been seen before.
            strange = {name for name in inside if not (name in known or NAME.fullmatch(name))}
            found[part] = tuple(name for name in inside if name not in strange)
            strangers += [f"{part}/{name}" for name in strange if not name.startswith(".")]
        self._well_named = frozenset((*found[KEPT], *found[RECENT]))
        daily = tuple(name for name in top if DAILY.fullmatch(name))
        return Names(found[KEPT], found[RECENT], daily, tuple(sorted(strangers)))

    def heads(self, paths: list[str], *, jwks: dict[str, Any]) -> list[SignedHead]:
        """Read files; one that is gone meanwhile is left out, one that is no head says why."""
        return [head for path in paths if (head := self._head(path, jwks)) is not None]

    def _head(self, path: str, jwks: dict[str, Any]) -> SignedHead | None:
        file, name = self.folder / path, path.rpartition("/")[2]
        try:
            seen = file.stat()
            kids = tuple(key["kid"] for key in jwks["keys"])
            key = (path, seen.st_size, seen.st_mtime_ns, seen.st_ino, kids)
            with self._guard:
                if key in self._cache:
                    self._cache.move_to_end(key)
                    return self._cache[key]
            head = head_decode(read_bytes(file), name=name, jwks=jwks)
        except FileNotFoundError:
            return None
        except OSError as error:
            return SignedHead(name, 0, "", problem=f"It cannot be read ({error.strerror}).")
        with self._guard:
            self._cache[key] = head
            while len(self._cache) > MOST_CACHED:
                self._cache.popitem(last=False)
        return head

    def read(self, path: str) -> bytes:
        return read_bytes(self.folder / path)

    def write(self, path: str, data: bytes, may_create: bool) -> None:
        """Put a file there whole, or not at all; one that is there already stays as it is.

        Raises OSError: it can not be written, or the folder is gone and may not be made.
        """
        target = self.folder / path
        if not (may_create or self.folder.exists()):
            raise FileNotFoundError(errno.ENOENT, "it is not there")
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o444)
            # A name holds the digest of its bytes: whoever was faster wrote the same.
            os.replace(temporary, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        sync(target.parent)

    def remove(self, paths: list[str]) -> None:
        """Take files away, and what killed writers have left."""
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)
        for part in os.listdir(self.folder):
            if part not in (KEPT, RECENT):
                continue
            ages = {file: file.stat().st_mtime for file in (self.folder / part).iterdir()}
            newest = max(ages.values(), default=0.0)
            for file, written in ages.items():
                if file.name.startswith(".") and newest - written > STALE_SECONDS:
                    file.unlink(missing_ok=True)

    def probe(self) -> None:
        """Write a file without a name and let it go. A folder that is not there is not made.

        Raises OSError: nothing can be written there.
        """
        if not self.folder.exists():
            above = next(each for each in self.folder.absolute().parents if each.exists())
            if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
                raise OSError(errno.ENOENT, "it is missing and cannot be made")
            return
        with tempfile.TemporaryFile(dir=self.folder, prefix=".health-", buffering=0) as file:
            file.write(BLOCK)


def read_bytes(file: Path) -> bytes:
    """The file, or as much of it as a head may be long and one byte more.

    Raises OSError: it can not be read, or is none of the kind that has an end (a pipe, a device).
    """
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no ordinary file")
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def sync(folder: Path) -> None:
    """Bring a new name in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
