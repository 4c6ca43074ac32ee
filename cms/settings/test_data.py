"""Where tests keep their database, media and keys: never where a demo keeps its own."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from cms.settings.env import BASE_DIR

PREFIX = "helsekilde-test-"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder below it has the user's id in its name
# What an operator's shell may hold of a real installation. Tests sign, send, purge and keep nothing
# with it; the servers that they may use (DATABASE_URL, ELASTICSEARCH_URL, REDIS_URL) are not here.
NEVER_IN_TESTS = (
    "SIGNING_KEY", "SIGNING_KEY_FILE", "SIGNING_RETIRED_KEYS_DIR", "SIGNED_HEADS_DIR",
    "SIGNED_HEADS_DIRS", "CDN_PURGE_URL", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_SECURITY",
    "EMAIL_USER", "EMAIL_PASSWORD", "EMAIL_FROM",
)  # fmt: skip
ROOM_NEEDED = 2 * 1024**3


def folder_for_tests() -> Path:
    """A folder for this checkout, user and `HELSEKILDE_DATA`, in memory where there is room.

    Each test clones a database of some nine hundred small files; on a disk their creation takes
    twenty times as long. What lies there is cheap to lose: the next run makes it again. What the
    environment holds of a real installation is forgotten on the way; what a test gives to a child
    process is the test's own.
    """
    given = os.environ.get("HELSEKILDE_DATA", "")
    if Path(given).name.startswith(PREFIX):
        return Path(given)  # a child process of a test
    for name in NEVER_IN_TESTS:
        os.environ.pop(name, None)
    owner = f"{BASE_DIR}|{given}|{os.getuid()}"
    name = PREFIX + hashlib.sha256(owner.encode()).hexdigest()[:12]
    in_memory = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    return (MEMORY if in_memory else Path(tempfile.gettempdir())) / name
