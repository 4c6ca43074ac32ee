"""Pictures of published editions, addressed by the digest of their bytes."""

import hashlib
import logging
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cms.api.delivery.caching import known_tags
from cms.api.delivery.problems import problem
from cms.api.delivery.responses import not_modified
from content_models.projection.media import PICTURE_TYPES
from editorial.editions.selectors_delivery import media_type_of

logger = logging.getLogger(__name__)
# The bytes never change, but a picture goes with its text: no copy outlives it by more than this.
CACHE_CONTROL = "public, max-age=3600"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def public_media(request: HttpRequest, *, sha256: str) -> HttpResponseBase:
    """The bytes of a picture that an edition shows which can be read; 404 for everything else.

    The name is checked to be a digest before it comes near a path, and the content type is the
    one that the edition's own transaction stored: where that is none of a picture (a row of an
    older house, which believed the article), nothing is served. A picture is never run as a
    document. Bytes that are not those of their name were written by somebody else: nobody signed
    them, and nobody gets them.
    """
    if not _DIGEST.fullmatch(sha256):
        return problem("not-found", "Pictures have the address /media/ and a SHA-256.")
    content_type = media_type_of(sha256=sha256)
    file = Path(settings.PUBLIC_MEDIA_ROOT) / sha256
    if content_type not in PICTURE_TYPES or not file.is_file():
        return problem("not-found", "No edition that can be read shows this picture.")
    headers = {
        "ETag": f'"{sha256}"',
        "Cache-Control": CACHE_CONTROL,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if sha256 in known_tags(request.headers.get("If-None-Match")):
        response: HttpResponse = not_modified(headers)
        return response
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        logger.error("The picture %s has other bytes than those that were signed.", sha256)
        return problem("not-found", "This picture is not as it was signed.")
    return HttpResponse(content, content_type=content_type, headers=headers)
