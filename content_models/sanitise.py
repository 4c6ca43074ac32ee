"""The one place where HTML from outside is made safe, once, at the door.

Two independent sanitisers in series over one allow-list: `nh3`, then `bleach`. bleach gets no more
security updates, so it never stands alone; what one of them might let through, the other stops.
"""

import re
import unicodedata

import bleach
import nh3

MAX_HTML_BYTES = 200_000
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "br"}
# `linktype` and `id` are how the editor stores a link to a page; the projection resolves them.
ATTRIBUTES = {"a": {"href", "linktype", "id"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# Control characters that no text needs; PostgreSQL's jsonb and XML refuse some of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


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
