"""There are no documents in this house: nothing a clinician signs lies in a file of that kind.

Wagtail's own app for them is not installed. Its scripts ask for the address of a list of documents
all the same; the name is there, and leads nowhere.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def none_here(request: HttpRequest, **_arguments: Any) -> HttpResponse:
    """Raises Http404, always."""
    raise Http404


class NoDocuments:
    """An endpoint of the admin's API that has a name and nothing else."""

    # What it would list: nothing is of this class.
    model = type("NoDocument", (), {})

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        return [path("", none_here, name="listing")]
