"""`python -m bench.search`: how fast either engine searches, with spelling on, against its goals.

For each size (ten thousand documents, then a hundred thousand): a rebuild; spelling and ranking
alone; the whole way of a search over HTTP (red flags, spelling, ranking, check against the current
edition, snippets, facets) for one client and for sixteen, who do not pause, before a server with a
process for each core; suggestions; and how soon a text is found after its last signature, by the
real review and a real worker. Elasticsearch
is that of `ELASTICSEARCH_URL`, or one of the benchmark's own. All is removed at the end.
"""

# ruff: noqa: T201 - printing is what it is for
import argparse
import os
import sys
from pathlib import Path

from bench import elastic, texts
from bench.__main__ import ADDRESSES, scratch_folder

ROOT = Path(__file__).resolve().parents[1]
SMALL = 10_000
ENGINES = ("embedded", "elasticsearch")


def main() -> int:
    """Measure every size; returns 1 where a bound is missed or there is nothing to measure with."""
    options = _options()
    address = os.environ.get("ELASTICSEARCH_URL", "") if "elasticsearch" in options.engines else ""
    folder = scratch_folder()
    for name in ADDRESSES:
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    os.environ |= {
        "HELSEKILDE_DATA": folder, "DJANGO_SETTINGS_MODULE": "bench.settings",
        "ELASTICSEARCH_INDEX_PREFIX": f"bench-{os.getpid()}",
    }  # fmt: skip
    try:
        if "elasticsearch" in options.engines:
            os.environ["ELASTICSEARCH_URL"] = address or elastic.start(Path(folder) / "search")
        import django

        django.setup()
        return 0 if _measured(options) else 1
    except (FileNotFoundError, elastic.NoServerError) as error:
        print(error, file=sys.stderr)
        return 1


def _measured(options: argparse.Namespace) -> bool:
    from django.core.management import call_command

    from bench import searching

    queries = texts.queries(count=options.queries + searching.WARM)
    call_command("database_prepare", verbosity=0)
    call_command("provision", verbosity=0)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {options.queries} queries")
    bounds = searching.Bounds()
    try:
        for count in options.sizes:
            searching.fill(count=count)
            for engine in options.engines:
                searching.measure(
                    engine=engine, count=count, queries=queries, options=options, bounds=bounds
                )
    finally:
        if "elasticsearch" in options.engines:
            elastic.clean()
    print(f"\nload {os.getloadavg()[0]:.1f} at the end; missed: {', '.join(bounds.missed) or '–'}")
    return not bounds.missed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[SMALL, 10 * SMALL])
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=15.0, help="of each measurement")
    parser.add_argument("--port", type=int, default=8973)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--publications", type=int, default=20, help="texts that are waited for")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
