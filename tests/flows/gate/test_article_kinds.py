"""Every value of an article is of its kind: the gate refuses each other kind in each place."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cms.api.rest.v1.examples import ARTICLE
from tests import functions

KINDS = [None, True, 7, "x", ["x"], {"x": "x"}]
NO_DAYS = ["", "x", "<b>", "2026-02-31", "2026-13-01", "0000-01-01", "26-02-03", "03.02.2026",
           "2026-02-03T10:00:00", " 2026-02-03", "2026-02-03\n", "today", "infinity"]  # fmt: skip
FULL = ARTICLE | {
    "lifeSituations": [{"id": "parents", "name": "Parents"}],
    "sections": [
        {
            "id": "s",
            "aspect": "overview",
            "heading": "Del",
            "blocks": [
                {"id": "1", "type": "text", "html": ""},
                {
                    "id": "2",
                    "type": "care_card",
                    "level": "x",
                    "heading": "",
                    "html": "",
                    "phone": "",
                },
                {"id": "3", "type": "do_dont", "do": ["x"], "dont": ["x"]},
                {"id": "4", "type": "steps", "items": [{"heading": "x", "html": "x"}]},
                {
                    "id": "5",
                    "type": "table",
                    "caption": "",
                    "headerRow": True,
                    "headerColumn": False,
                    "rows": [["x"]],
                },
                {
                    "id": "6",
                    "type": "image",
                    "media": {
                        "sha256": "0" * 64,
                        "contentType": "image/png",
                        "width": 1,
                        "height": 1,
                    },
                    "alt": "",
                    "caption": "",
                    "credit": "",
                },
                {"id": "7", "type": "video", "url": "", "title": "", "transcript": ""},
                {"id": "8", "type": "questions", "items": [{"question": "x", "html": "x"}]},
                {"id": "9", "type": "fact", "key": "x", "version": 1, "name": "x", "text": "x"},
            ],
        }
    ],
}


def places(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """Where a value stands in an article: every member and every part of a list."""
    if not isinstance(value, dict | list):
        return
    for name, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, name)
        yield from places(part, *path, name)


def put(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    article = copy.deepcopy(FULL)
    holder: Any = article
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    return article


def at(path: tuple[Any, ...]) -> Any:
    value: Any = FULL
    for name in path:
        value = value[name]
    return value


def is_accepted(article: Any) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT editions_check_article(%s::jsonb)", [json.dumps(article)])
    except DatabaseError as error:
        return "The article has members" not in str(error)
    return True


def test_each_value_is_of_its_kind(db):
    assert is_accepted(FULL)
    many = [(path, value) for path in places(FULL) for value in KINDS
            if type(value) is not type(at(path))
            and not (path[-1] in ("year", "retrieved") and value is None)]  # fmt: skip
    assert len(many) > 400
    assert [pair for pair in many if is_accepted(put(*pair))] == []


def test_a_source_has_a_year_and_a_day_that_there_is(db):
    year, day = ("references", 0, "year"), ("references", 0, "retrieved")
    assert [v for v in (None, 0, 1987, 32767) if not is_accepted(put(year, v))] == []
    assert [v for v in (-1, 32768, 9007199254740991) if is_accepted(put(year, v))] == []
    assert [v for v in (None, "2026-02-28", "0001-01-01", "9999-12-31")
            if not is_accepted(put(day, v))] == []  # fmt: skip
    assert [v for v in NO_DAYS if is_accepted(put(day, v))] == []


ARRAYS = re.compile(r"'\{([^'{}:]*)\}'")


@pytest.mark.parametrize(
    ("sql", "is_found"),
    [
        ("'{number,null}'", True),
        ("'{NULL}'", True),
        ("'{a, null ,b}'", True),
        ("'{nullable}'", False),
        ("'{\"a\": null}'", False),
        ("ARRAY['a','null']", False),
    ],
)
def test_an_absent_part_of_a_list_is_found(sql, is_found):
    assert bool(absent_parts(sql)) == is_found


def absent_parts(sql: str) -> list[str]:
    """Lists of which a part is NULL, where a word was meant: nothing is other than all of it."""
    return [found for found in ARRAYS.findall(sql)
            if "null" in (part.strip().lower() for part in found.split(","))]  # fmt: skip


def test_no_function_compares_with_a_list_that_lacks_a_part():
    files = functions.in_files()
    assert any(ARRAYS.search(text) for text in files.values())
    assert {path: absent_parts(text) for path, text in files.items() if absent_parts(text)} == {}
