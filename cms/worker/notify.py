"""Tell whoever started this process how it is: systemd's protocol, one datagram a message."""

import os
import socket
from contextlib import suppress

VARIABLE = "NOTIFY_SOCKET"
READY = "READY=1"
STOPPING = "STOPPING=1"
ALIVE = "WATCHDOG=1"


def notify(message: str) -> None:
    """Send it where somebody listens; nobody there, or gone meanwhile, is no error."""
    address = os.environ.get(VARIABLE, "")
    if not address:
        return
    if address.startswith("@"):  # Linux: a name without a file
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.sendto(message.encode("ascii"), address)
