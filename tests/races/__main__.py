"""`python -m tests.races --rounds N`: every race N times, and how each of them ended.

Exit code 1 where a deadlock reached somebody, unsigned text was public, a race ended otherwise than
it must, or, in many rounds, one of its sides was never done first.
"""

# ruff: noqa: T201 - printing is what it is for
import argparse
import os
import sys
from typing import Final

# So many rounds show both orders.
MANY: Final = 50


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of each race (default: 20)")
    parser.add_argument("--seed", type=int, default=0, help="of what chance decides (default: 0)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds takes a number from 1 on")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
    import django

    django.setup()
    from tests import databases
    from tests.races.running import HEAD, races_run

    databases.template_prepare()
    with databases.cloned():
        found = races_run(rounds=options.rounds, seed=options.seed)
    print(HEAD)
    for tally in found:
        print(tally.line())
    for tally in found:
        for sentence, count in tally.said.most_common():
            print(f"  {tally.name}: {count} × {sentence}")
        for reason in tally.wrong:
            print(f"  WRONG {tally.name}: {reason}")
    one_sided = [t.name for t in found if t.one_sided()] if options.rounds >= MANY else []
    for name in one_sided:
        print(f"  WRONG {name}: one of the sides was never done first")
    return int(
        bool(one_sided) or any(tally.deadlocks or tally.unsigned or tally.wrong for tally in found)
    )


if __name__ == "__main__":
    sys.exit(main())
