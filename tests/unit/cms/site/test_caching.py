"""No page is kept longer than its text may be shown, and an hour."""

import re

import pytest

from cms.site.caching import cache_control, entity_tag

HOUR = 3600
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("left", "max_age", "s_maxage"),
    [
        (None, 60, 300),
        (90 * DAY, 60, 300),
        (200, 60, 200),
        (10, 10, 10),
        (0, 0, 0),
        (-DAY, 0, 0),
    ],
)
def test_freshness_ends_with_the_text(left, max_age, s_maxage):
    assert cache_control(left) == (
        f"public, max-age={max_age}, s-maxage={s_maxage}, stale-if-error=3300"
    )


@pytest.mark.parametrize("left", [0, 1, 59, 60, 61, 299, 300, 301, 3600, 86400])
def test_fresh_and_stale_together_end_within_the_hour_after(left):
    header = cache_control(left)
    ages = {name: int(age) for name, age in re.findall(r"([a-z-]+)=(\d+)", header)}
    assert max(ages["max-age"], ages["s-maxage"]) + ages["stale-if-error"] <= left + HOUR


def test_a_tag_changes_with_every_part_and_with_where_the_parts_end():
    tags = {entity_tag("nb", "a"), entity_tag("nn", "a"), entity_tag("nb", "b"), entity_tag("nba")}
    assert len(tags) == 4
    assert entity_tag("nb", "a") == entity_tag("nb", "a")
    assert re.fullmatch(r'"[0-9a-f]{32}"', entity_tag("nb", "a"))
