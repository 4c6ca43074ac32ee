"""Whom a finder of a weakness may tell, as RFC 9116 wants it: addresses with their scheme."""

import re
from typing import Final

CONTACT: Final = re.compile(
    r"mailto:[^\s,@<>]+@[^\s,@<>]+|https://[^\s,/<>]+(?:/[^\s,<>]*)?|tel:\+[0-9][0-9-]{3,20}",
    re.ASCII,
)


def parse(value: str) -> tuple[str, ...]:
    """Comma separated contacts, the preferred one first. Raises ValueError for anything else."""
    found = tuple(filter(None, map(str.strip, value.split(","))))
    for part in found:
        if not (part.isascii() and part.isprintable() and CONTACT.fullmatch(part)):
            raise ValueError(f"{part!r} is none of mailto:…, https://… and tel:+…")
    return found
