"""The derived word data, built from Norsk Ordbank's lists of headwords (CC BY 4.0).

Only what search needs is kept: words that other words are built of, and pairs of a nynorsk and a
bokmål headword. `manage.py search_words_build` writes both files; `data/SOURCES.md` credits them.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from search.analysis.folding import fold

SHORTEST_PART = 3
LONGEST_PART = 16
LINKS = ("", "s", "e")
_PLAIN = re.compile(r"^[a-zæøå]+$")
_LONG = 6
_MAX_RULES = 3
_SHORTEST_REWRITTEN = 5  # in shorter words the rules of vowels reach other words by chance


def plain(lines: Iterable[str]) -> set[str]:
    """The headwords that are single words of Norwegian letters in lower case."""
    return {word for line in lines if _PLAIN.match(word := line.strip())}


def compound_parts(words: set[str], *, least: int) -> list[str]:
    """Words that are both first and last part in the list itself, `least` times together.

    A part must be a headword; that it really builds compounds shows in the list.
    """
    used: Counter[str] = Counter()
    for word in words:
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            last = word[cut:]
            if last not in words:
                continue
            for link in LINKS:
                first = word[:cut].removesuffix(link) if link else word[:cut]
                if link and not word[:cut].endswith(link):
                    continue
                if len(first) >= SHORTEST_PART and first in words:
                    used[first] += 1
                    used[last] += 1
    return sorted(
        word
        for word, count in used.items()
        if len(word) <= LONGEST_PART and count >= _needed(len(word), least)
    )


def _needed(length: int, least: int) -> int:
    """Short parts turn up by chance, so they need more compounds to count."""
    if length == SHORTEST_PART:
        return least * 8
    return least if length < _LONG else 1


def nynorsk_pairs(
    *, nynorsk: set[str], bokmal: set[str], rules: list[dict[str, Any]]
) -> dict[str, str]:
    """Nynorsk headwords → the bokmål headword that the rules reach from them.

    Rules are applied one after the other, at most three, the fewest that reach a headword. A word
    that bokmål lists too (`sjukehus` is allowed there) is rewritten only by the rules that are
    marked `shared`: they lead from a form that both have to the one that bokmål usually has.
    """
    every = [(re.compile(row["from"]), row["to"]) for row in rules]
    shared = [(re.compile(row["from"]), row["to"]) for row in rules if row.get("shared")]
    pairs = {}
    for word in sorted(nynorsk):
        if len(word) < (_SHORTEST_REWRITTEN if word not in bokmal else SHORTEST_PART):
            continue
        found = _reach(word, bokmal=bokmal, rules=shared if word in bokmal else every)
        if found:
            pairs[word] = found
    return pairs


def _reach(word: str, *, bokmal: set[str], rules: list[tuple[re.Pattern[str], str]]) -> str:
    front = [word]
    seen = {word}
    for _ in range(_MAX_RULES):
        following = []
        for form in front:
            for pattern, target in rules:
                changed = pattern.sub(target, form)
                if changed not in seen:
                    seen.add(changed)
                    following.append(changed)
        for form in following:
            if form in bokmal:
                return form
        front = following
    return ""


def build(*, nb: Path, nn: Path, rules: Path, out: Path, least: int = 3) -> dict[str, int]:
    """Read the two word lists and the rules, write the two derived files, return their sizes."""
    bokmal = plain(_lines(nb))
    nynorsk = plain(_lines(nn))
    data = yaml.safe_load(rules.read_text(encoding="utf-8"))
    parts = compound_parts(bokmal | nynorsk, least=least)
    pairs = nynorsk_pairs(nynorsk=nynorsk, bokmal=bokmal, rules=data["rules"])
    _write(out / "compound_parts.txt.gz", sorted({fold(part) for part in parts}))
    _write(
        out / "nynorsk_pairs.tsv.gz",
        sorted({f"{fold(word)}\t{fold(found)}" for word, found in pairs.items()}),
    )
    return {"parts": len(parts), "pairs": len(pairs)}


def _lines(path: Path) -> list[str]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return text.decode().splitlines()


def _write(path: Path, lines: list[str]) -> None:
    # No name and no time inside, so that the same words give the same bytes.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as handle:
        handle.write(("\n".join(lines) + "\n").encode())
