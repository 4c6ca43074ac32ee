"""`make bench`: delivery against a bare Django view on the same server, caches off.

Detail, list of 20 and 304, each beside the view in `bare.py` that returns the same bytes by one
SELECT; rounds alternate, so that a busy machine weighs on both alike, and the ratio is the median
of the rounds' ratios. Prints the query count and the plan of each statement.
"""

# ruff: noqa: T201 - printing is what it is for
import argparse
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
GOAL = 0.7


def main() -> int:
    """Run the whole benchmark; returns 1 where a ratio is below the goal or an answer failed."""
    options = _options()
    folder = options.data or _scratch_folder()
    os.environ |= {"HELSEKILDE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": options.settings}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    if options.prepare:
        call_command("database_prepare", verbosity=0)
    print(f"gunicorn, 1 worker ({options.worker}), loopback, caches off; database in {folder}")
    is_good = True
    for count in options.sizes:
        is_good &= _measure_size(count=count, options=options)
    return 0 if is_good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--port", type=int, default=8971)
    parser.add_argument("--worker", choices=["sync", "gthread"], default="sync")
    parser.add_argument("--data", help="data folder; its name must contain 'bench'")
    parser.add_argument("--settings", default="bench.settings")
    parser.add_argument("--no-prepare", dest="prepare", action="store_false")
    return parser.parse_args()


def _scratch_folder() -> str:
    """A folder that is removed at the end: after the database, which stops at exit too."""
    folder = tempfile.mkdtemp(prefix="helsekilde-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _measure_size(*, count: int, options: argparse.Namespace) -> bool:
    from bench import comparisons, database, plans

    size = database.fill(count=count)
    print(f"\n{count:,} documents of {size:,} bytes on average")
    is_good = True
    with _server(options=options):
        print(f"  {'':10}{'ours':>10}{'bare':>10}{'ratio':>8}{'p50':>9}{'p99':>9}{'bare p99':>10}")
        for pair in comparisons.pairs(count=count):
            rounds = [
                comparisons.one_round(pair=pair, port=options.port, seconds=options.seconds)
                for _ in range(options.rounds)
            ]
            ratio = median(ours.rate / bare.rate for ours, bare in rounds)
            failures = sum(ours.failures + bare.failures for ours, bare in rounds)
            ours, bare = (
                sorted(side, key=lambda one: one.rate)[len(rounds) // 2]
                for side in zip(*rounds, strict=True)
            )
            print(
                f"  {pair.name:10}{ours.rate:>8.0f}/s{bare.rate:>8.0f}/s{ratio:>8.2f}"
                f"{ours.percentile(0.5):>7.2f}ms{ours.percentile(0.99):>7.2f}ms"
                f"{bare.percentile(0.99):>8.2f}ms" + (f"  {failures} FAILED" if failures else "")
            )
            is_good &= not failures and (ratio >= GOAL or pair.name not in ("detail", "list of 20"))
    plans.show(count=count)
    return is_good


@contextmanager
def _server(*, options: argparse.Namespace) -> Iterator[None]:
    command = [
        sys.executable, "-m", "gunicorn", "cms.wsgi", "--workers", "1", "--worker-class",
        options.worker, "--threads", "1", "--bind", f"127.0.0.1:{options.port}",
        "--log-level", "error",
    ]  # fmt: skip
    quiet = os.environ | {"PYTHONWARNINGS": "ignore::UserWarning"}
    process = subprocess.Popen(command, cwd=ROOT, env=quiet)  # noqa: S603 - our own command
    try:
        _wait(port=options.port, process=process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(*, port: int, process: "subprocess.Popen[bytes]") -> None:
    address = f"http://127.0.0.1:{port}/api/v1/content?lang=nb&limit=1"
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()
        except OSError:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.2)
        else:
            return


if __name__ == "__main__":
    raise SystemExit(main())
