"""The admin's preview of a draft: drawn by the layer that draws texts for citizens.

This layer knows what a text is and not how a reader sees it, so the drawing is registered from
above, in `AppConfig.ready()`.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

Drawing = Callable[[HttpRequest, Any], HttpResponse]
_drawings: list[Drawing] = []


def register_drawing(function: Drawing) -> None:
    """Say who draws drafts. Raises ValueError where somebody does already."""
    if _drawings:
        raise ValueError("Somebody draws drafts already.")
    _drawings.append(function)


def preview_response(*, request: HttpRequest, page: Any) -> HttpResponse:
    """The draft as it would be read. Raises LookupError where nobody draws drafts."""
    if not _drawings:
        raise LookupError("Nobody draws drafts.")
    return _drawings[0](request, page)
