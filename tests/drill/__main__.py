"""`python -m tests.drill`: the drill, with a line for each step."""

import os
import sys

from tests.drill.document import Unreadable
from tests.drill.drill import StepFailed, begun
from tests.drill.machine import NotBooted, missing
from tests.drill.supplies import NoSupplies


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Exit code 0: the document holds, or this machine cannot tell and says why; 1: it does not
    hold, or cannot be tried where CI promised to have everything.
    """
    if reasons := missing():
        required = os.environ.get("CI") == "true"
        say(f"{'MISSING' if required else 'SKIPPED'} drill: {'; '.join(reasons)}.")
        return int(required)
    try:
        with begun(tell=say) as drill:
            drill.run()
            printed = drill.printed
    except (NotBooted, NoSupplies, StepFailed, Unreadable) as error:
        say(str(error))
        return 1
    say("\n".join(printed[line].rstrip() for line in sorted(printed)[-3:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
