"""Every judged set is found at least as well as its floor says, by every engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.evaluation.engines import measurable
from tests.relevance import measuring
from tests.relevance.conftest import PROPERTY
from tests.relevance.sets import BEHIND, COLLECTIONS, Collection

pytestmark = pytest.mark.long
ENGINES = measurable()


def of_each_collection() -> Any:
    """One parameter a collection, kept on one worker, which indexes it once for each engine."""
    return pytest.mark.parametrize(
        "collection",
        [
            pytest.param(each, id=each.name, marks=pytest.mark.xdist_group(f"judged-{each.name}"))
            for each in COLLECTIONS
        ],
    )


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, settings: Any, db: str) -> str:
    """The name of an engine whose server runs."""
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
    return request.param


@of_each_collection()
def test_every_set_is_at_or_above_its_floor(
    engine: str,
    collection: Collection,
    shared_dir: Path,
    record_property: Callable[[str, object], None],
) -> None:
    reports = measuring.figures(engine=engine, collection=collection, folder=shared_dir / "data")
    for judged in collection.sets:
        line = measuring.row(engine=engine, judged=judged, report=reports[judged.name])
        record_property(PROPERTY, line)
    below = {
        judged.name: measuring.shortfalls(reports[judged.name], judged.floors)
        for judged in collection.sets
    }
    assert {name: problems for name, problems in below.items() if problems} == {}


@of_each_collection()
def test_elasticsearch_is_not_far_behind_the_embedded_engine(
    collection: Collection, shared_dir: Path, elasticsearch_url: str, settings: Any, db: str
) -> None:
    settings.ELASTICSEARCH_URL = elasticsearch_url
    ours, other = (
        measuring.figures(engine=name, collection=collection, folder=shared_dir / "data")
        for name in ("embedded", "elasticsearch")
    )
    behind = {
        name: round(report["ndcg10"] - other[name]["ndcg10"], 4) for name, report in ours.items()
    }
    assert {name: gap for name, gap in behind.items() if gap > BEHIND} == {}
