"""The product's addresses, and the bare views that it is measured against."""

from django.urls import include, path

from bench.bare import bare_detail, bare_list

urlpatterns = [
    path("", include("cms.api.urls")),
    path("bare/list", bare_list),
    path("bare/<str:content_id>", bare_detail),
]
