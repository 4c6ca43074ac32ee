"""Real texts to try the product on; they are no part of the checkout."""

import os
from pathlib import Path

import pytest

from tests.services import absent

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder `HELSEKILDE_SHARED`, by default `../shared` beside the checkout."""
    folder = Path(os.environ.get("HELSEKILDE_SHARED", CHECKOUT.parent / "shared"))
    if not (folder / "data").is_dir():
        absent(f"No folder {folder}/data; name it in HELSEKILDE_SHARED.")
    return folder
