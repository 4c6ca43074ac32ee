"""The shipped word data, read once: compound parts, nynorsk pairs and stop words."""

import gzip
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from search.analysis.folding import fold
from search.analysis.stems import stem

DATA: Final = Path(__file__).parent / "data"


def load_yaml(path: Path) -> Any:
    """The parsed file; raises yaml.YAMLError for one that can not be read."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def compound_parts() -> frozenset[str]:
    """Folded words that Norwegian compounds are built of."""
    with gzip.open(DATA / "compound_parts.txt.gz", "rt", encoding="utf-8") as handle:
        return frozenset(handle.read().split())


@cache
def bokmal_stems() -> dict[str, str]:
    """Stem of a nynorsk word → stem of its bokmål counterpart. The listed pairs win."""
    pairs: dict[str, str] = {}
    with gzip.open(DATA / "nynorsk_pairs.tsv.gz", "rt", encoding="utf-8") as handle:
        for line in handle:
            nynorsk, bokmal = line.rstrip("\n").split("\t")
            pairs.setdefault(stem(nynorsk, "no"), stem(bokmal, "no"))
    for row in load_yaml(DATA / "nynorsk.yml")["words"]:
        pairs[stem(fold(row["nn"]), "no")] = stem(fold(row["nb"]), "no")
    return {nynorsk: bokmal for nynorsk, bokmal in pairs.items() if nynorsk != bokmal}


@cache
def stop_words(group: str) -> frozenset[str]:
    """Folded words of a group that say nothing about what is looked for."""
    found: set[str] = set()
    for row in load_yaml(DATA / "stop_words.yml")[group]:
        if not row["why"].strip():
            raise ValueError(f"Stop words of {group} without a reason: {row['words']}")
        found.update(fold(word) for word in row["words"].split())
    return frozenset(found)
