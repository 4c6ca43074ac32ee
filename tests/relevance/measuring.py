"""Run the judged sets of one collection against one engine, once a run."""

from itertools import chain
from pathlib import Path
from typing import Any

from search.evaluation import engines, run, sources
from tests.relevance.sets import Collection, JudgedSet

_kept: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}


def figures(*, engine: str, collection: Collection, folder: Path) -> dict[str, dict[str, Any]]:
    """The report of each set of the collection, by the set's name."""
    place = (engine, collection.name)
    if place not in _kept:
        documents = chain.from_iterable(
            sources.corpus(folder / file, lang=collection.lang, exclude=collection.exclude)
            for file in collection.files
        )
        with engines.scratch_factory(engine)(documents) as scratch:
            _kept[place] = {
                judged.name: run.evaluate(
                    sources.judged_queries(
                        queries=folder / "judged" / f"{judged.name}.queries.tsv",
                        qrels=folder / "judged" / f"{judged.name}.qrels.tsv",
                        lang=judged.lang,
                    ),
                    engine=scratch,
                    vocabulary=scratch,
                )
                for judged in collection.sets
            }
    return _kept[place]


def figure(report: dict[str, Any], name: str) -> float:
    """One figure of a report, as `sets.py` names it."""
    if " " in name:
        lang, name = name.split()
        return float(report["by_lang"][lang][name])
    return float(report[name]) / (report["queries"] if name == "zero" else 1)


def shortfalls(report: dict[str, Any], wanted: dict[str, float]) -> list[str]:
    """Every figure that is not what it must be, in words."""
    found = []
    for name, limit in wanted.items():
        value = figure(report, name)
        if value > limit if name == "zero" else value < limit:
            found.append(f"{name} {value:.4f}, wanted {limit}")
    return found


def row(*, engine: str, judged: JudgedSet, report: dict[str, Any]) -> str:
    """One line of the table."""
    langs = " ".join(
        f"{lang} {each['ndcg10']:.3f}"
        for lang, each in report["by_lang"].items()
        if len(report["by_lang"]) > 1
    )
    floors, goals = (
        ", ".join(f"{name} {value}" for name, value in wanted.items())
        for wanted in (judged.floors, judged.goals)
    )
    state = "goal" if not shortfalls(report, judged.goals) else "floor"
    if shortfalls(report, judged.floors):
        state = "BELOW"
    return (
        f"{engine:<14}{judged.name:<23}{report['queries']:>6}{report['ndcg10']:>9.4f}"
        f"{report['success1']:>8.4f}{report['success10']:>8.4f}{report['zero']:>6}"
        f"{report['p50_ms']:>8.2f}{report['p95_ms']:>8.2f}  {state:<6} floor: {floors}; "
        f"goal: {goals}{'; ' + langs if langs else ''}"
    )


HEADER = (
    f"{'engine':<14}{'set':<23}{'count':>6}{'nDCG@10':>9}{'s@1':>8}{'s@10':>8}{'zero':>6}"
    f"{'p50 ms':>8}{'p95 ms':>8}  reached"
)
