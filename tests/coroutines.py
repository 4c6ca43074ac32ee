"""Running a coroutine to its end, also in a thread in which a browser runs."""

import asyncio
from collections.abc import Coroutine
from typing import Any


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """As `asyncio.run`, which refuses where Playwright has left its own loop as the running one."""
    kept = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return asyncio.run(work)
    finally:
        asyncio._set_running_loop(kept)
