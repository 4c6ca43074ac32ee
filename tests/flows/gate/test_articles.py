"""An article has the members of its scheme and no others, whoever is said to have signed it."""

import json

import pytest
from django.db import DatabaseError

from editorial.editions.models import Edition

HTML = "<b>Godkjent av Helsedirektøren</b>"


def test_an_article_of_every_kind_of_block_is_accepted(published_as):
    published_as(lambda article: article.update(title="Et annet navn"))
    assert Edition.objects.count() == 1


def block(article, at=0):
    return article["sections"][0]["blocks"][at]


def source(article, **said):
    names = ["title", "publisher", "kind", "identifierType", "identifier"]
    words = dict.fromkeys([*names, "evidenceLevel", "evidenceScheme"], "x")
    article["references"].append(words | {"year": None, "retrieved": None} | said)


CHANGES = {
    "a member more": lambda a: a.update(approvedBy=HTML),
    "other signers": lambda a: a.update(signOffs=[{"name": "Dr. Kjent"}]),
    "a member less": lambda a: a.pop("sections"),
    "a title of parts": lambda a: a.update(title={"text": HTML}),
    "no list of topics": lambda a: a.update(topics="x"),
    "topics of text": lambda a: a.update(topics=["x"]),
    "a topic that says more": lambda a: a.update(topics=[{"id": "x", "name": "x", "more": HTML}]),
    "no codes": lambda a: a.update(codes=None),
    "a source of text": lambda a: a.update(references=["x"]),
    "a year of parts": lambda a: source(a, year={"a": HTML}),
    "a day of parts": lambda a: source(a, retrieved=[HTML]),
    **{
        f"{day!r}, which is no day": lambda a, day=day: source(a, retrieved=day)
        for day in (
            "2026-02-31",
            "2023-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "0000-01-01",
            "2026-1-01",
            "20260101",
            "2026-01-01\n",
            "",
        )
    },
    "a synonym of parts": lambda a: a.update(synonyms=[{"x": HTML}]),
    "sections of text": lambda a: a.update(sections=["x"]),
    "a section more": lambda a: a["sections"].append({}),
    "a section that says more": lambda a: a["sections"][0].update(by=HTML),
    "an unknown block": lambda a: block(a).update(type="banner"),
    "a block of text": lambda a: a["sections"][0]["blocks"].append("x"),
    "a block that says more": lambda a: block(a).update(by=HTML),
    "a block without words": lambda a: block(a, 1).pop("do"),
    "an advice of parts": lambda a: block(a, 1).update(do=[{"x": HTML}]),
    "a step that says more": lambda a: block(a)["items"][0].update(by=HTML),
    "a question of text": lambda a: block(a, 2).update(items=["x"]),
    "a row of text": lambda a: block(a, 4).update(rows=["x"]),
    "a cell of parts": lambda a: block(a, 4).update(rows=[[{"x": HTML}]]),
    "a picture of text": lambda a: block(a).update(
        type="image", media="x", alt="", caption="", credit=""
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_no_article_has_another_shape(published_as, what):
    with pytest.raises(DatabaseError, match="The article has members"):
        published_as(CHANGES[what])
    assert not Edition.objects.exists()


@pytest.mark.parametrize("day", ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", None])
def test_a_source_was_read_on_a_day_or_it_is_not_said(published_as, day):
    published_as(lambda article: source(article, retrieved=day))
    (edition,) = Edition.objects.all()
    assert json.loads(bytes(edition.article))["references"][-1]["retrieved"] == day
