"""The worker's thread that carries out what waits: it looks each second, and ends when told."""

import logging
import threading
from typing import Final
from uuid import UUID

from django.db import close_old_connections, connections

from editorial.editions.wishes.services import wishes_run

logger = logging.getLogger(__name__)
SECONDS: Final = 1.0
# A reason that stays the same is said again after so many looks.
SAY_EVERY: Final = 60


class WishLoop(threading.Thread):
    """Tries the withdrawals that wait, each second until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="withdrawals", daemon=True)
        self._stopping = threading.Event()
        self._said: dict[UUID, str] = {}
        self._looks = 0

    def stop(self) -> None:
        """End after the try that is being made; join the thread to wait for that."""
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.wait(SECONDS):
            try:
                close_old_connections()
                self._say(wishes_run())
            except Exception as error:  # noqa: BLE001 - a thread that ended would be a silent stop
                logger.warning("The withdrawals that wait could not be looked at (%s).", error)
                connections.close_all()
        connections.close_all()

    def _say(self, refused: dict[UUID, str]) -> None:
        self._looks += 1
        if self._looks % SAY_EVERY == 0:
            self._said.clear()
        for content_id, reason in refused.items():
            if self._said.get(content_id) != reason:
                logger.error("The withdrawal of %s waits: %s", content_id, reason)
        self._said = refused
