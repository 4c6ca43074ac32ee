"""Every error of the API is one shape: application/problem+json (RFC 9457), never cached."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:helsekilde:problem:"

# Code: status and title. A code is part of the contract; `docs/api/problems.md` explains each.
PROBLEMS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "The request could not be understood"),
    "not-found": (404, "Nothing is published here"),
    "method-not-allowed": (405, "This address can only be read"),
    "resync": (409, "The cursor does not belong to this log"),
    "withdrawn": (410, "The content is withdrawn"),
    "revoked": (410, "A signature under the edition was taken back"),
    "expired": (410, "The content is not public any more"),
    "invalid-parameters": (422, "The parameters are not valid"),
    "internal": (500, "Something went wrong at our end"),
    "unavailable": (503, "The service can not answer just now"),
}


class ProblemError(Exception):
    """Raised by a view; becomes the problem response with `code`."""

    def __init__(self, code: str, detail: str, **members: Any) -> None:
        self.code = code
        self.detail = detail
        self.members = members
        super().__init__(detail)


def problem_body(code: str, detail: str, **members: Any) -> dict[str, Any]:
    """The members of one problem; extension members follow the standard ones."""
    status, title = PROBLEMS[code]
    return {
        "type": TYPE_PREFIX + code,
        "title": title,
        "status": status,
        "detail": detail,
        **members,
    }


def problem(code: str, detail: str, **members: Any) -> HttpResponse:
    """A problem response. No cache may keep it: an outage must not outlive itself."""
    body = problem_body(code, detail, **members)
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=body["status"], content_type=CONTENT_TYPE
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def not_found(_request: HttpRequest, **_path: Any) -> HttpResponse:
    """The answer to every address below /api/ that no route knows."""
    return problem("not-found", "There is no such address in this API.")
