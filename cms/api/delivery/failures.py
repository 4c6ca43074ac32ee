"""What nobody foresaw: logged in full, told in a line, in the one shape of every error."""

import logging

from django.http import Http404, HttpRequest, HttpResponse

from cms.api.delivery.problems import ProblemError, problem
from cms.database.outages import is_outage

logger = logging.getLogger(__name__)
RETRY_SECONDS = "5"
INTERNAL = "The error was logged. Try again, or tell us the time of it."
UNAVAILABLE = "The database can not be reached. Try again in a moment."


def unavailable(**members: object) -> HttpResponse:
    """503: the database is away, and a reader may try again soon."""
    response = problem("unavailable", UNAVAILABLE, **members)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """The problem response for any exception; only what a view decided on tells any detail."""
    if isinstance(error, ProblemError):
        return problem(error.code, error.detail, **error.members)
    if isinstance(error, Http404):
        return problem("not-found", "There is no such address in this API.")
    logger.error("Unhandled error at %s", request.path, exc_info=error)
    if is_outage(error):
        return unavailable()
    return problem("internal", INTERNAL)
