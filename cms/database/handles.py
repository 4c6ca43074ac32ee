"""Who uses an embedded server: the last one to let go stops it.

Each process that uses it holds a lock on one file, which the system takes back however the process
ends. So nobody is written down who is gone, and no number has to be asked who it is.
"""

import fcntl
import os
from pathlib import Path

FILE = ".postgres.users"


def take(data_dir: Path) -> int:
    """Be one of its users; returns what `release` takes."""
    handle = os.open(data_dir / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def is_last(handle: int) -> bool:
    """True where nobody else uses it. To be asked once, on the way out: it may cost the lock."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(handle: int) -> None:
    """Be none of its users any more."""
    os.close(handle)
