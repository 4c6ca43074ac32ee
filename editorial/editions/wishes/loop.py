"""The worker's thread that carries out what waits: it looks each second, and ends when told."""

import logging
import threading
from typing import Final

from django.db import close_old_connections, connections

from editorial.editions.wishes.looks import Looks
from editorial.editions.wishes.queue import TURN_SECONDS, Turns
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_hide, takings_back_run

logger = logging.getLogger(__name__)
SECONDS: Final = 1.0
# A reason that stays the same is said again after so many looks.
SAY_EVERY: Final = 60


class WishLoop(threading.Thread):
    """Tries what people have withdrawn or taken back, each second until it is stopped."""

    def __init__(self) -> None:
        super().__init__(name="withdrawals", daemon=True)
        self._stopping = threading.Event()
        self._said: dict[str, str] = {}
        self._looks = 0
        self._wishes = Looks()
        self._withdrawals = Turns(seconds=TURN_SECONDS)
        self._hiding = Turns(seconds=TURN_SECONDS)
        self._signatures = Turns(seconds=TURN_SECONDS)

    def stop(self) -> None:
        """End after the try that is being made; join the thread to wait for that."""
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.wait(SECONDS):
            try:
                close_old_connections()
                withdrawals = wishes_run(self._withdrawals, self._wishes)
                hidden = takings_back_hide(self._hiding)
                signatures = takings_back_run(self._signatures, hidden=hidden)
                self._say(
                    {f"The withdrawal of {key}": why for key, why in withdrawals.items()}
                    | {f"Taking back sign-off {key}": why for key, why in signatures.items()}
                )
            except Exception as error:  # noqa: BLE001 - a thread that ended would be a silent stop
                logger.warning("The withdrawals that wait could not be looked at (%s).", error)
                connections.close_all()
        connections.close_all()

    def _say(self, refused: dict[str, str]) -> None:
        self._looks += 1
        if self._looks % SAY_EVERY == 0:
            self._said.clear()
        for what, reason in refused.items():
            if self._said.get(what) != reason:
                logger.error("%s waits: %s", what, reason)
        self._said = refused
