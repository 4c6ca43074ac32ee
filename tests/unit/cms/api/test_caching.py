"""How long an answer may be kept, and which tags a reader says that it has."""

from datetime import UTC, datetime

import pytest

from cms.api.delivery.caching import cache_control, http_date, known_tags


def test_without_an_end_an_answer_is_fresh_a_minute_and_stale_within_the_hour() -> None:
    assert cache_control(None) == "public, max-age=60, stale-if-error=3540"


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (172_800, "public, max-age=60, stale-if-error=3540"),
        (600, "public, max-age=60, stale-if-error=540"),
        (61, "public, max-age=60, stale-if-error=1"),
        (60, "public, max-age=60, must-revalidate"),
        (7, "public, max-age=7, must-revalidate"),
        (0, "no-store"),
        (-1, "no-store"),
        (-86_400, "no-store"),
    ],
)
def test_no_copy_outlives_the_time_until_which_the_text_is_public(left: int, expected: str) -> None:
    assert cache_control(left) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, []),
        ("", []),
        ("*", []),
        ('"abc"', ["abc"]),
        ('W/"abc"', ["abc"]),
        ('"a", W/"b" , "c"', ["a", "b", "c"]),
        ("abc", []),
        ('"', []),
        ('""', []),
        ('"abc', []),
    ],
)
def test_known_tags_are_the_quoted_parts(header: str | None, expected: list[str]) -> None:
    assert known_tags(header) == expected


def test_a_long_header_is_read_to_a_limit() -> None:
    assert len(known_tags('"aaaaaa",' * 10_000)) == 444


def test_http_date_is_in_gmt() -> None:
    assert http_date(datetime(2026, 11, 24, 13, 5, 9, tzinfo=UTC)) == (
        "Tue, 24 Nov 2026 13:05:09 GMT"
    )
