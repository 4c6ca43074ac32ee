"""Wagtail's own views read an address or a form as it comes: what they stumble over is a 400.

Nobody's click leads there. Who writes such an address by hand, or such a form, gets a sentence;
the fault stands in the log, since it may be one of Wagtail's after all. What our own code stumbles
over stays a fault of ours, and so does what a template of a view of ours stumbles over: it is drawn
where only Wagtail's decorator still stands around it. A character that no text has (NUL, or half of
one) can only have been sent, so it is a 400 whoever stumbles over it.
"""

import logging
import re
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Final

import psycopg
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.views import View
from modelsearch.backends.base import FieldError

from cms.middleware import ADMIN_PREFIX

GetResponse = Callable[[HttpRequest], HttpResponse]
MISSHAPEN: Final = (
    ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError,
    ObjectDoesNotExist, NoReverseMatch, DataError, FieldError,
)  # fmt: skip
OURS: Final = frozenset({"cms", "search", "editorial", "content_models"})
THEIRS: Final = frozenset(
    {"wagtail", "modelcluster", "modelsearch", "taggit", "treebeard", "laces", "permissionedforms"}
)
# As psycopg says it of text, and PostgreSQL of JSON.
_NO_CHARACTER: Final = re.compile(r"NUL \(0x00\)|\\u0000|surrogate", re.IGNORECASE)
logger = logging.getLogger(__name__)


class UnreadableMiddleware:
    """Answer what a view of Wagtail's could not read, in the admin only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path_info.startswith(ADMIN_PREFIX):
            return None
        if not (is_no_character(exception) or _is_of_wagtail(request, exception)):
            return None
        logger.error(
            "There is no reading %s %s", request.method, request.path_info, exc_info=exception
        )
        text = _(
            "The editor can make nothing of a part of this address or form. Go back, and look "
            "whether what you did is there before you do it again."
        )
        return HttpResponseBadRequest(f"{text}\n", content_type="text/plain; charset=utf-8")


def is_no_character(exception: Exception) -> bool:
    """Was it a character that no text has: NUL, or half of a character?"""
    if isinstance(exception, UnicodeEncodeError):
        return "surrogates" in exception.reason
    cause = exception.__cause__ if isinstance(exception, DataError) else None
    return isinstance(cause, psycopg.Error) and bool(_NO_CHARACTER.search(str(cause)))


def _is_of_wagtail(request: HttpRequest, exception: Exception) -> bool:
    match = request.resolver_match
    if not isinstance(exception, MISSHAPEN) or (match and is_view_of_ours(match.func)):
        return False
    return is_theirs(exception.__traceback__)


def is_view_of_ours(view: Callable[..., HttpResponse]) -> bool:
    """Is it a view that we wrote, and no view of Wagtail's that we only changed?"""
    bases = getattr(getattr(view, "view_class", None), "__mro__", ())
    changed = any(issubclass(base, View) and _package(base.__module__) in THEIRS for base in bases)
    return _package(view.__module__) in OURS and not changed


def is_theirs(traceback: TracebackType | None) -> bool:
    """Is the innermost of our and Wagtail's functions that the fault went through Wagtail's?"""
    known = [name for name in _packages(traceback) if name in OURS | THEIRS]
    return bool(known) and known[-1] in THEIRS


def _packages(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        yield _package(str(traceback.tb_frame.f_globals.get("__name__", "")))
        traceback = traceback.tb_next


def _package(module: str) -> str:
    return module.partition(".")[0]
