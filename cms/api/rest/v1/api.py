"""The Content API, version 1: routers, errors, and the description that is a file here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.docs import Swagger

from cms.api.delivery.failures import failure
from cms.api.delivery.problems import ProblemError
from cms.api.delivery.strictness import faults_of, refused, strict
from cms.api.rest.v1 import changes, content, description, editions, search, suggest
from cms.headers import DOCS_POLICY, PERMISSIONS_POLICY

PREFIX = "/api/v1/"


class Docs(Swagger):
    """The page that shows the API. It asks nobody but this house."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        response = super().render_page(request, api, **kwargs)
        response.headers["Content-Security-Policy"] = DOCS_POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response


class ContentApi(NinjaAPI):
    """Ninja reads parameters and describes the API; the views answer with stored bytes."""

    _unused = HttpResponse()
    _described: Any = None

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Nothing is put together in it here: every view returns its own response."""
        return self._unused

    def get_openapi_schema(self, **_options: Any) -> Any:
        """The OpenAPI 3.1 description, the same wherever the API is mounted; made once."""
        if self._described is None:
            self._described = description.finish(super().get_openapi_schema(path_prefix=PREFIX))
        return self._described


api = ContentApi(
    title="Helsekilde Content API",
    version="1.0.0",
    description=(
        "Signed health content. Every document is an edition that named clinicians vouched for: "
        "its body is canonical JSON, the SHA-256 of the body is its ETag and its permanent "
        "address, and a signed receipt proves who reviewed it and when. Reading needs no key."
    ),
    urls_namespace="api-v1",
    docs_url="/docs",
    docs=Docs(settings={"validatorUrl": None}),
    openapi_url="/openapi.json",
)

ROUTERS = {
    "content": content.router,
    "editions": editions.router,
    "changes": changes.router,
    "search": search.router,
    "suggest": suggest.router,
}
for _prefix, _router in ROUTERS.items():
    _router.add_decorator(strict, mode="view")
    api.add_router(_prefix, _router)


@api.exception_handler(ValidationError)
def on_invalid(_request: HttpRequest, error: ValidationError) -> HttpResponseBase:
    """Parameters that do not have their form."""
    return refused(faults_of(error))


def on_error(request: HttpRequest, error: Any) -> HttpResponse:
    """What a view decided on, or what nobody foresaw."""
    return failure(request, error)


for _error in (ProblemError, Http404, Exception):
    api.add_exception_handler(_error, on_error)
