"""The raw value of a body as the blocks of a document.

Works on the raw value, so that no chooser costs a query of its own: pictures, facts and linked
pages are looked up once for the whole body.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import Page

from content_models.facts.models import FactVersion
from content_models.projection.media import media_of
from content_models.vocabulary import CARE_PHONES

_LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
_LINK_ID = re.compile(r'\bid="(\d+)"')


@dataclass(frozen=True)
class Lookups:
    """What a body refers to, fetched beforehand; a missing key means that it is not there."""

    images: dict[int, Any]
    facts: dict[int, FactVersion]
    links: dict[int, str]
    lang: str

    @classmethod
    def of(cls, raw: list[Any], *, lang: str) -> "Lookups":
        """Collect and fetch; no query where the body refers to nothing."""
        images: set[int] = set()
        facts: set[int] = set()
        links: set[int] = set()
        for block in walk(raw):
            if block["type"] == "image" and block["value"].get("image"):
                images.add(int(block["value"]["image"]))
            elif block["type"] == "fact" and block["value"].get("version"):
                facts.add(int(block["value"]["version"]))
        for text in strings(raw):
            links.update(_linked_ids(text))
        return cls(
            images=get_image_model().objects.in_bulk(images) if images else {},
            facts=_facts(facts),
            links=_addresses(links),
            lang=lang,
        )


def _facts(ids: set[int]) -> dict[int, FactVersion]:
    if not ids:
        return {}
    rows = FactVersion.objects.select_related("fact").filter(pk__in=ids)
    return {row.pk: row for row in rows}


def _addresses(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    pages = Page.objects.filter(pk__in=ids).specific()
    return {
        page.pk: f"/{page.locale.language_code}/{page.public_path}"
        for page in pages
        if hasattr(page, "public_path")
    }


def walk(raw: list[Any]) -> Iterator[dict[str, Any]]:
    """Every block inside every section."""
    for section in raw:
        yield from section["value"].get("blocks", [])


def strings(value: Any) -> Iterator[str]:
    """Every string of a raw value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def _linked_ids(text: str) -> Iterator[int]:
    if "linktype" in text:
        for tag in _LINK.findall(text):
            found = _LINK_ID.search(tag)
            if found:
                yield int(found[1])


def project_sections(raw: list[Any], lookups: Lookups) -> list[dict[str, Any]]:
    """Sections in order, each with its blocks; identifiers are the editor's own and stay."""
    return [
        {
            "id": section.get("id") or "",
            "aspect": section["value"].get("aspect") or "",
            "heading": section["value"].get("heading") or "",
            "blocks": [
                {
                    "id": block.get("id") or "",
                    "type": block["type"],
                    **_PROJECTORS[block["type"]](block["value"], lookups),
                }
                for block in section["value"].get("blocks", [])
            ],
        }
        for section in raw
    ]


def html(text: Any, lookups: Lookups) -> str:
    """HTML with links to pages resolved; it was sanitised at the door."""

    def address(tag: "re.Match[str]") -> str:
        found = _LINK_ID.search(tag[0])
        target = lookups.links.get(int(found[1])) if found else None
        return f'<a href="{target}">' if target else "<a>"

    text = text or ""
    return _LINK.sub(address, text) if "linktype" in text else text


def _items(value: Any) -> list[Any]:
    """The values of a list block, in both of the forms that Wagtail stores."""
    return [
        item["value"] if isinstance(item, dict) and item.get("type") == "item" else item
        for item in value or []
    ]


def _text(value: Any, lookups: Lookups) -> dict[str, Any]:
    return {"html": html(value, lookups)}


def _care_card(value: Any, lookups: Lookups) -> dict[str, Any]:
    level = value.get("level") or ""
    return {
        "level": level,
        "heading": value.get("heading") or "",
        "html": html(value.get("html"), lookups),
        "phone": CARE_PHONES.get(level, ""),
    }


def _do_dont(value: Any, lookups: Lookups) -> dict[str, Any]:
    return {
        side: [html(item, lookups) for item in _items(value.get(side))] for side in ("do", "dont")
    }


def _steps(value: Any, lookups: Lookups) -> dict[str, Any]:
    return {
        "items": [
            {"heading": item.get("heading") or "", "html": html(item.get("html"), lookups)}
            for item in _items(value.get("items"))
        ]
    }


def _table(value: Any, _lookups: Lookups) -> dict[str, Any]:
    rows = (value.get("table") or {}).get("data") or []
    return {
        "caption": value.get("caption") or "",
        "headerRow": bool(value.get("header_row")),
        "headerColumn": bool(value.get("header_column")),
        "rows": [[str(cell) if cell is not None else "" for cell in row] for row in rows],
    }


def _image(value: Any, lookups: Lookups) -> dict[str, Any]:
    return {
        "media": media_of(lookups.images.get(int(value.get("image") or 0))),
        "alt": value.get("alt") or "",
        "caption": value.get("caption") or "",
        "credit": value.get("credit") or "",
    }


def _video(value: Any, lookups: Lookups) -> dict[str, Any]:
    return {
        "url": value.get("url") or "",
        "title": value.get("title") or "",
        "transcript": html(value.get("transcript"), lookups),
    }


def _questions(value: Any, lookups: Lookups) -> dict[str, Any]:
    return {
        "items": [
            {"question": item.get("question") or "", "html": html(item.get("html"), lookups)}
            for item in _items(value.get("items"))
        ]
    }


def _fact(value: Any, lookups: Lookups) -> dict[str, Any]:
    version = lookups.facts.get(int(value.get("version") or 0))
    if version is None or not version.is_signed:
        return {"key": version.fact.key if version else "", "version": 0, "name": "", "text": ""}
    return {
        "key": version.fact.key,
        "version": version.number,
        "name": version.fact.name,
        "text": version.text_in(lookups.lang),
    }


_PROJECTORS: dict[str, Callable[[Any, Lookups], dict[str, Any]]] = {
    "text": _text,
    "care_card": _care_card,
    "do_dont": _do_dont,
    "steps": _steps,
    "table": _table,
    "image": _image,
    "video": _video,
    "questions": _questions,
    "fact": _fact,
}
