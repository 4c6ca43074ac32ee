"""How fast signed pages come about, beside stock Wagtail's create and publish; one process each."""

# ruff: noqa: T201 - printing is what it is for
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench import documents, stocked

ROOT = Path(__file__).resolve().parents[1]


def measure(*, rounds: int, count: int) -> None:
    """Print pages a second: ours signed by desk and clinician, theirs by nobody."""
    rows = []
    for turn in range(rounds):
        ours = _call(turn * count, count)
        rows.append((ours, stocked.call("publish", count)))
    print(f"\npublishing, {rounds} rounds of {count} pages of 6-10 kB, 1 process")
    for name, side in (("signed, with proof", 0), ("stock, unsigned", 1)):
        rate = median(count / row[side]["seconds"] for row in rows)
        cpu = median(row[side]["cpu"] for row in rows) / count * 1000
        print(f"  {name:20}{rate:>7.1f}/s{cpu:>7.0f} ms of Python each")
    ratio = median(theirs["seconds"] / ours["seconds"] for ours, theirs in rows)
    print(f"  {'ratio':20}{ratio:>7.2f}")


def _call(start: int, count: int) -> dict[str, Any]:
    """A process of its own for each round, as for the other side."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bench.publishing", str(start), str(count)],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _lines(start: int, count: int) -> Iterator[bytes]:
    for number, article in enumerate(documents.articles(count=count), start=start):
        parts = [
            f"<h2>{section['heading']}</h2>{section['blocks'][0]['html']}"
            for section in article["sections"]
        ]
        record = {
            "id": f"bench-{number}", "lang": "nb", "title": f"Dokument {number}",
            "summary": article["summary"], "body_html": "".join(parts), "topics": ["Kropp"],
            "source": "Syntetisk tekst", "licence": "CC0-1.0",
        }  # fmt: skip
        yield json.dumps(record).encode()


def drafts_bring(start: int, count: int) -> list[tuple[int, str]]:
    """Bring records in as drafts; page id and title of each. Raises RuntimeError for a refusal."""
    from cms.demo.publishing import open_drafts
    from cms.imports.accounts import importer
    from cms.imports.drafts import DraftWriter, shelves_write
    from cms.imports.indexing import indexing_put_off
    from cms.imports.planning import plans_of
    from cms.imports.records import record_of
    from cms.imports.vocabulary import vocabulary_write

    items = plans_of([record_of(line) for line in _lines(start, count)])
    plans = [plan for item in items for plan in item]
    shelves, topics = shelves_write(plans), vocabulary_write(plans)
    writer = DraftWriter(shelves=shelves, topics=topics, user=importer(), person=importer())
    with indexing_put_off():
        refused = [outcome for outcome in writer.batch_write(items) if outcome.reason]
    if refused:
        raise RuntimeError(f"{len(refused)} refused, the first: {refused[0]}")
    return open_drafts()


def signed(start: int, count: int) -> dict[str, float]:
    """Bring records in and walk them through the real review; seconds without the start."""
    import django

    django.setup()
    from cms.demo.publishing import drafts_publish
    from cms.imports.workers import statements_prepare

    statements_prepare()
    refused: list[object] = []
    began, used = time.perf_counter(), time.process_time()
    drafts_publish(
        [pk for pk, _title in drafts_bring(start, count)],
        lambda result: refused.append(result) if result.reasons else None,
    )
    if refused:
        raise RuntimeError(f"{len(refused)} refused, the first: {refused[0]}")
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(signed(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
