"""A consumer that notes each entry in a file, to be compared with the log afterwards."""

import os
from pathlib import Path

from django.apps import AppConfig


def note(entry: object) -> None:
    """Append the sequence number; the write reaches the disk before the cursor moves on."""
    line = f"{entry.seq}\n".encode()  # type: ignore[attr-defined]
    handle = os.open(os.environ["CRASH_WITNESS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


class WitnessConfig(AppConfig):
    name = "tests.crash"
    label = "crash_witness"
    path = str(Path(__file__).parent)

    def ready(self) -> None:
        from editorial.editions.consumers import registry

        registry.register("witness", note)
