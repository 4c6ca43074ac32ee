"""From a search document to what is stored of it. Pure."""

import base64
from collections.abc import Iterable
from typing import Any, Final

from search.documents import SearchDocument, analyse
from search.engines.elasticsearch.schema import STEPS

MOST_NAME_LETTERS: Final = 8000  # of all names; each of hundreds of hits is answered with them


def identifier(*, key: str, lang: str) -> str:
    """The id under which an item in one language is stored."""
    return f"{key}:{lang}"


def stored(document: SearchDocument, *, seq: int) -> dict[str, Any]:
    """The fields of a document that can be found."""
    analysed = analyse(document)
    return {
        "key": document.key,
        "lang": document.lang,
        "kind": document.kind,
        "topics": list(document.topics),
        "audiences": list(document.audiences),
        "codes": [f"{system}:{code}" for system, code in document.codes],
        "terms": _repeated(analysed.terms),
        "named": _repeated(analysed.named),
        "answer": packed(key=document.key, lang=document.lang, names=_within(analysed.names)),
        "gone": False,
        "seq": seq,
    }


def tombstone(*, key: str, lang: str, seq: int) -> dict[str, Any]:
    """What stays of a removed document, so that a late write of its older self is refused.

    Elasticsearch itself forgets the version of a deleted document after a minute.
    """
    return {"key": key, "lang": lang, "gone": True, "seq": seq}


def packed(*, key: str, lang: str, names: str) -> str:
    """What a hit is answered with, in Base64. `names`: their stems, one name a line."""
    return base64.b64encode(f"{key}\n{lang}\n{names}".encode()).decode()


def unpacked(answer: str) -> tuple[str, str, str]:
    """Key, language and names of a hit."""
    key, lang, names = base64.b64decode(answer).decode().split("\n", 2)
    return key, lang, names


def _repeated(weights: dict[str, float]) -> str:
    tokens: list[str] = []
    for term, weight in weights.items():
        tokens += [term] * max(round(weight * STEPS), 1)
    return " ".join(tokens)


def _within(names: Iterable[str]) -> str:
    kept: list[str] = []
    room = MOST_NAME_LETTERS
    for name in names:
        room -= len(name) + 1
        if room < 0:
            break
        kept.append(name)
    return "\n".join(kept)
