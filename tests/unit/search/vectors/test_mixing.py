"""Words and meaning in one order."""

from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import CANDIDATES, Candidate
from search.vectors.mixing import NEAR, SURE, mix
from search.vectors.store import Likeness


def keys(found):
    return [candidate.key for candidate in found]


def test_meaning_brings_in_what_words_did_not_find():
    found = mix([Candidate("a", "en", 12.0)], [Likeness("b", "en", 0.5)], weight=1.5)
    assert [(each.key, each.score) for each in found] == [("a", 1.0), ("b", 0.75)]


def test_meaning_decides_between_what_words_find_alike():
    words = [Candidate("a", "en", 8.0), Candidate("b", "en", 8.0)]
    found = mix(words, [Likeness("b", "en", 0.4), Likeness("a", "en", 0.1)])
    assert keys(found) == ["b", "a"]


def test_what_has_nothing_to_do_with_it_is_not_pushed_down():
    words = [Candidate("a", "en", 8.0), Candidate("b", "en", 7.9)]
    assert keys(mix(words, [Likeness("a", "en", -0.9)])) == ["a", "b"]


def test_without_neighbours_the_order_is_that_of_the_words():
    words = [Candidate("a", "en", 3.0), Candidate("b", "en", 2.0), Candidate("c", "en", 1.0)]
    assert keys(mix(words, [])) == ["a", "b", "c"]


def test_what_only_meaning_finds_must_be_near_and_surer_where_words_find_nothing():
    words = [Candidate("a", "en", 3.0)]
    near = [Likeness("b", "en", NEAR), Likeness("c", "en", NEAR - 0.01)]
    assert keys(mix(words, near)) == ["a", "b"]
    sure = [Likeness("b", "en", SURE), Likeness("c", "en", SURE - 0.01)]
    assert keys(mix([], sure)) == ["b"]


def test_nothing_found_is_nothing():
    assert mix([], []) == []


scored = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 100)), unique_by=lambda pair: pair[0]
)


@given(words=scored, near=scored)
def test_every_item_once_and_in_the_order_of_its_score(words, near):
    candidates = [Candidate(key, "en", score) for key, score in words]
    found = mix(candidates, [Likeness(key, "en", share / 100) for key, share in near])
    least = NEAR if words else SURE
    brought = {key for key, share in near if share / 100 >= least}
    assert sorted(keys(found)) == sorted({key for key, _ in words} | brought)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len(found) <= CANDIDATES
