"""Make the lock files in `requirements/` from their `.in` files: `make lock`.

What is locked keeps its version for as long as its input allows; `make lock ARGS="…"` hands
options to uv, as `--upgrade-package django`. The files name no registry, hold for every platform
and for every Python from 3.11.0 on, and come out the same when they are made again. Either all of
them are written or none.

Each extra that anything asks for is pinned with it, and so is each set of them. Older pips take
`pool[a]` and `pool[a, b]` for two requirements: where only the second is pinned, they find the
newest release for the first, and refuse it because it is not pinned.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from itertools import combinations
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "requirements"
# One after the other, for one constrains the next. The encoder comes without its dependencies.
LOCKS = {"pip": (), "base": (), "dev": (), "encoder": ("--no-deps",)}
OPTIONS = (
    "--universal", "--python-version=3.11", "--generate-hashes", "--no-strip-extras",
    "--no-annotate", "--custom-compile-command=make lock", "--quiet",
)  # fmt: skip
# Beyond this many extras of one distribution their sets are too many to name each.
MOST_EXTRAS = 6
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)\[(?P<extras>[^]]+)\](?===)")


def main(options: list[str]) -> int:
    """Returns the exit code: uv's own where it says no, 1 where its answer can not be used."""
    uv = Path(sys.executable).with_name("uv")
    with tempfile.TemporaryDirectory(prefix="helsekilde-lock-") as place:
        made = Path(shutil.copytree(FOLDER, Path(place) / "requirements"))
        for name, more in LOCKS.items():
            command = [uv, "pip", "compile", *OPTIONS, *more, *options]
            done = subprocess.run(
                [*command, f"{name}.in", "-o", f"{name}.txt"], cwd=made, check=False
            )
            if done.returncode:
                return done.returncode
            lock = made / f"{name}.txt"
            try:
                text = every_set_of_extras(lock.read_text(encoding="utf-8"))
            except ValueError as error:
                print(f"{name}.in: {error}", file=sys.stderr)
                return 1
            lock.write_text(text, encoding="utf-8")
        for name in LOCKS:
            shutil.copyfile(made / f"{name}.txt", FOLDER / f"{name}.txt")
    print("Locked:", ", ".join(f"requirements/{name}.txt" for name in LOCKS))
    return 0


def every_set_of_extras(lock: str) -> str:
    """Repeat each pin that has extras for each smaller set of them, with the same hashes.

    Raises:
        ValueError: a distribution has more extras than their sets can be named for.
    """
    told: list[str] = []
    for block in re.split(r"(?m)^(?=\S)", lock):
        pin = PINNED.match(block)
        if not pin:
            told.append(block)
            continue
        name, rest = pin["name"], block[pin.end() :]
        extras = sorted(extra.strip() for extra in pin["extras"].split(","))
        if len(extras) > MOST_EXTRAS:
            raise ValueError(f"{name} has {len(extras)} extras; at most {MOST_EXTRAS} are taken.")
        told += [
            f"{name}[{', '.join(chosen)}]{rest}"
            for count in range(1, len(extras) + 1)
            for chosen in combinations(extras, count)
        ]
    return "".join(told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
