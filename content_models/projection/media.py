"""Pictures by the digest of their bytes: what a document names and what the public may fetch.

A draft's pictures are private. When an edition is written the bytes it names are copied to the
public folder under their digest; a database trigger lists them, and only what is listed is served.
"""

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.images import get_image_model

CONTENT_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
                 ".webp": "image/webp", ".gif": "image/gif"}  # fmt: skip


@lru_cache(maxsize=2048)
def _digest(path: str, _size: int, _changed: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256(image: Any) -> str:
    """The digest of the stored bytes; read again when the file's size or time has changed."""
    status = os.stat(image.file.path)
    return _digest(image.file.path, status.st_size, status.st_mtime_ns)


def media_of(image: Any) -> dict[str, Any] | None:
    """A picture as a document names it; None where there is none or its bytes are missing."""
    if image is None:
        return None
    suffix = Path(image.file.name).suffix.lower()
    try:
        digest = _sha256(image)
    except OSError:
        return None
    return {
        "sha256": digest,
        "contentType": CONTENT_TYPES.get(suffix, "application/octet-stream"),
        "width": image.width,
        "height": image.height,
    }


def copy_public_media(page: Any, article: dict[str, Any]) -> None:
    """Copy the pictures of an article to the public folder, each under its digest.

    A copy that no edition names is served to nobody, so a transaction that is undone leaks nothing.
    """
    wanted = {
        block["media"]["sha256"]
        for section in article["sections"]
        for block in section["blocks"]
        if block["type"] == "image" and block["media"]
    }
    folder = Path(settings.PUBLIC_MEDIA_ROOT)
    missing = {digest for digest in wanted if not (folder / digest).exists()}
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    ids = {
        int(block["value"]["image"])
        for section in page.body.raw_data
        for block in section["value"].get("blocks", [])
        if block["type"] == "image" and block["value"].get("image")
    }
    for image in get_image_model().objects.filter(pk__in=ids):
        digest = _sha256(image)
        if digest in missing:
            _write_whole(folder / digest, Path(image.file.path).read_bytes())


def _write_whole(target: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, 0o644)
    os.replace(name, target)
