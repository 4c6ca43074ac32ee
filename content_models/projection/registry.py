"""Which function projects which kind of page."""

from collections.abc import Callable
from typing import Any

Projector = Callable[[Any], dict[str, Any]]
_projectors: dict[type, Projector] = {}


def register(page_class: type, function: Projector) -> None:
    """Add a projector. Raises ValueError where the kind has one."""
    if page_class in _projectors:
        raise ValueError(f"{page_class.__name__} has a projector already.")
    _projectors[page_class] = function


def has_projector(page_class: type) -> bool:
    return page_class in _projectors


def project_article(page: Any) -> dict[str, Any]:
    """The article of a page: what a clinician vouches for, every reference resolved.

    Reads only. The same page gives the same value. Raises LookupError for an unknown kind.
    """
    function = _projectors.get(type(page))
    if function is None:
        raise LookupError(f"{type(page).__name__} has no projector.")
    return function(page)
