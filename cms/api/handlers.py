"""Errors that Django itself answers before any view, such as a host name that is not ours."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import defaults

from cms.api.delivery.problems import problem

MACHINE_PREFIXES = ("/api", "/media/", "/.well-known/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A problem for a program, Django's plain page for everybody else."""
    if request.path_info.startswith(MACHINE_PREFIXES):
        return problem("bad-request", "The request itself is malformed, or not for this host.")
    return defaults.bad_request(request, exception)
