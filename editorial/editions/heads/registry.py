"""The folders that this process keeps signed heads in, as the settings name them."""

import os
from pathlib import Path

from django.conf import settings

from editorial.editions.heads.place import Place

_places: dict[Path, Place] = {}


def places() -> list[Place]:
    """One for each folder, in the order of the settings."""
    wanted = list(dict.fromkeys(Path(folder) for folder in settings.SIGNED_HEADS_DIRS))
    for folder in wanted:
        if folder not in _places:
            _places[folder] = Place(folder)
    return [_places[folder] for folder in wanted]


# A child has none of its parent's threads, so what hung there does not hang here.
os.register_at_fork(after_in_child=_places.clear)
