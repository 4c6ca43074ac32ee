"""Addresses and forms are UTF-8, whatever a request says of itself.

Django decodes the query and a form's parts by any codec of Python that the `Content-Type` names,
and does so while it makes the request, before any middleware. Some codecs make signs that no
database takes, some are no encodings of text at all.
"""

import codecs
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.utils.http import parse_header_parameters

ENCODING: Final = "utf-8"
BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
REFUSAL: Final = b"The body is in another encoding than UTF-8.\n"
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class EncodingGuard:
    """Stands before Django: 400 for a body in another encoding; where there is no body, what the
    header says of one is not looked at.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        given = environ.get("CONTENT_TYPE", "")
        if _is_ours(given):
            return self.application(environ, start_response)
        if environ.get("REQUEST_METHOD", "").upper() in BODILESS:
            bare = {**environ, "CONTENT_TYPE": given.partition(";")[0]}
            return self.application(bare, start_response)
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(REFUSAL))),
            ("Cache-Control", "no-store"),
        ]
        start_response("400 Bad Request", headers)
        return [REFUSAL]


def _is_ours(content_type: str) -> bool:
    """True for no encoding, for UTF-8, and for a word that is none: Django passes over that."""
    try:
        encoding = parse_header_parameters(content_type)[1].get("charset")
    except (ValueError, LookupError):
        return False
    if encoding is None:
        return True
    try:
        return codecs.lookup(encoding).name == ENCODING
    except LookupError:
        return True
    except ValueError:
        return False
