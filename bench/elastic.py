"""An Elasticsearch for the benchmark, and what it leaves behind."""

import atexit
import subprocess
import sys
from pathlib import Path

STARTER = Path(__file__).resolve().parents[1] / "deploy" / "dev" / "elasticsearch.py"


class NoServerError(Exception):
    """None runs and none could be started; the text says why."""


def start(folder: Path) -> str:
    """Start one in a folder of its own; returns its address. It is stopped at exit."""
    command = [sys.executable, str(STARTER), "--folder", str(folder)]
    atexit.register(subprocess.run, [*command, "stop"], check=False)
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "start"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoServerError(
            f"{done.stderr.strip()}\nWithout it: python -m bench.search --engines embedded"
        )
    return done.stdout.split()[-1]


def clean() -> None:
    """Drop the indices of this run."""
    from django.conf import settings

    from search.engines.elasticsearch import indices
    from search.engines.elasticsearch.connection import client

    prefix = settings.ELASTICSEARCH_INDEX_PREFIX
    indices.drop(client(), indices.behind(client(), prefix=prefix))
