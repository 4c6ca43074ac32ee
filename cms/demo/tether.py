"""A process that ends with the one that started it, however that one ended.

`python -m cms.demo.tether PARENT COMMAND …` becomes the command. Where PARENT is killed, the system
sends SIGTERM: else web and worker of a killed demonstration go on without anybody who looks after
them, and hold its port. Elsewhere than on Linux it only becomes the command.
"""

import ctypes
import os
import signal
import sys
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def tethered(command: list[str]) -> list[str]:
    """The command that becomes this one, tied to the calling process."""
    return [sys.executable, "-m", __name__, str(os.getpid()), *command]


def tie(parent: int) -> None:
    """Ask for SIGTERM at the parent's end; it may have ended before this was asked."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    tie(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - our own command
