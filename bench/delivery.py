"""Reading, measured: ours beside a bare view and beside stock Wagtail's API."""

# ruff: noqa: T201 - printing is what it is for
from argparse import Namespace
from statistics import median
from typing import Any

from bench import comparisons, database, plans, servers, stocked
from bench.load import Measured

GOAL = 0.7
WITH_A_GOAL = ("detail", "list of 20")


def measure_size(*, count: int, options: Namespace) -> bool:
    """Fill, measure and print for one number of documents; False where a goal is missed."""
    size = database.fill(count=count)
    stock_pages = stocked.call("fill", count)
    print(f"\nreading, {count:,} documents of {size:,} bytes on average")
    print(
        f"  {'':11}{'ours':>9}{'bare':>9}{'stock':>8}{'ours/bare':>11}{'processor':>11}"
        f"{'ours/stock':>12}{'p50':>8}{'p99':>8}{'bare p99':>10}"
    )
    ours = servers.server(
        application="cms.wsgi", settings="bench.settings", port=options.port,
        worker=options.worker, ready="/api/v1/content?lang=nb&limit=1",
    )  # fmt: skip
    stock = servers.server(
        application="bench.stock.wsgi", settings="bench.stock.settings", port=options.port + 1,
        worker=options.worker, ready="/api/v2/pages/?limit=1",
    )  # fmt: skip
    with ours as own_server, stock as stock_server:
        # Every pair is measured, whatever came of the one before.
        verdicts = [
            _measure(pair=pair, ours=own_server, stock=stock_server, options=options)
            for pair in comparisons.pairs(count=count, stock_pages=stock_pages)
        ]
    plans.show(count=count)
    for name, queries in stocked.call("queries").items():
        print(f"  stock {name}: {queries} queries")
    return all(verdicts)


def _measure(
    *, pair: comparisons.Pair, ours: servers.Server, stock: servers.Server, options: Namespace
) -> bool:
    rounds = [
        comparisons.one_round(pair=pair, ours=ours, stock=stock, seconds=options.seconds)
        for _ in range(options.rounds)
    ]
    own, bare, other = (_middle([row[side] for row in rounds]) for side in range(3))
    ratio = median(row[0].rate / row[1].rate for row in rounds)
    failures = sum(side.failures for row in rounds for side in row if side)
    to_stock = median(row[0].rate / row[2].rate for row in rounds if row[2]) if other else None
    costs = median(row[1].cost / row[0].cost for row in rounds if row[0].cost) if own.cost else 0
    print(
        f"  {pair.name:11}{own.rate:>7.0f}/s{bare.rate:>7.0f}/s"
        + (f"{other.rate:>6.0f}/s" if other else f"{'':>8}")
        + f"{ratio:>11.2f}{costs:>11.2f}"
        + (f"{to_stock:>12.1f}" if to_stock else f"{'':>12}")
        + f"{own.percentile(0.5):>6.2f}ms{own.percentile(0.99):>6.2f}ms"
        f"{bare.percentile(0.99):>8.2f}ms" + (f"  {failures} FAILED" if failures else "")
    )
    return not failures and (ratio >= GOAL or pair.name not in WITH_A_GOAL)


def _middle(side: list[Measured | None]) -> Any:
    found = sorted((one for one in side if one), key=lambda one: one.rate)
    return found[len(found) // 2] if found else None
