"""A draft's pictures, for people who are logged in to the house and for nobody else."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from content_models.projection.media import CONTENT_TYPES


def private_media(request: HttpRequest, path: str) -> FileResponse:
    """The bytes of a picture, of a smaller copy of one, or of somebody's portrait.

    The name must be one that a row has, so nothing else of the folder can be asked for. A picture
    is never run as a document.

    Raises:
        Http404: no row has this name, its bytes are gone, or it is of a kind that is not shown.
    """
    if not path.isprintable():
        raise Http404
    images = get_image_model()
    known = (
        images.objects.filter(file=path).exists()
        or images.get_rendition_model().objects.filter(file=path).exists()
        or UserProfile.objects.filter(avatar=path).exists()
    )
    content_type = CONTENT_TYPES.get(f".{path.rpartition('.')[2].lower()}")
    if not known or content_type is None or not default_storage.exists(path):
        raise Http404
    return FileResponse(
        default_storage.open(path),
        content_type=content_type,
        headers={
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
