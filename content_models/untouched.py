"""What nobody touched in the editor stays as it is stored, to the letter.

A browser and Wagtail's editor write some words otherwise than they found them: the lines of a field
end in a carriage return, HTML loses what stands between its paragraphs. Nobody changed a word, and
the digest is another one: a text that was only moved would wait for a clinician. So what is posted
is compared with what the editor makes of the stored words; where it is that, these stay.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from django import forms

from content_models.blocks.html import HtmlBlock
from content_models.blocks.texts import FEATURES, INLINE
from content_models.body import HTML_LISTS, clean_html, is_html_at

_NEWLINE: Final = re.compile(r"\r\n|\r|\n")
Place = tuple[str | int, ...]


def text_kept(*, field: forms.Field, stored: Any, posted: Any) -> Any:
    """The stored value of a field of plain text, where a browser would post it as it came."""
    if not isinstance(stored, str) or not isinstance(posted, str) or stored == posted:
        return posted
    lines = "\r\n" if isinstance(field.widget, forms.Textarea) else ""
    shown = _NEWLINE.sub(lines, stored)
    return stored if posted in (shown, shown.strip()) else posted


def row_kept(*, form: forms.ModelForm, stored: Mapping[str, Any]) -> None:
    """Put the stored words back into a row of a child form, field by field, where nobody changed
    them. The row's own check has tidied them up, which is for what somebody writes.
    """
    for name, before in stored.items():
        if name not in form.fields or name not in form.cleaned_data:
            continue
        posted = form.cleaned_data[name]
        if text_kept(field=form.fields[name], stored=before, posted=posted) == before:
            setattr(form.instance, name, before)


def body_kept(*, stored: Any, posted: Any) -> Any:
    """The posted raw value of a body, with the stored one wherever the editor only rewrote that.

    A block is found again by its identifier. What is in it is compared as it is read: a list in
    either form in which Wagtail stores one, a table by its cells, and nothing like what is absent.
    """
    html = dict(_html_by_place(stored))
    return _blocks_kept(_html_kept(posted, html, place=()), dict(_blocks_of(stored)))


def _blocks_of(raw: Any) -> Iterator[tuple[str, Any]]:
    for block in raw:
        yield block.get("id"), block
        yield from _blocks_of(_inner(block))


def _inner(block: Any) -> Any:
    value = block.get("value")
    return value.get("blocks") or [] if isinstance(value, dict) else []


def _blocks_kept(raw: Any, stored: dict[str, Any]) -> Any:
    found = []
    for block in raw:
        before = stored.get(block.get("id"))
        if before is not None and _read(before) == _read(block):
            found.append(before)
        elif _inner(block):
            blocks = _blocks_kept(_inner(block), stored)
            found.append({**block, "value": {**block["value"], "blocks": blocks}})
        else:
            found.append(block)
    return found


def _read(raw: Any) -> Any:
    """A raw value as the projection reads it (content_models/projection/blocks.py)."""
    if isinstance(raw, list):
        return [_read(item) for item in raw]
    if not isinstance(raw, dict):
        return raw
    if _is_item(raw):
        return _read(raw["value"])
    parts = {
        key: value.get("data") if key == "table" and isinstance(value, dict) else _read(value)
        for key, value in raw.items()
    }
    return {key: part for key, part in parts.items() if part}


def _is_item(raw: Any) -> bool:
    return isinstance(raw, dict) and raw.get("type") == "item" and "value" in raw


def _html_kept(raw: Any, stored: dict[Place, str], *, place: Place, is_html: bool = False) -> Any:
    if isinstance(raw, str) and is_html:
        before = stored.get(place)
        features = INLINE if HTML_LISTS & set(place) else FEATURES
        kept = before is not None and _is_rewritten(before, raw, features)
        return before if kept else raw
    if isinstance(raw, list):
        return [
            _html_kept(item, stored, place=(*place, _name(item, at)), is_html=is_html)
            for at, item in enumerate(raw)
        ]
    if _is_item(raw):
        value = _html_kept(raw["value"], stored, place=place, is_html=is_html)
        return {**raw, "value": value}
    if isinstance(raw, dict):
        found = {}
        for key, value in raw.items():
            inside = is_html_at(key, raw.get("type"), is_html)
            found[key] = _html_kept(value, stored, place=(*place, key), is_html=inside)
        return found
    return raw


def _html_by_place(
    raw: Any, *, place: Place = (), is_html: bool = False
) -> Iterator[tuple[Place, str]]:
    if isinstance(raw, str) and is_html:
        yield place, raw
    elif isinstance(raw, list):
        for at, item in enumerate(raw):
            yield from _html_by_place(item, place=(*place, _name(item, at)), is_html=is_html)
    elif _is_item(raw):
        yield from _html_by_place(raw["value"], place=place, is_html=is_html)
    elif isinstance(raw, dict):
        for key, value in raw.items():
            inside = is_html_at(key, raw.get("type"), is_html)
            yield from _html_by_place(value, place=(*place, key), is_html=inside)


def _name(item: Any, at: int) -> str | int:
    """Blocks by their identifiers; what stands in a list of one kind, by its place."""
    is_block = isinstance(item, dict) and not _is_item(item) and item.get("id")
    return item["id"] if is_block else at


def _is_rewritten(stored: str, posted: str, features: list[str]) -> bool:
    """Is this the stored text as the editor of its place writes it, with nothing changed?"""
    clean = clean_html(posted)
    return clean in (stored, clean_html(_through_the_editor(stored, features)))


def _through_the_editor(html: str, features: list[str]) -> str:
    block = _block(tuple(features))
    shown = block.get_form_state(block.to_python(html))
    return str(block.value_from_datadict({"html": shown}, {}, "html").source)


@cache
def _block(features: tuple[str, ...]) -> HtmlBlock:
    return HtmlBlock(features=list(features))
