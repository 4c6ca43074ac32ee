"""A change in one process is in force in another within seconds."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cms.database import embedded
from search.curation.models import Synonym
from search.curation.services import entry_save
from tests import patience
from tests.patience import until

PROBE = Path(__file__).with_name("words_probe.py")


def address(role: str, name: str) -> str:
    return f"postgresql://{role}@/{name}?host={settings.DATABASES['default']['HOST']}"


Ask = Callable[[str], str]


@pytest.fixture
def other(db: str) -> Iterator[Ask]:
    """Asks another process on the same database."""
    environment = {
        **os.environ,
        "DATABASE_URL": address(embedded.ROLE_APPLICATION, db),
        "DATABASE_PUBLIC_URL": address(embedded.ROLE_PUBLIC, db),
        "PYTHONPATH": str(Path.cwd()),
    }
    with subprocess.Popen(
        [sys.executable, str(PROBE)], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(word: str) -> str:
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield ask
        process.stdin.close()
        process.wait(timeout=patience.SECONDS)


def test_another_process_looks_for_a_new_synonym_within_seconds(
    other: Ask, house: dict[str, Any]
) -> None:
    assert other("døgnrytm") == other("dognrytm") == "[]"
    entry = Synonym(
        family="no", direction="one_way", source="døgnrytme", others=["søvn"], reason="Folk sier."
    )
    entry_save(actor=house["desk"], entry=entry)
    until(lambda: other("dognrytm") == "[('sovn',)]", "the other process knows the synonym")
