"""Which languages share a vocabulary: bokmål and nynorsk are two forms of one language."""

from typing import Final

NORWEGIAN: Final = "no"
ENGLISH: Final = "en"
SAMI: Final = "se"

_GROUPS: Final = {"nb": NORWEGIAN, "nn": NORWEGIAN, "no": NORWEGIAN, "en": ENGLISH, "se": SAMI}
_LANGUAGES: Final = {NORWEGIAN: ("nb", "nn"), ENGLISH: ("en",), SAMI: ("se",)}


def group_of(lang: str) -> str:
    """The vocabulary group of a language. Raises KeyError for a language we do not serve."""
    return _GROUPS[lang]


def languages_of(group: str) -> tuple[str, ...]:
    """The languages whose documents share the group's index."""
    return _LANGUAGES[group]
