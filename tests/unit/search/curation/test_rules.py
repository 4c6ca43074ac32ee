"""What may be kept as a synonym, a stop word or a bet. No database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.shipped import StopRow, SynonymRow, compiled, key_of
from search.curation.rules import (
    BetRow,
    SynonymGraph,
    bet_reasons,
    stop_word_reasons,
    synonym_reasons,
)

STOPS = frozenset({"i", "og", "ikke"})
WHY = "Folk sier det."
WORDS = ["rygg", "mage", "hode", "feber", "utslett", "hoste"]


def one_way(source: str, *others: str, why: str = WHY, family: str = "no") -> SynonymRow:
    return SynonymRow(family, "one_way", source, others, why)


def two_way(*others: str, why: str = WHY) -> SynonymRow:
    return SynonymRow("no", "two_way", "", others, why)


def graph(*rows: SynonymRow) -> SynonymGraph:
    return SynonymGraph(rows, family="no", stops=STOPS)


def codes(row: SynonymRow, *known: SynonymRow) -> list[str]:
    return [reason.code for reason in synonym_reasons(row, graph=graph(*known))]


def test_an_ordinary_synonym_is_accepted() -> None:
    assert codes(one_way("sukkersyke", "diabetes")) == []
    assert codes(two_way("vondt i magen", "magesmerter")) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (one_way("sukkersyke", "diabetes", why="  "), ["reason"]),
        (one_way("sukkersyke", "diabetes", why="x" * 501), ["reason"]),
        (one_way("sukkersyke"), ["size"]),
        (one_way("sukkersyke", *(f"ord{place}" for place in range(21))), ["size"]),
        (two_way("sukkersyke"), ["size"]),
        (one_way("…", "diabetes"), ["empty"]),
        (one_way("sukkersyke", ""), ["empty"]),
        (one_way("og", "diabetes"), ["stop-word"]),
        (one_way("sukkersyke", "ikke i"), ["stop-word"]),
        (one_way("en to tre fire fem", "diabetes"), ["too-long"]),
        (one_way("x" * 40, "diabetes"), ["too-long"]),
        (one_way("rygg " * 20, "diabetes"), ["too-long"]),
        (one_way("rygg", "ryggen"), ["double"]),
        (two_way("rygg", "mage", "RYGGEN"), ["double"]),
        (one_way("rygg", "mage", family="de"), ["choice"]),
        (one_way("og", "!", why=""), ["reason", "stop-word", "empty"]),
    ],
)
def test_a_refusal_says_every_reason(row: SynonymRow, expected: list[str]) -> None:
    assert codes(row) == expected


def test_stop_words_in_a_phrase_do_not_count_towards_its_length() -> None:
    assert codes(one_way("vondt i rygg og mage og hode", "smerter")) == []


def test_what_stands_already_is_not_kept_twice() -> None:
    assert codes(one_way("ryggen", "mager"), one_way("rygg", "mage")) == ["double"]
    assert codes(one_way("rygg", "mage"), two_way("mage", "rygg")) == ["double"]
    assert codes(one_way("rygg", "hode"), one_way("rygg", "mage")) == []


def test_loops_are_refused_however_long() -> None:
    assert codes(one_way("mage", "rygg"), one_way("rygg", "mage")) == ["loop"]
    chain = [one_way("rygg", "mage"), two_way("mage", "hode"), one_way("hode", "feber")]
    assert codes(one_way("feber", "rygg"), *chain) == ["loop"]
    assert codes(one_way("rygg", "feber"), *chain) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(WORDS), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)),
        max_size=12,
    )
)
def test_one_way_synonyms_that_were_accepted_never_lead_back(
    rows: list[tuple[str, list[str]]],
) -> None:
    kept = graph()
    for source, others in rows:
        row = one_way(source, *others)
        if not synonym_reasons(row, graph=kept):
            kept.add(row)
    assert not any(kept.reaches(word, word) for word in WORDS)


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=30))
def test_whatever_is_typed_is_either_refused_or_found_by_a_query(
    source: str, other: str, why: str
) -> None:
    row = one_way(source, other, why=why)
    refused = synonym_reasons(row, graph=graph())
    table = compiled([row], [StopRow("no", word, "–") for word in STOPS]).synonyms["no"]
    if refused:
        assert all(reason.text for reason in refused)
    else:
        key = key_of(source, family="no", stops=STOPS)
        assert table[key], (source, other)


def test_a_table_expands_both_ways_only_where_asked() -> None:
    table = compiled([one_way("sukkersyke", "diabetes"), two_way("rygg", "bak")], []).synonyms["no"]
    assert table == {("sukkersyk",): [("diabetes",)], ("ryg",): [("bak",)], ("bak",): [("rygg",)]}


def stop_codes(word: str, *known: SynonymRow, why: str = WHY, others: frozenset = STOPS) -> list:
    row = StopRow("no", word, why)
    reasons = stop_word_reasons(row, others=others, graph=graph(*known))
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hilsen", []), ("", ["empty"]), ("to ord", ["empty"]), ("x" * 41, ["too-long"]),
        ("113", ["digit"]), ("t90", ["digit"]), ("IKKE", ["double"]),
    ],
)  # fmt: skip
def test_what_may_be_a_stop_word(word: str, expected: list[str]) -> None:
    assert stop_codes(word) == expected


def test_a_word_with_synonyms_is_no_stop_word() -> None:
    assert stop_codes("rygg", one_way("rygg", "mage")) == ["has-synonym"]
    assert stop_codes("mage", one_way("rygg", "mage"), why="") == ["reason"]
    assert stop_codes("dem", one_way("demens", "glemsomhet")) == []


TODAY = date(2026, 3, 2)


def bet(**fields: object) -> BetRow:
    values = {
        "kind": "best", "lang": "nb", "query": "vondt i ryggen", "content_id": "a",
        "expires_on": TODAY, "why": WHY, **fields,
    }  # fmt: skip
    return BetRow(**values)  # type: ignore[arg-type]


def bet_codes(row: BetRow, *beside: BetRow, is_public: bool = True) -> list[str]:
    reasons = bet_reasons(row, today=TODAY, is_public=is_public, beside=beside, stops=STOPS)
    return [reason.code for reason in reasons]


def test_a_bet_ends_today_at_the_earliest_and_in_a_year_at_the_latest() -> None:
    assert bet_codes(bet()) == []
    assert bet_codes(bet(expires_on=TODAY - timedelta(days=1))) == ["expired"]
    assert bet_codes(bet(expires_on=TODAY + timedelta(days=366))) == []
    assert bet_codes(bet(expires_on=TODAY + timedelta(days=367))) == ["too-far"]


def test_a_bet_needs_a_public_item_a_query_and_a_reason() -> None:
    wrong = bet(query="og", why="", expires_on=TODAY - timedelta(days=1))
    assert bet_codes(wrong, is_public=False) == ["reason", "stop-word", "not-public", "expired"]


def test_one_bet_an_item_and_five_of_a_kind_for_a_query() -> None:
    assert bet_codes(bet(), bet(kind="worst")) == ["double"]
    four = [bet(content_id=str(place)) for place in range(4)]
    assert bet_codes(bet(), *four) == []
    assert bet_codes(bet(), *four, bet(content_id="x")) == ["size"]
    assert bet_codes(bet(kind="worst"), *four, bet(content_id="x")) == []
