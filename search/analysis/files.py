"""Where the shipped word data lie, and how their YAML is read."""

from pathlib import Path
from typing import Any, Final

import yaml

DATA: Final = Path(__file__).parent / "data"


def load_yaml(path: Path) -> Any:
    """The parsed file; raises yaml.YAMLError for one that can not be read."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))
