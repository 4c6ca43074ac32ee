"""What OpenAPI says beyond the parameters: answers, errors, their headers and examples."""

from typing import Any

from cms.api.delivery.failures import INTERNAL, UNAVAILABLE
from cms.api.delivery.problems import CONTENT_TYPE, problem_body
from cms.api.rest.v1 import schemas as s
from cms.api.rest.v1.examples import DIGEST, ITEM, SUCCESS
from cms.api.rest.v1.search_schemas import SearchPage, SuggestPage

EXAMPLES: dict[int, dict[str, Any]] = {
    404: problem_body("not-found", "No such item is published in the language nb."),
    409: problem_body(
        "resync", "Start again with since=0: the log was restored, or the cursor is not ours."
    ),
    410: problem_body(
        "withdrawn",
        "This page has been withdrawn and is no longer to be used.",
        contentId=ITEM,
        lang="en",
        reason="unsafe",
        withdrawnAt="2026-11-24T12:00:00Z",
        replacement=None,
        replacementUrl=None,
        editionDigest=DIGEST,
    ),
    422: problem_body(
        "invalid-parameters",
        "Not accepted: colour, limit.",
        errors=[
            {
                "in": "query",
                "name": "colour",
                "reason": "Unknown parameter. Known here: lang, limit.",
            },
            {
                "in": "query",
                "name": "limit",
                "reason": "Input should be less than or equal to 100",
            },
        ],
    ),
    500: problem_body("internal", INTERNAL),
    503: problem_body("unavailable", UNAVAILABLE),
}
ERRORS: dict[int, Any] = {422: s.InvalidParameters, 500: s.Problem, 503: s.Problem}
NOT_MODIFIED: dict[int, Any] = {304: None}
LIST_RESPONSES = {200: s.SummaryPage} | NOT_MODIFIED | {409: s.Problem} | ERRORS
ITEM_RESPONSES = {200: s.Document} | NOT_MODIFIED | {404: s.Problem, 410: s.Gone} | ERRORS
EDITION_RESPONSES = ITEM_RESPONSES
RECEIPT_RESPONSES = {200: str} | NOT_MODIFIED | {404: s.Problem} | ERRORS
STATUS_RESPONSES = {200: s.EditionStatus} | NOT_MODIFIED | {404: s.Problem} | ERRORS
CHANGES_RESPONSES = {200: s.ChangePage} | NOT_MODIFIED | {409: s.Problem} | ERRORS
SEARCH_RESPONSES = {200: SearchPage} | NOT_MODIFIED | ERRORS
SUGGEST_RESPONSES = {200: SuggestPage} | NOT_MODIFIED | ERRORS
REDIRECT = {
    "description": "The item has moved; its path is in `Location`.",
    "headers": {"Location": {"schema": {"type": "string"}}},
}
RECEIPT_CONTENT = {
    "description": "The receipt: a JWS in compact form.",
    "content": {
        "application/jose": {
            "schema": {"type": "string"},
            "example": "eyJhbGciOiJFZDI1NTE5In0.eyJpYXQiOjE3NjM5ODU2MDB9.c2lnbmF0dXJl",
        }
    },
}
_HEADERS = {
    "ETag": "The digest of the body; for a document the edition digest.",
    "Cache-Control": (
        "At most a minute, and never past the time until which the text is public; "
        "`private, no-cache` for what somebody searched for."
    ),
}


def finish(schema: dict[str, Any]) -> dict[str, Any]:
    """Give every answer its media type, headers and example; returns the same dict."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                _finish_answer(status=int(status), answer=answer)
            operation["responses"] = {str(key): v for key, v in operation["responses"].items()}
    return schema


def _finish_answer(*, status: int, answer: dict[str, Any]) -> None:
    content = answer.get("content", {})
    if status >= 400:  # noqa: PLR2004 - the first error
        shape = content.pop("application/json")
        content[CONTENT_TYPE] = {**shape, "example": EXAMPLES[status]}
    elif "application/jose" in content:
        content.pop("application/json", None)
    elif "application/json" in content:
        shape = content["application/json"]
        shape["example"] = SUCCESS[shape["schema"]["$ref"].rpartition("/")[2]]
    if status in (200, 304):
        answer["headers"] = {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in _HEADERS.items()
        }
