"""What publishing needs outside the database: the house's keys and its folders of pictures.

Asked by the gate, so that whoever publishes reads a sentence; by `manage.py check --deploy`,
which says where the fault is; and by health, which says that there is one.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from content_models.publishing import Reason, Refusal
from editorial.editions.keys import public_jwks

KEYS: Final = "keys"


@dataclass(frozen=True)
class Fault:
    """Something that is not as it must be. `part` names it in health; `says` tells nobody where it
    is, `detail` does.
    """

    part: str
    says: str
    detail: str


class EquipmentMissing(Refusal):
    """Nothing can be signed by the house as it is set up."""


def key_fault() -> str:
    """What is wrong with the keys, in plain English with the place; "" where all can be used.

    A key that is made by itself at its first use (demonstration, tests) is not missing.
    """
    try:
        is_to_be_made = (
            settings.SIGNING_KEY_AUTOCREATE
            and not settings.SIGNING_KEY
            and settings.SIGNING_KEY_FILE
            and not Path(settings.SIGNING_KEY_FILE).exists()
        )
        if not is_to_be_made:
            public_jwks()
    except (ImproperlyConfigured, OSError) as error:
        return str(error)
    return ""


def key_reasons() -> list[Reason]:
    """Why nothing can be published with the keys as they are; empty where they can be used."""
    return [no_key()] if key_fault() else []


def no_key() -> Reason:
    """What a person reads where the house cannot sign; `check --deploy` says where the fault is."""
    text = _(
        "A key of the house is missing, or cannot be used. Nothing can be published until those "
        "who run the house have mended it (manage.py check --deploy says what is wrong). Nothing "
        "was changed."
    )
    return Reason(code="no-key", text=text)


def faults() -> list[Fault]:
    """All that is not as it must be; empty means that what is signed can be published."""
    found = []
    if detail := key_fault():
        says = "A key of the house cannot be used: nothing is published, withdrawals wait."
        found.append(Fault(part=KEYS, says=says, detail=detail))
    for part, folder, says in (
        ("public-pictures", settings.PUBLIC_MEDIA_ROOT, "Public pictures cannot be written."),
        ("pictures", settings.MEDIA_ROOT, "Pictures of drafts cannot be written."),
    ):
        if not _can_write(Path(folder)):
            detail = f"{folder} is no folder that this process can write to."
            found.append(Fault(part=part, says=says, detail=detail))
    return found


def _can_write(folder: Path) -> bool:
    """Whether files can be made there; a folder that is not there yet is made in its parent."""
    try:
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        return False
