"""One line of a JSON Lines file as a checked record. Pure: text in, record or reasons out."""

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from content_models.blank import is_blank
from content_models.digest import sha256_hex
from content_models.sanitise import sanitise_text

LANGUAGES = ("nb", "nn", "se", "en")
MAX_RECORD_BYTES = 2_000_000
MAX_TITLE = 250
MAX_ID = 300
MAX_LIST = 200
SUMMARY_LENGTH = 300
# The format knows no active content, so a record that has some is not trusted at all.
_HOSTILE = re.compile(
    r"<\s*/?(script|iframe|object|embed|style|link|meta|base|form|svg|math)\b"
    r"|<[^<>]*[\s/\"']on\w+\s*="
    r"|<[^<>]*(javascript|vbscript|data)\s*:",
    re.I,
)
_TAG = re.compile(r"<[^<>]*>")


class RecordRefused(ValueError):
    """A record can not be imported; the message is the reason."""


@dataclass(frozen=True)
class Record:
    """A record that can become a draft. `group` is the record's own where it has no translation."""

    id: str
    lang: str
    title: str
    summary: str
    body_html: str
    synonyms: tuple[str, ...]
    topics: tuple[str, ...]
    codes: tuple[str, ...]
    group: str
    source: str
    source_url: str
    publisher: str
    year: int | None
    licence: str
    machine_translated: bool
    digest: str


def record_of(line: bytes) -> Record:
    """Parse and check one line.

    Raises:
        RecordRefused: with the first reason that makes the line unusable.
    """
    text, data = _parsed(line)
    required = {name: _text(data, name) for name in ("id", "lang", "title", "body_html")}
    missing = [name for name, value in required.items() if not value]
    if missing:
        raise RecordRefused(f"missing or empty: {', '.join(missing)}")
    if len(required["id"]) > MAX_ID:
        raise RecordRefused(f"id is longer than {MAX_ID} characters")
    if required["lang"] not in LANGUAGES:
        raise RecordRefused(f"unknown language {required['lang'][:20]!r}")
    if _HOSTILE.search(required["body_html"]):
        raise RecordRefused("hostile HTML: it holds active content")
    plain = plain_text(required["body_html"])
    if is_blank(unescape(plain)):
        raise RecordRefused("missing or empty: body_html")
    return Record(
        id=required["id"],
        lang=required["lang"],
        title=shortened(" ".join(required["title"].split()), MAX_TITLE),
        summary=shortened(" ".join(_text(data, "summary").split()) or plain, SUMMARY_LENGTH),
        body_html=required["body_html"],
        synonyms=_list(data, "synonyms"),
        topics=_list(data, "topics"),
        codes=_list(data, "mesh"),
        group=_text(data, "translation_group") or required["id"],
        source=_text(data, "source"),
        source_url=_text(data, "source_url"),
        publisher=_text(data, "publisher"),
        year=_year(data.get("year")),
        licence=shortened(_text(data, "licence") or "unknown", 190),
        machine_translated=_flag(data, "machine_translated"),
        digest=sha256_hex(text.encode("utf-8")),
    )


def _parsed(line: bytes) -> tuple[str, dict[str, Any]]:
    """The line without byte order mark and surrounding space, and the object that it holds."""
    if len(line) > MAX_RECORD_BYTES:
        raise RecordRefused(f"larger than {MAX_RECORD_BYTES} bytes")
    try:
        text = line.decode("utf-8-sig").strip()
        data = json.loads(text)
    except UnicodeDecodeError as error:
        raise RecordRefused("not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise RecordRefused("malformed JSON") from error
    if not isinstance(data, dict):
        raise RecordRefused("not a JSON object")
    return text, data


def _flag(data: dict[str, Any], name: str) -> bool:
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise RecordRefused(f"{name} is neither true nor false")
    return value


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordRefused(f"{name} is no text")
    text = sanitise_text(value).strip()
    return "" if is_blank(text) else text


def _list(data: dict[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RecordRefused(f"{name} is no list of texts")
    cleaned = (sanitise_text(item).strip() for item in value[:MAX_LIST])
    return tuple(dict.fromkeys(item for item in cleaned if not is_blank(item)))


def _year(value: Any) -> int | None:
    try:
        year = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return year if 1000 <= year <= 2100 else None  # noqa: PLR2004 - a plausible year


def plain_text(html: str) -> str:
    """The words of a fragment, with single spaces."""
    return " ".join(_TAG.sub(" ", html).split())


def shortened(text: str, length: int) -> str:
    """At most `length` characters, cut between words and marked where cut."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
