"""What may be asked, how the rest is refused, and cursors that come back as they went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import request as requests
from search.query.request import (
    RequestInvalid,
    cursor_read,
    cursor_write,
    mark,
    parse,
    parse_suggest,
)

MARKS = st.frozensets(st.text(max_size=12).map(mark), min_size=1, max_size=40)


def problems(values):
    """None where the values are a request."""
    try:
        parse(values)
    except RequestInvalid as error:
        return error.problems
    return None


def refused(**values):
    with pytest.raises(RequestInvalid) as caught:
        parse(
            {name: value if isinstance(value, list) else [value] for name, value in values.items()}
        )
    return caught.value.problems


def test_a_request_is_read_with_its_filters():
    found = parse(
        {"q": ["  vondt \x00 i\tryggen "], "lang": ["nn"], "topic": ["rygg,nakke", "rygg"]}
    )
    assert (found.q, found.lang, found.filters.topics) == (
        "vondt i ryggen",
        "nn",
        ("rygg", "nakke"),
    )
    assert (found.limit, found.exact, found.freshness) == (requests.PAGE_SIZE, False, "any")


def test_every_problem_is_said_at_once():
    asked = {"q": "x" * 201, "lang": "sv", "freshness": "old", "exact": "yes", "limit": "0"}
    assert refused(**asked, colour="red") == {
        "colour": "unknown", "q": "too-long", "lang": "not-a-choice", "freshness": "not-a-choice",
        "exact": "not-a-choice", "limit": "out-of-range",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"q": ["a", "b"]}, {"q": "given-twice"}),
        ({"limit": "1e1"}, {"limit": "out-of-range"}),
        ({"limit": "٣"}, {"limit": "out-of-range"}),
        ({"limit": "51"}, {"limit": "out-of-range"}),
        ({"topic": "a b"}, {"topic": "not-a-value"}),
        ({"topic": ",".join(f"t{number}" for number in range(21))}, {"topic": "too-many"}),
        ({"language": "sv"}, {"language": "not-a-choice"}),
        ({"type": "poem"}, {"type": "not-a-choice"}),
    ],
)
def test_what_is_no_choice_is_refused_by_name(values, problems):
    assert refused(**values) == problems


@given(
    st.dictionaries(st.text(max_size=10), st.lists(st.text(max_size=20), max_size=3), max_size=6)
)
def test_any_parameters_are_read_or_refused(values):
    assert problems(values) is None or problems(values)


@given(MARKS)
def test_a_cursor_comes_back_as_it_went(shown):
    first = parse({"q": ["rygg"]})
    cursor = cursor_write(first, shown=shown)
    following = parse({"q": ["rygg"], "cursor": [cursor]})
    assert cursor_read(following) == shown


@given(MARKS, st.sampled_from([{"q": ["nakke"]}, {"q": ["rygg"], "lang": ["en"]}]))
def test_a_cursor_of_another_search_is_refused(shown, other):
    cursor = cursor_write(parse({"q": ["rygg"]}), shown=shown)
    with pytest.raises(RequestInvalid) as caught:
        parse(other | {"cursor": [cursor]})
    assert set(caught.value.problems) == {"cursor"}


@given(st.text(min_size=1, max_size=60))
def test_what_is_no_cursor_is_refused(text):
    found = problems({"q": ["rygg"], "cursor": [text]})
    assert found is None or set(found) == {"cursor"}


def test_a_cursor_remembers_only_so_much():
    many = {number.to_bytes(4, "big") for number in range(401)}
    assert cursor_write(parse({"q": ["rygg"]}), shown=many) == ""


def test_letters_come_composed():
    assert parse({"q": ["fa\u030ar ikke luft"]}).q == "får ikke luft"
    assert parse_suggest({"q": ["ma\u0301na\u0301"]}).q == "máná"
