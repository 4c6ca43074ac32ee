"""Word data: compound parts and nynorsk pairs as shipped, stop words as they are in force."""

import gzip
from functools import cache

from search.analysis.files import DATA, load_yaml
from search.analysis.folding import fold
from search.analysis.lists import word_lists
from search.analysis.stems import stem

__all__ = ["DATA", "bokmal_stems", "compound_parts", "load_yaml", "stop_words"]


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


def stop_words(group: str) -> frozenset[str]:
    """Folded words of a group that say nothing about what is looked for, as in force now."""
    return word_lists().stop_words[group]
