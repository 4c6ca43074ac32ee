"""Is this process fit to answer? For load balancers and watchers; says nothing that helps a thief.

200 "ok"; 200 "degraded" where the public is served but a person should look; 503 as a problem
where the database can not be read; 503 with the name of a check as the status where the house
itself serves nobody ("restored": its log has lost its end, see docs/operations/backup.md). Search
is asked through this process's breaker, so a search server that is down is not asked more often
for being watched.
"""

import json
from http import HTTPStatus
from typing import Any

from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cms.api.delivery.failures import RETRY_SECONDS, UNAVAILABLE
from cms.api.delivery.problems import problem
from cms.api.delivery.strictness import no_parameters
from cms.health import registry
from editorial.editions.consumers.selectors import Standing, standings
from search.engines import chosen


def health(request: HttpRequest) -> HttpResponseBase:
    """Database, engine that answers, where each consumer of the log stands, and every check."""
    refusal = no_parameters(request)
    if refusal is not None:
        return refusal
    try:
        consumers = _consumers()
    except Error:
        response = problem("unavailable", UNAVAILABLE, database="unreachable")
        response.headers["Retry-After"] = RETRY_SECONDS
        return response
    search = _search()
    checks = registry.results()
    is_ok = search["isOk"] and all(row["isOk"] for row in (*consumers, *checks))
    stopped = [row["name"] for row in checks if not row.get("isServing", True)]
    body = {
        "status": stopped[0] if stopped else "ok" if is_ok else "degraded",
        "database": "ok",
        "search": search,
        "consumers": consumers,
        "checks": checks,
    }
    response = HttpResponse(
        json.dumps(body), content_type="application/json", headers={"Cache-Control": "no-store"}
    )
    if stopped:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _consumers() -> list[dict[str, Any]]:
    """Read as the application; the public role is tried first, for all public reads need it."""
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM editions_shown LIMIT 1")
    return [_consumer(each) for each in standings()]


def _consumer(standing: Standing) -> dict[str, Any]:
    return {
        "name": standing.name,
        "state": standing.state,
        "behind": standing.behind,
        "failed": standing.failed,
        "parked": standing.parked,
        "isOk": standing.state in ("running", "new")
        and not standing.parked
        and not standing.is_late,
    }


def _search() -> dict[str, Any]:
    engine = chosen.probe()
    state = chosen.breaker_state()
    breaker = None
    if state is not None:
        breaker = {"state": state.name, "failures": state.failures, "retryIn": state.retry_in}
    return {
        "engine": engine,
        "breaker": breaker,
        "isOk": breaker is None or engine != chosen.EMBEDDED.name,
    }
