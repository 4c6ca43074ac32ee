"""The door for pictures: what is kept is what is seen, and nothing else that a file may hold.

A file can be a picture and a page, a script or an archive at the same time: behind its end, in its
comments, in its colour profile. So a picture is decoded and written anew where it is stored,
whoever stores it. Pictures that lie there already are left as they are: their digests are signed.
"""

import logging
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, ImageSequence

from content_models.projection.media import CONTENT_TYPES
from content_models.publishing import Reason, Refusal

logger = logging.getLogger(__name__)
FORMATS: Final = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}
# Smaller copies that Wagtail makes of what is stored: made by the decoder, of nothing but pixels.
RENDITIONS: Final = "images/"
MAX_PIXELS: Final = 128_000_000
QUALITY: Final = 92


class PictureRefused(Refusal):
    """A file is no picture that can be kept; nothing was stored."""


class PictureStorage(FileSystemStorage):
    """Keeps pictures, each written anew, and no other files."""

    def _save(self, name: str, content: Any) -> str:
        if not name.startswith(RENDITIONS):
            content.seek(0)
            content = ContentFile(picture_rewrite(content.read(), name=name), name=name)
        try:
            stored: str = super()._save(name, content)  # type: ignore[misc]
        except OSError as error:
            logger.error("The folder of pictures: %s", error)
            text = _(
                "The picture was not stored: the folder of pictures cannot be written (%(error)s). "
                "Those who run the house must mend it."
            )
            values = {"error": error.strerror or type(error).__name__}
            raise PictureRefused([Reason(code="media-unwritable", text=text % values)]) from error
        return stored


def picture_rewrite(data: bytes, *, name: str) -> bytes:
    """The same picture as a file of its own kind that holds nothing but its pixels.

    Raises:
        PictureRefused: it is of another kind than its name says, is not whole, or is too large.
    """
    kind = FORMATS.get(PurePath(name).suffix.lower())
    if kind is None:
        kinds = ", ".join(sorted(suffix.lstrip(".") for suffix in CONTENT_TYPES))
        text = _("Only pictures of these kinds are kept: %(kinds)s.") % {"kinds": kinds}
        raise PictureRefused([Reason(code="picture-kind", text=text)])
    try:
        with Image.open(BytesIO(data), formats=[kind]) as picture:
            frames = _frames(picture)
            return _written(frames, kind=kind, is_lossless=data[12:16] == b"VP8L", of=picture)
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError,
            Image.DecompressionBombError, ImageCms.PyCMSError) as error:  # fmt: skip
        text = _("This file is no whole picture of the kind that its name says.")
        raise PictureRefused([Reason(code="picture-broken", text=text)]) from error


def _frames(picture: Any) -> list[tuple[Any, int]]:
    """Each frame as bare pixels, with how long it is shown (milliseconds).

    Raises ValueError where there are more pixels than a picture may have.
    """
    count = getattr(picture, "n_frames", 1)
    if picture.width * picture.height * count > MAX_PIXELS:
        raise ValueError("This picture is too large.")
    return [
        (_bare(frame, profile=picture.info.get("icc_profile")), int(frame.info.get("duration", 0)))
        for frame in ImageSequence.Iterator(picture)
    ]


def _bare(frame: Any, *, profile: bytes | None) -> Any:
    """The pixels of a frame as they are seen: turned upright, in the colours of the web."""
    frame = ImageOps.exif_transpose(frame)
    if frame.mode.startswith("I"):
        frame = frame.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    has_alpha = "A" in frame.getbands() or "transparency" in frame.info
    mode = "RGBA" if has_alpha else "L" if frame.mode in ("1", "L") else "RGB"
    if profile and frame.mode in ("RGB", "RGBA", "CMYK"):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        frame = ImageCms.profileToProfile(
            frame, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    frame = frame.convert(mode)
    return Image.frombytes(mode, frame.size, frame.tobytes())


def _written(frames: list[tuple[Any, int]], *, kind: str, is_lossless: bool, of: Any) -> bytes:
    first, rest = frames[0][0], [frame for frame, _duration in frames[1:]]
    by_kind: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": QUALITY, "optimize": True},
        "PNG": {"optimize": True},
        "WEBP": {"quality": QUALITY, "lossless": is_lossless},
        "GIF": {"optimize": False},
    }
    options = by_kind[kind]
    if rest and kind != "JPEG":
        options |= {
            "save_all": True, "append_images": rest, "loop": int(of.info.get("loop", 0)),
            "duration": [duration for _frame, duration in frames],
        }  # fmt: skip
    if kind == "JPEG" and first.mode == "RGBA":
        first = first.convert("RGB")
    file = BytesIO()
    first.save(file, kind, **options)
    return file.getvalue()
