"""Errors that Django itself answers: no such address, a fault of ours, a host that is not ours.

A program gets a problem, a person a page.
"""

import sys

from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views import defaults

from cms.admin import outage
from cms.api.delivery.failures import INTERNAL, unavailable
from cms.api.delivery.problems import problem
from cms.database.outages import is_locked, is_outage
from cms.middleware import ADMIN_PREFIX
from cms.site.views import errors
from content_models.page_form import FormUnreadable

MACHINE_PREFIXES = ("/api", "/media/", "/.well-known/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A problem for a program, a sentence or Django's plain page for everybody else."""
    if request.path_info.startswith(MACHINE_PREFIXES):
        return problem("bad-request", "The request itself is malformed, or not for this host.")
    if isinstance(exception, FormUnreadable):
        text = _("A part of this form is not what the editor sends. Nothing was saved.")
        return HttpResponseBadRequest(f"{text}\n", content_type="text/plain; charset=utf-8")
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if request.path_info.startswith(MACHINE_PREFIXES):
        return problem("not-found", "There is no such address here.")
    return errors.not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """What nobody foresaw (500), or a database that is away (503), wherever it was noticed."""
    error = sys.exception()
    is_away = is_outage(error)
    if request.path_info.startswith(MACHINE_PREFIXES):
        return unavailable() if is_away else problem("internal", INTERNAL)
    if not is_away:
        return errors.server_error(request)
    if request.path_info.startswith(ADMIN_PREFIX):
        return outage.admin_unavailable(request, is_locked=is_locked(error))
    return errors.unavailable(request)
