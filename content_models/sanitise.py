"""The one place where HTML from outside is made safe, once, at the door.

Two independent sanitisers in series over one allow-list: `nh3`, then `bleach`. bleach gets no more
security updates, so it never stands alone; what one of them might let through, the other stops.
"""

import re
import unicodedata
from html import unescape

import bleach
import nh3

MAX_HTML_BYTES = 200_000
# The database has the same lists, for what comes past this door: `content_models_html_left.sql`.
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "br"}
# `linktype` and `id` are how the editor stores a link to a page; the projection resolves them.
ATTRIBUTES = {"a": {"href", "linktype", "id"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# Control characters that no text needs; PostgreSQL's jsonb and XML refuse some of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


# A link as bleach writes it: attributes in double quotes, which none of their values holds.
_LINK = re.compile(r'<a\b(?:[^>"]|"[^"]*")*>')
_HREF = re.compile(r'\s+href="([^"]*)"')
_KNOWN = re.compile(
    r"https?://[^\s/?#@]+(?:[/?#]\S*)?|mailto:\S+|tel:[+\d][\d ().+-]*|/(?!/)\S*|#\S*",
    re.IGNORECASE | re.ASCII,
)


class TooLarge(ValueError):
    """The HTML is larger than one block may be."""


def sanitise_text(text: str) -> str:
    """Plain text as it is stored: NFC, no control characters, no surrogates."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def html_is_too_large(html: str) -> bool:
    """Whether a text is larger than one block may be; what the editor's form asks beforehand."""
    return len(sanitise_text(html).encode("utf-8")) > MAX_HTML_BYTES


def sanitise_html(html: str) -> str:
    """HTML with the allowed tags only; all else is dropped, script with its content.

    A link keeps its address where that is one of the known kinds (`links_unknown`).

    Raises:
        TooLarge: more than 200,000 bytes.
    """
    return _LINK.sub(_without_unknown, wash_html(html))


def wash_html(html: str) -> str:
    """HTML as the two sanitisers let it through, whatever its links lead to.

    This is how words that stand signed are read: to the letter, as they were stored.

    Raises:
        TooLarge: more than 200,000 bytes.
    """
    html = sanitise_text(html)
    if html_is_too_large(html):
        raise TooLarge(f"A text block may hold {MAX_HTML_BYTES} bytes of HTML at most.")
    first = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    second: str = bleach.clean(
        first,
        tags=TAGS,
        attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()},
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return second.strip()


def without_tags(html: str, *, kept: set[str]) -> str:
    """HTML with these tags alone and the words of all others: to be shown, not to be stored."""
    return nh3.clean(html, tags=kept, link_rel=None)


def links_unknown(html: str) -> list[str]:
    """The addresses in sanitised HTML that are of no known kind, each once.

    Known are `http` and `https` with a host and no user, `mailto`, `tel`, a path of the house (one
    slash), and a place on the page. A browser reads `//host`, the same with backslashes, and
    `https:host` as addresses elsewhere, and one without a beginning by the page it stands on.
    """
    found = (unescape(href) for tag in _LINK.findall(html) for href in _HREF.findall(tag))
    return list(dict.fromkeys(href for href in found if not _is_known(href)))


def _is_known(address: str) -> bool:
    return bool(_KNOWN.fullmatch(address)) and "\\" not in address


def _without_unknown(tag: "re.Match[str]") -> str:
    return _HREF.sub(lambda found: found[0] if _is_known(unescape(found[1])) else "", tag[0])
