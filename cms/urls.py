"""Wiring only: which path belongs to which room.

Wagtail's own public doors (`wagtail_urls`, document and image views, its anonymous APIs) are not
mounted: nothing is public but a signed edition.
"""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from cms.admin import urls as house_urls
from cms.admin.script_catalog import script_catalog
from cms.users import urls as users_urls

handler400 = "cms.api.handlers.bad_request"
handler404 = "cms.api.handlers.not_found"
handler500 = "cms.api.handlers.server_error"
urlpatterns = [
    path("", include("cms.api.urls")),
    path("admin/jsi18n/", script_catalog),  # before Wagtail's own, which knows fewer languages
    path("admin/", include(users_urls)),  # before Wagtail's own doors of the same names
    path("admin/", include(house_urls)),  # as these
    path("admin/", include(wagtailadmin_urls)),
    path("", include("cms.site.urls")),
]
