"""The shipped synonyms are usable, and are applied at a weight that does not outvote the query."""

import pytest

from search.analysis import shipped, synonyms
from search.analysis.lists import in_force
from search.analysis.shipped import FAMILIES, SynonymRow, compiled, synonym_rows
from search.analysis.synonyms import Expansion, expansions
from search.curation.loading import shipped_checked


def test_every_shipped_row_obeys_the_rules_that_editors_obey():
    rows, _ = shipped_checked()
    assert {row.family for row in rows} == set(FAMILIES)
    assert len(rows) >= 800


@pytest.mark.parametrize("family", FAMILIES)
def test_every_shipped_row_has_a_reason(family):
    assert [row for row in synonym_rows(family) if not row.why.strip()] == []


def row(*others, source=""):
    kind = shipped.ONE_WAY if source else shipped.TWO_WAY
    return SynonymRow("no", kind, source, others, "because")


def stems(text, family="no"):
    return shipped.key_of(text, family=family, stops=frozenset())


def held(*rows):
    return in_force(compiled(rows, []))


def test_one_way_is_one_way():
    with held(row("diabetes", source="sukker i blodet")):
        assert [each.words for each in expansions(stems("sukker i blodet"), family="no")] == [
            ("diabetes",)
        ]
        assert list(expansions(["diabetes"], family="no")) == []


def test_two_ways_lead_from_each_to_the_others():
    with held(row("hjerneslag", "slag", "apopleksi")):
        (first, second) = expansions(["slag"], family="no")
    assert {first.words, second.words} == {("hjerneslag",), ("apopleksi",)}
    assert first.of == ("slag",)


def test_several_expansions_and_several_words_weigh_less_each():
    with held(row("hypertensjon", "alt for høyt blodtrykk")):
        (many,) = expansions(["hypertensjon"], family="no")
        (one,) = expansions(stems("alt for høyt blodtrykk"), family="no")
    assert many.weight == synonyms.WEIGHT / 2
    assert one == Expansion(("hypertensjon",), synonyms.WEIGHT, stems("alt for høyt blodtrykk"))


@pytest.mark.parametrize(
    ("family", "asked", "also"),
    [
        ("no", "høyt blodtrykk", "hypertensjon"), ("no", "apopleksi", "hjerneslag"),
        ("en", "flu", "influenza"), ("en", "hypertension", "blood"),
        ("se", "sohkardávda", "diabetes"),
    ],
)  # fmt: skip
def test_lay_and_clinical_words_meet(family, asked, also):
    found = {
        word for each in expansions(stems(asked, family), family=family) for word in each.words
    }
    assert also in found or any(also in word for word in found)
