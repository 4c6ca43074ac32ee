"""The door for HTML: a body's raw value with every string made safe.

Every write of a page passes here, whichever route it took (admin, import, shell), because it is
called where the row and the revision are written. What was found clean once in this process is
recognised by its digest, so that the same text is not washed at every save.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from content_models.digest import sha256_hex
from content_models.sanitise import sanitise_html, sanitise_text, wash_html

# Where HTML may stand in the raw value of a body; every other string is plain text.
HTML_KEYS = frozenset({"html", "transcript"})
HTML_BLOCKS = frozenset({"text"})
HTML_LISTS = frozenset({"do", "dont"})
_MAX_KNOWN = 20_000
_known_clean: OrderedDict[str, None] = OrderedDict()


def _remember(digest: str) -> None:
    _known_clean[digest] = None
    if len(_known_clean) > _MAX_KNOWN:
        _known_clean.popitem(last=False)


def clean_html(html: str) -> str:
    """Sanitised HTML; text that this process has cleaned before is returned as it is."""
    digest = sha256_hex(html.encode("utf-8", "surrogatepass"))
    if digest in _known_clean:
        return html
    clean = sanitise_html(html)
    _remember(sha256_hex(clean.encode("utf-8")))
    return clean


def html_of_body(raw: Any, *, is_html: bool = False) -> Iterator[str]:
    """Every string of a raw value that is HTML."""
    if isinstance(raw, str):
        if is_html:
            yield raw
    elif isinstance(raw, list):
        for item in raw:
            yield from html_of_body(item, is_html=is_html)
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield from html_of_body(value, is_html=is_html_at(key, raw.get("type"), is_html))


def clean_body(raw: Any, *, is_html: bool = False, spared: frozenset[str] = frozenset()) -> Any:
    """The same raw value with all strings sanitised; a block without identifier is given one.

    `spared` are HTML strings that stand signed: their links are left as they are, for a rule that
    is younger than a signature does not void it.

    Raises:
        sanitise.TooLarge: a block is larger than a block may be.
    """
    if isinstance(raw, str):
        if is_html:
            washed = wash_html(raw) if spared else raw
            return washed if washed in spared else clean_html(raw)
        return sanitise_text(raw)
    if isinstance(raw, list):
        return [clean_body(item, is_html=is_html, spared=spared) for item in raw]
    if isinstance(raw, dict):
        kind = raw.get("type")
        clean = {
            key: clean_body(value, is_html=is_html_at(key, kind, is_html), spared=spared)
            for key, value in raw.items()
        }
        if "value" in clean and kind and not clean.get("id"):
            clean["id"] = str(uuid4())
        return clean
    return raw


def is_html_at(key: str, kind: Any, inherited: bool) -> bool:
    """Whether what stands under a name in a block of a kind is HTML; `inherited`: around it."""
    if key in ("type", "id"):
        return False
    if key in HTML_KEYS or key in HTML_LISTS:
        return True
    if key == "value":
        return inherited or kind in HTML_BLOCKS
    return False
