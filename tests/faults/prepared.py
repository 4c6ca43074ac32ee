"""A prepared house, made once and copied for each fault: database, rights, workflow, people.

python -m tests.faults.prepared FOLDER    makes it there, where it is not
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.shell import plain

SETTINGS = "tests.faults.settings"
# Names the folder to copy from; without it a fault makes all of it for itself.
VARIABLE = "FAULTS_PREPARED"
DUTY_PASSWORD = "the-duty-editor-of-a-fault"
_WHOLE = "whole"


def prepare() -> Path:
    """Set Django up on a prepared house of this process's own. Returns its data folder.

    Its database holds one person of each role, named by it: author, desk, duty, chief, clinician.
    """
    data = Path(os.environ["HELSEKILDE_DATA"])
    source = os.environ.get(VARIABLE)
    if source and not data.exists():
        copy(Path(source), data)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django

    django.setup()
    if not source:
        _fill()
    return data


def copy(source: Path, data: Path) -> None:
    """The house that stands in `source`, made there first by whoever comes first."""
    source.mkdir(parents=True, exist_ok=True)
    with (source / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (source / _WHOLE).exists():
            # In a process of its own: the server stops where its last user ends.
            made = subprocess.run(
                [sys.executable, "-m", __name__, str(source)],
                env=plain(), capture_output=True, text=True, check=False,
            )  # fmt: skip
            if made.returncode:
                raise RuntimeError(f"The house could not be prepared: {made.stderr[-5000:]}")
            (source / _WHOLE).touch()
    # The server's account owns the files of its folder, so they are copied with their owners.
    subprocess.run(["cp", "--archive", str(source / "data"), str(data)], check=True)


def _fill() -> None:
    from django.core.management import call_command

    from editorial.editions.keys import signing_key
    from editorial.people import groups
    from tests.factories import people
    from tests.faults import witness

    call_command("database_prepare", verbosity=0)
    call_command("provision", verbosity=0)
    # As in an installation: the key is there before the first process needs it.
    signing_key()
    people.user("author", groups.AUTHORS)
    people.user("desk", groups.DESK)
    people.user("chief", groups.CHIEF)
    people.clinician("clinician")
    duty = people.user("duty", groups.DUTY)
    duty.set_password(DUTY_PASSWORD)
    duty.save()
    witness.table_make()


def _make(source: Path) -> None:
    shutil.rmtree(source / "data", ignore_errors=True)
    os.environ["HELSEKILDE_DATA"] = str(source / "data")
    del os.environ[VARIABLE]
    prepare()


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
