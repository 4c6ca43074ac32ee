"""What turns a text into a vector. Pluggable, off by default: `SEARCH_ENCODER` names a factory."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

Vector = tuple[float, ...]


class Encoder(Protocol):
    """Encodes texts of some languages into vectors of length 1.

    `name` changes whenever the vectors of the same text would; `families` are the language families
    (`search.analysis.groups`) that it understands.
    """

    name: str
    families: frozenset[str]
    dimensions: int

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        """One vector of length 1 for each text, in order."""
        ...


@cache
def active_encoder() -> Encoder | None:
    """The encoder that the settings name; None where search goes by words alone.

    Raises:
        ImportError: it is named and can not be loaded, for example because
            `requirements/encoder.txt` is not installed.
    """
    if not settings.SEARCH_ENCODER:
        return None
    return cast(Encoder, import_string(settings.SEARCH_ENCODER)())
