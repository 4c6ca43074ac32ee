"""Codes, identifiers and levels have the form of their system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_models.evidence import identifier_is_valid, level_is_valid
from content_models.policy import risk_classes
from content_models.taxonomy.codes import code_is_valid, verhoeff_holds


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("ICPC-2", "T90"), ("ICD-10", "E11"), ("ICD-10", "E11.9"), ("ICD-10", "E119"),
        ("SNOMED-CT", "44054006"), ("SNOMED-CT", "195967001"), ("MeSH", "D003924"),
        ("MeSH", "C000657245"), ("ATC", "N02BE01"), ("ATC", "N"), ("ATC", "N02B"),
    ],
)  # fmt: skip
def test_real_codes_are_codes(system, code):
    assert code_is_valid(system=system, code=code)


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("ICPC-2", "T9"), ("ICPC-2", "t90"), ("ICPC-2", "T90\n"), ("ICD-10", "E1"),
        ("ICD-10", "E11.999"), ("ICD-10", "E11."), ("SNOMED-CT", "44054007"),
        ("SNOMED-CT", "12345"), ("SNOMED-CT", "44054006 "), ("MeSH", "X003924"),
        ("ATC", "N02BE0"), ("ATC", "02BE01"), ("FINNES-IKKE", "T90"), ("ICPC-2", ""),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_code_is_none(system, code):
    assert not code_is_valid(system=system, code=code)


@given(st.from_regex(r"[1-9][0-9]{5,15}", fullmatch=True), st.integers(1, 9))
def test_one_wrong_digit_never_passes_the_check_digit(digits, shift):
    valid = next(digits + str(last) for last in range(10) if verhoeff_holds(digits + str(last)))
    for place in range(len(valid)):
        wrong = str((int(valid[place]) + shift) % 10)
        assert not verhoeff_holds(valid[:place] + wrong + valid[place + 1 :])


@pytest.mark.parametrize(
    ("kind", "identifier", "expected"),
    [
        ("DOI", "10.1136/bmj.n71", True), ("DOI", "https://doi.org/10.1136/bmj.n71", False),
        ("PMID", "33782057", True), ("PMID", "PMC8005924", False), ("PMID", "1\n", False),
        ("ISBN", "978-82-450-1234-5", True), ("ISBN", "123", False),
        ("URL", "https://example.test/a", True), ("URL", "javascript:alert(1)", False),
        ("URL", "https://example.test/a b", False),
        ("URL", "https://helsenorge.no@evil.test/", False), ("URL", "https://a:b@evil.test", False),
        ("URL", "https://evil.test\\@helsenorge.no", False),
        ("URL", "https://example.test/@a?b=c@d#e@f", True),
        ("URL", "https://example.test?a@b", True),
        ("none", "", True), ("none", "x", False),
        ("", "", True), ("ukjent", "x", False),
    ],
)  # fmt: skip
def test_an_identifier_has_the_form_of_its_kind(kind, identifier, expected):
    assert identifier_is_valid(kind=kind, identifier=identifier) is expected


@pytest.mark.parametrize(
    ("scheme", "level", "expected"),
    [
        ("GRADE", "high", True), ("GRADE", "1a", False), ("CEBM", "1a", True),
        ("CEBM", "", False), ("", "", True), ("", "high", False), ("annen", "high", False),
    ],
)  # fmt: skip
def test_a_level_belongs_to_its_scheme(scheme, level, expected):
    assert level_is_valid(scheme=scheme, level=level) is expected


def test_the_policy_of_each_risk_class():
    found = {code: (row.months, row.quorum) for code, row in risk_classes().items()}
    assert found == {"A": (12, 2), "B": (24, 1), "C": (36, 1), "D": (36, 1)}
