"""Pictures by the digest of their bytes: what a document names and what the public may fetch.

A draft's pictures are private. When an edition is written the bytes it names are copied to the
public folder under their digest; a database trigger lists them, and only what is listed is served.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from content_models.publishing import PublicationRefused, Reason

logger = logging.getLogger(__name__)
CONTENT_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
                 ".webp": "image/webp", ".gif": "image/gif"}  # fmt: skip
# All that a picture is served as; the database has the same list (`editions_picture_types`).
PICTURE_TYPES = frozenset(CONTENT_TYPES.values())


def _sha256(path: Path) -> str:
    """The digest of a file's bytes as they are now; nothing is remembered of another reading."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def media_of(image: Any) -> dict[str, Any] | None:
    """A picture as a document names it; None where there is none or its bytes are missing."""
    if image is None:
        return None
    suffix = Path(image.file.name).suffix.lower()
    try:
        digest = _sha256(Path(image.file.path))
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

    The bytes are read once: their digest must be one that the article names, and they are what is
    written. A copy that is there already is read again and replaced where it is not what its name
    says. A copy that no edition names is served to nobody, so a transaction that is undone leaks
    nothing.

    Raises:
        PublicationRefused: a picture is not what it was when the article was made, or the public
            folder cannot be read or written.
    """
    wanted = {
        block["media"]["sha256"]
        for section in article["sections"]
        for block in section["blocks"]
        if block["type"] == "image" and block["media"]
    }
    folder = Path(settings.PUBLIC_MEDIA_ROOT)
    with _public_folder():
        missing = {digest for digest in wanted if not _is_whole(folder / digest)}
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
        try:
            data = Path(image.file.path).read_bytes()
        except OSError:
            continue
        digest = hashlib.sha256(data).hexdigest()
        if digest in missing:
            with _public_folder():
                _write_whole(folder / digest, data)
            missing.remove(digest)
    if missing:
        text = _("A picture was changed while the text was being published. Publish it again.")
        raise PublicationRefused([Reason(code="picture-changed", text=text)])


@contextmanager
def _public_folder() -> Iterator[None]:
    """Turn what goes wrong with the public folder into a refusal that says so."""
    try:
        yield
    except OSError as error:
        logger.error("The folder of public pictures: %s", error)
        text = _(
            "Nothing was published: the pictures of this text cannot be written to the folder of "
            "public pictures (%(error)s). Those who run the house must mend it."
        )
        values = {"error": error.strerror or type(error).__name__}
        raise PublicationRefused([Reason(code="media-unwritable", text=text % values)]) from error


def _is_whole(copy: Path) -> bool:
    """Whether a public copy is there and has the digest that it is named by."""
    try:
        return _sha256(copy) == copy.name
    except FileNotFoundError:
        return False


def _write_whole(target: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, target)
    except OSError:
        # What is half is left to nobody: on a full disk it would take the room for the next try.
        Path(name).unlink(missing_ok=True)
        raise
