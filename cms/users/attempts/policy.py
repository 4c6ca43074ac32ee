"""The numbers of `data/policy.yml`."""

from functools import cache
from pathlib import Path
from typing import Final

import yaml

DATA: Final = Path(__file__).parent / "data" / "policy.yml"
NAMES: Final = {
    "pair_tries", "pair_seconds", "address_tries", "address_seconds", "account_tries",
    "account_seconds", "account_wait_seconds", "ticket_seconds", "reset_tries", "reset_seconds",
    "mail_tries", "mail_seconds", "most_rows",
}  # fmt: skip
MISTYPED: Final = 3
FEW_SECONDS: Final = 5


def read(text: str) -> dict[str, int]:
    """The numbers by name. Raises ValueError where they cannot be used, with the reason."""
    found = {}
    for name, row in (yaml.safe_load(text) or {}).items():
        value, why = row.get("value"), str(row.get("why") or "").strip()
        if type(value) is not int or value < 1 or not why:
            raise ValueError(f"Log-in attempts: {name} needs a number and a reason.")
        found[name] = value
    if set(found) != NAMES:
        raise ValueError(f"Log-in attempts: wrong names {sorted(set(found) ^ NAMES)}.")
    if found["pair_tries"] <= MISTYPED:
        raise ValueError("Log-in attempts: pair_tries must let in who mistypes three times.")
    if found["account_wait_seconds"] > FEW_SECONDS:
        raise ValueError("Log-in attempts: account_wait_seconds is a few seconds at most.")
    waits = [found["pair_seconds"], found["address_seconds"], found["account_wait_seconds"]]
    if found["ticket_seconds"] <= max(waits):
        raise ValueError("Log-in attempts: ticket_seconds must outlast every wait.")
    return found


@cache
def _numbers() -> dict[str, int]:
    return read(DATA.read_text(encoding="utf-8"))


def number(name: str) -> int:
    """One number. Raises ValueError where the file cannot be used."""
    return _numbers()[name]
