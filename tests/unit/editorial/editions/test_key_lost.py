"""A key that is lost: what `docs/operations/keys.md` says becomes of the house, and of its mend."""

import re
import subprocess
from pathlib import Path

import pytest

from cms.health.sweep import sweep
from cms.settings.env import BASE_DIR
from editorial.editions import keys
from editorial.editions.audit import audit
from editorial.editions.heads.services import head_sign
from editorial.editions.sweep import sweep_run

PAGE = BASE_DIR / "docs" / "operations" / "keys.md"


@pytest.fixture
def place(settings, tmp_path) -> Path:
    """Where the page has its files; the key and its folder for retired ones lie in there."""
    for folder in ("backups", "keys"):
        (tmp_path / folder).mkdir()
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing.pem"
    settings.SIGNING_RETIRED_KEYS_DIR = tmp_path / "keys" / "retired"
    return tmp_path


def run(commands: str, place: Path, **told: str) -> None:
    """Commands of the page, in another place and with nobody's account."""
    here = (
        commands.replace("/var/lib/helsekilde", str(place))
        .replace("/var/backups/helsekilde", f"{place}/backups")
        .replace("-o helsekilde -g helsekilde ", "")
    )
    subprocess.run(["/bin/bash", "-euo", "pipefail", "-c", here], check=True, env=told or None)


@pytest.mark.parametrize("kept", ["a file", "the published set"])
def test_what_a_lost_key_signed_holds_again_with_its_public_half(place, log, kept):
    save, put_back, make = re.findall(r"^ *```sh\n(.+?)^ *```$", PAGE.read_text(), re.M | re.S)
    head_sign()
    sweep_run()
    assert (list(audit()), sweep().is_ok) == ([], True)
    if kept == "a file":
        run(save, place)
    (published,) = keys.public_jwks()["keys"]

    (place / "keys" / "signing.pem").unlink()
    keys.key_create(place / "keys" / "signing.pem")
    head_sign()
    said = "\n".join(map(str, audit()))
    assert f"The key {published['kid']} is not published" in said
    assert "is not ours" in said
    assert not sweep().is_ok

    if kept != "a file":
        run(make, place, X=published["x"], PATH="/usr/bin:/bin")
    run(put_back, place)
    assert published in keys.public_jwks()["keys"]
    head_sign()
    sweep_run()
    assert (list(audit()), sweep().is_ok) == ([], True)
