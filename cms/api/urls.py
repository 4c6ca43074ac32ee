"""Addresses of the Content API, to be included at the root of the site."""

from django.urls import include, path, re_path

from cms.api.delivery.doors import readable, readable_patterns
from cms.api.delivery.problems import not_found
from cms.api.keys import jwks
from cms.api.media import public_media
from cms.api.rest.v1.api import api
from cms.api.security_txt import security_txt
from cms.health.views import health

_patterns, _app, _namespace = api.urls

urlpatterns = [
    path("api/v1/health", readable(health), name="health"),
    path("api/v1/", include((readable_patterns(_patterns), _app), namespace=_namespace)),
    re_path(r"^api(?:/|$)", readable(not_found)),
    path(".well-known/jwks.json", readable(jwks), name="jwks"),
    path(".well-known/security.txt", readable(security_txt), name="security-txt"),
    path("media/<str:sha256>", readable(public_media), name="public-media"),
]
