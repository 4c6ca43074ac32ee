"""`make bench`: reading and publishing, beside the least that could be and beside stock Wagtail.

Reading: detail, list of 20 and 304, each beside the bare view in `bare.py` that returns the same
bytes by one SELECT, and beside stock Wagtail's own API over as many pages of the same texts.
Publishing: drafts brought in and signed, beside stock Wagtail's create and publish. Rounds
alternate, so that a busy machine weighs on all alike, and a ratio is the median of the rounds'
ratios. Caches are off. The scratch database is removed at the end.
"""

# ruff: noqa: T201 - printing is what it is for
import argparse
import atexit
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "REDIS_URL",
             "ELASTICSEARCH_URL")  # fmt: skip


def main() -> int:
    """Run the whole benchmark; returns 1 where a goal is missed or an answer failed."""
    options = _options()
    began = time.monotonic()
    folder = scratch_folder()
    os.environ |= {"HELSEKILDE_DATA": folder, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    for name in ADDRESSES:
        os.environ.pop(name, None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    from bench import delivery, publishing, stocked

    call_command("database_prepare", verbosity=0)
    call_command("provision", verbosity=0)
    stocked.call("prepare")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(
        f"{cores} cores, load {load:.1f} at the start; gunicorn, 1 worker ({options.worker}) each"
    )
    if options.publications:
        publishing.measure(rounds=options.rounds, count=options.publications)
    is_good = True
    for count in options.sizes:
        is_good &= delivery.measure_size(count=count, options=options)
    print(f"\nThe whole run took {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}.")
    return 0 if is_good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--publications", type=int, default=25, help="in each round, 0: none")
    parser.add_argument("--port", type=int, default=8971, help="this one and the next are used")
    parser.add_argument("--worker", choices=["sync", "gthread"], default="sync")
    return parser.parse_args()


def scratch_folder() -> str:
    """A folder that is removed at the end: after the database, which stops at exit too.

    To be told to stop is an end like any other.
    """
    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="helsekilde-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # The embedded server may run as another user, who has to reach its folder.
    Path(folder).chmod(0o755)
    return folder


if __name__ == "__main__":
    raise SystemExit(main())
