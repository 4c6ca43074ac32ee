"""A real Chromium: the system's, or Playwright's own."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.patience import SECONDS
from tests.services import absent

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No word to anybody but the server under test: a browser likes to call home at its start.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def executable(own: str) -> str | None:
    """Path of a Chromium; `own` is where Playwright would have put its own."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in NAMES]
    return next((path for path in [*found, own] if path and Path(path).exists()), None)


def _patient(new_context: Callable[..., Any]) -> Callable[..., Any]:
    """Contexts that wait longer than Playwright does by itself, for a machine that is slow."""

    def made(**options: Any) -> Any:
        context = new_context(**options)
        context.set_default_timeout(SECONDS * 1000)
        return context

    return made


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test without a browser runs from its first fixture to its last as if there were none.

    Playwright leaves its event loop as the running one of the thread between its calls, where
    nothing can wait for a coroutine, and where Django keeps connections apart.
    """
    loop = asyncio._get_running_loop()
    if loop is None or "browser" in getattr(item, "fixturenames", ()):
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        if loop.is_running():
            asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running Chromium for the session (a Playwright `Browser`)."""
    from playwright.sync_api import expect, sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        loop = asyncio._get_running_loop()
        path = executable(playwright.chromium.executable_path)
        if path is None:
            absent(
                "No Chromium: `apt-get install chromium`, or `.venv/bin/playwright install"
                " chromium`, or name one in CHROMIUM."
            )
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        expect.set_options(timeout=SECONDS * 1000)
        chromium.new_context = _patient(chromium.new_context)
        yield chromium
        asyncio._set_running_loop(loop)  # whichever test was the last
        chromium.close()


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    """A fresh page of a fresh visitor; relative addresses lead to the server under test.

    The test fails where a script of the page throws.
    """
    context = browser.new_context(base_url=live_server.url, locale="nb-NO", reduced_motion="reduce")
    tab, errors = context.new_page(), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    context.close()
    assert errors == []
