"""A parameter that we do not know, or that is given twice, is refused and not ignored.

An ignored filter silently widens the answer. The check reads the names from the operation itself,
once, when the routes are bound.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.errors import ValidationError
from pydantic import ValidationError as FieldError

from cms.api.delivery.problems import problem

Run = Callable[..., HttpResponseBase]
MAX_SHOWN = 60


def strict(run: Run) -> Run:
    """Wrap an operation's `run`: unknown or repeated query parameters answer 422."""
    operation: Any = run.__self__  # type: ignore[attr-defined]
    queries = [m for m in operation.models if m.__ninja_param_source__ == "query"]
    allowed = frozenset(name for model in queries for name in model.model_fields)

    def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        query = request.GET
        if query and (not allowed.issuperset(query) or any(len(v) > 1 for _, v in query.lists())):
            faults = _query_faults(request, allowed=allowed)
            return refused(faults + _field_faults(request, operation=operation, path=path))
        return run(request, **path)

    return checked


def refused(faults: list[dict[str, str]]) -> HttpResponseBase:
    """The 422 with every reason, not only the first."""
    names = ", ".join(dict.fromkeys(fault["name"] for fault in faults))
    return problem("invalid-parameters", f"Not accepted: {names}.", errors=faults)


def no_parameters(request: HttpRequest) -> HttpResponseBase | None:
    """The 422 for an address that takes no parameters at all; None where there are none."""
    faults = _query_faults(request, allowed=frozenset())
    return refused(faults) if faults else None


def faults_of(error: ValidationError) -> list[dict[str, str]]:
    """Ninja's error list in our words: where, which parameter, why."""
    return [
        {
            "in": str(item["loc"][0]),
            "name": str(item["loc"][-1]),
            "reason": str(item["msg"]).removeprefix("Value error, "),
        }
        for item in error.errors
    ]


def _query_faults(request: HttpRequest, *, allowed: frozenset[str]) -> list[dict[str, str]]:
    known = ", ".join(sorted(allowed)) or "none"
    faults = []
    for name, values in request.GET.lists():
        shown = name[:MAX_SHOWN]
        if name not in allowed:
            reason = f"Unknown parameter. Known here: {known}."
            faults.append({"in": "query", "name": shown, "reason": reason})
        elif len(values) > 1:
            faults.append({"in": "query", "name": shown, "reason": "Given more than once."})
    return faults


def _field_faults(
    request: HttpRequest, *, operation: Any, path: dict[str, Any]
) -> list[dict[str, str]]:
    faults = []
    for model in operation.models:
        try:
            model.resolve(request, operation.api, path)
        except FieldError as error:
            place = model.__ninja_param_source__
            faults += [
                {"in": place, "name": str(item["loc"][-1]), "reason": item["msg"]}
                for item in error.errors(include_url=False, include_context=False)
            ]
    return faults
