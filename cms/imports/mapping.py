"""The rule file applied: which kind of page, which risk class, which sections. Pure."""

import html
import re
import uuid
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cms.imports.records import Record, plain_text
from content_models.blank import html_is_blank, is_blank
from content_models.pages import PAGE_TYPES, ContentPage
from content_models.policy import risk_classes
from content_models.vocabulary import ASPECT_CODES

FILE = Path(__file__).parent / "rules.yml"
_HEADING = re.compile(r"<h2\b[^<>]*>((?:(?!<h2\b).)*?)</h2>", re.S | re.I)
# Blocks of a text get their identifiers from the record, so that a second import says the same.
NAMESPACE = uuid.UUID("6f2c1c0e-6a5b-5d0c-9a39-0b8f6d3f7a11")
MAX_SECTION = 150_000
MAX_HEADING = 190


@dataclass(frozen=True)
class Rules:
    """The rule file, checked."""

    types: tuple[tuple[str, re.Pattern[str] | None, str], ...]
    risk_classes: dict[str, str]
    aspects: tuple[tuple[re.Pattern[str], str], ...]
    first_heading: dict[str, str]
    emergency: dict[str, dict[str, str]]
    audience: str
    audience_names: dict[str, str]


@cache
def rules() -> Rules:
    """Read and check the rule file. Raises ValueError for one that can not be followed."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    types = {page_type.document_type for page_type in PAGE_TYPES}
    for row in data["types"]:
        if row["type"] not in types or not row.get("reason"):
            raise ValueError(f"rules.yml: this rule names no kind of page, or no reason: {row}")
    for row in data["aspects"]:
        if row["aspect"] not in ASPECT_CODES:
            raise ValueError(f"rules.yml: unknown aspect in {row}")
    if not set(data["risk_classes"].values()) <= set(risk_classes()):
        raise ValueError("rules.yml: unknown risk class")
    audience = data["audiences"]["default"]
    return Rules(
        types=tuple(
            (
                row.get("id", "*"),
                re.compile(row["title"], re.I) if "title" in row else None,
                row["type"],
            )
            for row in data["types"]
        ),
        risk_classes=data["risk_classes"],
        aspects=tuple((re.compile(row["heading"], re.I), row["aspect"]) for row in data["aspects"]),
        first_heading=data["first_heading"],
        emergency=data["emergency"],
        audience=audience,
        audience_names=data["audience_names"][audience],
    )


def page_type_of(record: Record) -> type[ContentPage]:
    """The kind of page that a record becomes."""
    for glob, title, name in rules().types:
        if fnmatch(record.id, glob) and (title is None or title.search(record.title)):
            return next(kind for kind in PAGE_TYPES if kind.document_type == name)
    raise LookupError(f"No rule fits {record.id}.")


def sections_of(record: Record, *, page_type: type[ContentPage]) -> list[dict[str, Any]]:
    """The record's HTML as sections, cut at its headings."""
    parts = _HEADING.split(record.body_html)
    pieces = [(rules().first_heading[record.lang], parts[0])]
    pieces += [
        (html.unescape(plain_text(parts[index])), parts[index + 1])
        for index in range(1, len(parts), 2)
    ]
    filled = [(heading, text) for heading, text in pieces if not html_is_blank(text)]
    sections = [
        _section(record, number, _seen(heading) or rules().first_heading[record.lang], text)
        for number, (heading, text) in enumerate(filled)
    ]
    if page_type.emergency_policy == "required":
        sections.append(_emergency(record, len(sections)))
    return sections


def _seen(heading: str) -> str:
    return "" if is_blank(heading) else heading


def _section(record: Record, number: int, heading: str, text: str) -> dict[str, Any]:
    heading = heading if len(heading) <= MAX_HEADING else heading[: MAX_HEADING - 1] + "…"
    return {
        "type": "section",
        "id": _identifier(record, number, "section"),
        "value": {
            "aspect": _aspect(heading, number),
            "heading": heading,
            "blocks": [
                {"type": "text", "id": _identifier(record, number, f"text{part}"), "value": value}
                for part, value in enumerate(_parts(text.strip()))
            ],
        },
    }


def _parts(text: str) -> list[str]:
    """A very long text in parts that fit a block each, cut between paragraphs and lists."""
    if len(text) <= MAX_SECTION:
        return [text]
    parts, current = [], ""
    for piece in re.split(r"(?<=</p>)|(?<=</ul>)", text):
        if current and len(current) + len(piece) > MAX_SECTION:
            parts.append(current)
            current = ""
        current += piece
    return [*parts, current]


def _aspect(heading: str, number: int) -> str:
    for pattern, aspect in rules().aspects:
        if pattern.search(heading):
            return aspect
    return "other" if number else "overview"


def _emergency(record: Record, number: int) -> dict[str, Any]:
    words = rules().emergency[record.lang]
    card = {"level": "emergency", "heading": words["card"], "html": f"<p>{words['text']}</p>"}
    return {
        "type": "section",
        "id": _identifier(record, number, "emergency"),
        "value": {
            "aspect": "help-emergency",
            "heading": words["heading"],
            "blocks": [
                {"type": "care_card", "id": _identifier(record, number, "card"), "value": card}
            ],
        },
    }


def _identifier(record: Record, number: int, part: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{record.id}/{number}/{part}"))
