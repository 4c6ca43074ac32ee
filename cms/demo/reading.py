"""The demonstration's texts as they lie in `content/`, one file for each item."""

import unicodedata
import uuid
from pathlib import Path
from typing import Any

import yaml

from search.evaluation.sources import JudgedQuery

FOLDER = Path(__file__).parent / "content"
NAMESPACE = uuid.UUID("c2f7d5a2-53a1-5a59-8c0a-2d0b1b0f6e10")
LANGUAGES = ("nb", "nn", "se", "en")
# Letters that do not come apart into a Latin letter and a mark.
WHOLE_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ŋ": "n", "ŧ": "t"})


def read(name: str) -> Any:
    """One of the content files."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def articles() -> list[dict[str, Any]]:
    """Every article that is published, by file name."""
    return _folder("articles")


def drafts() -> list[dict[str, Any]]:
    """Every draft that waits in some step of the review, by file name."""
    return _folder("drafts")


def _folder(name: str) -> list[dict[str, Any]]:
    files = sorted((FOLDER / name).glob("*.yml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]


def hubs() -> list[dict[str, Any]]:
    """One hub for each topic, as an article without its links; `topics` says whose they are."""
    data = read("hubs.yml")
    names = {row["slug"]: row for row in read("taxonomy.yml")["topics"]}
    return [
        {
            "group": f"hub-{row['topic']}",
            "type": "hub",
            "risk_class": "D",
            "topics": [row["topic"]],
            "languages": {
                lang: {
                    "title": names[row["topic"]][lang],
                    "slug": slug(names[row["topic"]][lang]),
                    "summary": row[lang],
                    "heading": data["heading"][lang],
                }
                for lang in LANGUAGES
            },
        }
        for row in data["hubs"]
    ]


def judged() -> list[JudgedQuery]:
    """Searches with the content ids that answer them."""
    return [
        JudgedQuery(
            qid=str(number),
            text=row["query"],
            lang=row["lang"],
            judged={str(content_id(group)): value for group, value in row["relevant"].items()},
        )
        for number, row in enumerate(read("judged.yml"), start=1)
    ]


def slug(title: str) -> str:
    """A title as the last part of an address, in plain Latin letters."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(WHOLE_LETTERS))
    words = "".join(sign if sign.isalnum() else " " for sign in plain if sign.isascii()).split()
    return "-".join(words)


def content_ids() -> list[uuid.UUID]:
    """The identifiers of all items of the demonstration, published, withdrawn or waiting."""
    rows = [*articles(), *hubs(), *(row for row in drafts() if "group" in row)]
    return sorted({content_id(row["group"]) for row in rows})


def content_id(group: str) -> uuid.UUID:
    """The identifier of an item: the same in every demonstration."""
    return uuid.uuid5(NAMESPACE, group)
