"""The figures, by values worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation.measures import Tally, ndcg, percentile, success

JUDGED = {"a": 3, "b": 2, "c": 0, "d": 1}
IDS = st.lists(st.sampled_from("abcdefgh"), unique=True)
JUDGEMENTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3))


def test_the_ideal_order_is_one():
    assert ndcg(["a", "b", "d"], JUDGED) == 1.0


def test_gain_is_linear_and_the_discount_is_the_binary_logarithm():
    # Ideal: 3/1 + 2/log2(3) + 1/2. Here: 2/1 + 3/2, with an unjudged document in between.
    ideal = 3 + 2 / log2(3) + 0.5
    assert ndcg(["b", "x", "a"], JUDGED) == pytest.approx(3.5 / ideal)
    assert ndcg(["b", "x", "a"], JUDGED) == pytest.approx(0.735007, abs=1e-6)


def test_what_comes_eleventh_counts_nothing():
    ten = [f"x{number}" for number in range(10)]
    assert ndcg([*ten, "a"], JUDGED) == 0.0
    assert success([*ten, "a"], JUDGED, depth=10) == 0.0
    assert success([*ten[:9], "a"], JUDGED, depth=10) == 1.0


def test_the_ideal_is_cut_at_ten_too():
    many = {f"d{number}": 1 for number in range(20)}
    assert ndcg([f"d{number}" for number in range(10)], many) == pytest.approx(1.0)


def test_a_document_judged_not_relevant_is_no_success():
    assert success(["c"], JUDGED, depth=1) == 0.0
    assert ndcg(["c"], JUDGED) == 0.0


def test_nothing_relevant_judged_is_zero_and_no_error():
    assert ndcg(["a"], {"a": 0}) == 0.0
    assert ndcg([], {}) == 0.0


@given(IDS, JUDGEMENTS)
def test_ndcg_lies_between_nothing_and_ideal(ranked, judged):
    assert 0.0 <= ndcg(ranked, judged) <= 1.0 + 1e-9


@given(IDS, JUDGEMENTS)
def test_a_success_at_one_is_a_success_at_ten(ranked, judged):
    assert success(ranked, judged, depth=1) <= success(ranked, judged, depth=10)


def test_percentiles():
    assert percentile([], 0.95) == 0.0
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([float(number) for number in range(100)], 0.95) == 95.0


def test_the_report_is_the_mean_over_queries():
    tally = Tally()
    tally.add(["a"], {"a": 1}, 0.010)
    tally.add(["x", "a"], {"a": 1}, 0.030)
    tally.add([], {"a": 1}, 0.020)
    assert tally.report() == {
        "queries": 3,
        "ndcg10": round((1 + 1 / log2(3) + 0) / 3, 4),
        "success1": 0.3333,
        "success10": 0.6667,
        "zero": 1,
        "p50_ms": 20.0,
        "p95_ms": 30.0,
    }
