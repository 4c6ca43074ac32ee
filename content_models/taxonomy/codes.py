"""Medical code systems and the form of their codes. Pure functions."""

import re

SYSTEMS = ("ICPC-2", "ICD-10", "SNOMED-CT", "MeSH", "ATC")

_FORMS = {
    "ICPC-2": re.compile(r"^[A-Z]\d{2}$"),
    "ICD-10": re.compile(r"^[A-Z]\d{2}(\.?\d{1,2})?$"),
    "SNOMED-CT": re.compile(r"^\d{6,18}$"),
    "MeSH": re.compile(r"^[DC]\d{6}(\d{3})?$"),
    "ATC": re.compile(r"^[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?$"),
}

# Verhoeff's check: the dihedral group D5 and a permutation of period 8.
_MULTIPLY = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6), (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4), (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)  # fmt: skip
_PERMUTE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2), (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0), (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5), (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)  # fmt: skip


def verhoeff_holds(digits: str) -> bool:
    """True where the last digit is the right check digit (SNOMED CT identifiers)."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _MULTIPLY[check][_PERMUTE[place % 8][int(digit)]]
    return check == 0


def code_is_valid(*, system: str, code: str) -> bool:
    """True where the code has the form that its system prescribes."""
    form = _FORMS.get(system)
    if form is None or not form.fullmatch(code):
        return False
    return system != "SNOMED-CT" or verhoeff_holds(code)
