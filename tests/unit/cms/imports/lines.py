"""Lines of record files."""

import json
from pathlib import Path
from typing import Any

# Whose import it is.
AS = ("--as", "bringer")


def fields(**changed: Any) -> dict[str, Any]:
    """A record with everything that a record must have; `None` leaves a field out."""
    values = {
        "id": "mp-asthma",
        "lang": "en",
        "title": "Asthma",
        "summary": "A disease of the airways.",
        "body_html": "<p>It narrows the airways.</p><h2>Symptoms</h2><p>Wheezing.</p>",
        "topics": ["Lungs"],
        "source": "A library",
        "source_url": "https://example.org/asthma",
        "licence": "CC0",
        **changed,
    }
    return {name: value for name, value in values.items() if value is not None}


def line(**changed: Any) -> bytes:
    return json.dumps(fields(**changed), ensure_ascii=False).encode() + b"\n"


def written(path: Path, *lines: bytes) -> Path:
    """A file of these lines."""
    path.write_bytes(b"".join(lines))
    return path
