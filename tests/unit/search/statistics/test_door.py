"""Which queries may be counted: the door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.statistics.rules import countable, is_shown

NEVER = [
    "01019012345",  # a birth number
    "010190 12345",
    "0 1 0 1 9 0",
    "tlf 22 33 44 55",
    "+47 900 00 000",
    "kari@example.no",
    "kari (at) x@y",
    "www.example.no",
    "https://example.org/min-journal",
    "example.no min side",
    "Kari Nordmann",
    "hvem er Ola Nordmann",
    "Åse Østby hjertesvikt",
    "født 12.03.1956",
    "Storgata 1234",
    "jeg har hatt vondt i magen i tre uker nå",
    "my mother fell last night and she can not remember anything at all",
    "x" * 61,
    "a",
    "",
    "   ",
    "🙂🙂",
    "\u202e",
    "'; DROP TABLE x; -- 12345",
]
COUNTED = {
    "Diabetes": "diabetes",
    "  vondt i  magen ": "vondt i magen",
    "E11.9": "e11 9",
    "ICPC-2 T90": "icpc 2 t90",
    "113": "113",
    "øreverk?": "øreverk",
    "KOLS": "kols",
    "Type 2 diabetes": "type 2 diabetes",
    "buozalmmas": "buozalmmas",
}


@pytest.mark.parametrize("query", NEVER)
def test_what_may_be_about_a_person_is_never_counted(query: str) -> None:
    assert countable(query) == ""


@pytest.mark.parametrize(("query", "counted"), COUNTED.items())
def test_ordinary_questions_are_counted_in_one_form(query: str, counted: str) -> None:
    assert countable(query) == counted


@given(st.text(max_size=300))
def test_nothing_long_numeric_or_with_an_address_passes_whatever_is_typed(text: str) -> None:
    counted = countable(text)
    assert len(counted) <= 120
    assert "@" not in counted
    assert sum(letter.isdigit() for letter in counted) <= 3
    assert len(counted.split()) <= 6
    assert counted == counted.lower()
    assert not counted or len(text) <= 60


@pytest.mark.parametrize(
    ("searches", "days", "is_known", "shown"),
    [
        (5, 2, True, True), (4, 2, True, False), (5, 1, True, False), (500, 1, True, False),
        (14, 5, False, False), (15, 4, False, False), (15, 5, False, True),
    ],
)  # fmt: skip
def test_a_text_is_shown_from_the_threshold_and_later_with_an_unknown_word(
    searches: int, days: int, is_known: bool, shown: bool
) -> None:
    assert is_shown(searches=searches, days=days, is_known=is_known) is shown
