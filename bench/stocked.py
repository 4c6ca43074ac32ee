"""Stock Wagtail from outside: it lives in processes of its own, with settings of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def call(action: str, count: int = 0) -> dict[str, Any]:
    """Have stock Wagtail do something; returns what it says of it."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bench.stock", action, str(count)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "bench.stock.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
