"""What is stored of a picture is its pixels: no page, script or archive hides in it."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from PIL import PngImagePlugin
from wagtail.images import get_image_model

from content_models.pictures import PictureRefused, picture_rewrite

PAYLOAD = b"<script>alert(document.domain)</script>"
KINDS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}


def plain(kind: str) -> bytes:
    file = BytesIO()
    picture = Picture.new("RGB", (16, 12), (200, 30, 40))
    picture.putpixel((3, 4), (0, 250, 0))
    picture.save(file, KINDS[kind])
    return file.getvalue()


def behind(kind: str) -> bytes:
    return plain(kind) + PAYLOAD


def archive(kind: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.html", PAYLOAD)
    return plain(kind) + file.getvalue()


def noted(kind: str) -> bytes:
    """In the place that the kind has for comments, and in Exif."""
    file, picture = BytesIO(), Picture.new("RGB", (16, 12), (200, 30, 40))
    exif = Picture.Exif()
    exif[0x010E] = PAYLOAD.decode()
    options = {"exif": exif} if kind != "gif" else {}
    if kind == "png":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", PAYLOAD.decode())
        options["pnginfo"] = notes
    elif kind != "webp":
        options["comment"] = PAYLOAD
    picture.save(file, KINDS[kind], **options)
    return file.getvalue()


def in_the_palette(kind: str) -> bytes:
    file, picture = BytesIO(), Picture.new("P", (16, 12))
    picture.putpalette((PAYLOAD * 20)[:768])
    picture.putdata([number % 256 for number in range(16 * 12)])
    picture = picture if kind in ("png", "gif") else picture.convert("RGB")
    picture.save(file, KINDS[kind])
    return file.getvalue()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("made", [behind, archive, noted, in_the_palette])
def test_nothing_is_stored_but_the_picture(db, folder, kind, made):
    data = made(kind)
    row = get_image_model()(title="B", file=ImageFile(BytesIO(data), name=f"b.{kind}"))
    row.save()
    stored = Path(row.file.path).read_bytes()
    assert stored != data
    assert PAYLOAD not in stored
    assert b"<script" not in stored
    assert b"PK\x03\x04" not in stored
    with Picture.open(BytesIO(stored)) as picture:
        assert (picture.format, picture.size) == (KINDS[kind], (16, 12))
        assert (row.width, row.height) == (16, 12)


@pytest.mark.parametrize("kind", ["png", "webp", "gif", "jpg"])
def test_what_is_seen_stays(kind):
    before = Picture.open(BytesIO(plain(kind))).convert("RGB")
    after = Picture.open(BytesIO(picture_rewrite(plain(kind), name=f"b.{kind}"))).convert("RGB")
    close = max(
        abs(left - right)
        for one, other in zip(before.get_flattened_data(), after.get_flattened_data(), strict=True)
        for left, right in zip(one, other, strict=True)
    )
    assert close == 0 if kind in ("png", "gif") else close < 60


def test_a_picture_that_lies_on_its_side_is_stored_upright():
    file, exif = BytesIO(), Picture.Exif()
    exif[0x0112] = 6
    Picture.new("RGB", (16, 12)).save(file, "JPEG", exif=exif)
    after = Picture.open(BytesIO(picture_rewrite(file.getvalue(), name="b.jpg")))
    assert after.size == (12, 16)


def test_a_picture_that_moves_goes_on_moving():
    file = BytesIO()
    frames = [Picture.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 100, 200)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=70, loop=0)
    after = Picture.open(BytesIO(picture_rewrite(file.getvalue(), name="b.gif")))
    assert (after.n_frames, after.info["duration"]) == (3, 70)


def test_transparency_stays():
    file = BytesIO()
    Picture.new("RGBA", (4, 4), (1, 2, 3, 0)).save(file, "PNG")
    after = Picture.open(BytesIO(picture_rewrite(file.getvalue(), name="b.png")))
    assert after.getpixel((0, 0)) == (1, 2, 3, 0)


def bomb() -> bytes:
    """A file of some bytes that says that it has 60,000 × 60,000 pixels."""
    data = bytearray(plain("png"))
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    return bytes(data)


REFUSED = {
    "another kind": ("b.png", plain("gif")),
    "cut": ("b.png", plain("png")[:60]),
    "a page": ("b.png", PAYLOAD),
    "empty": ("b.png", b""),
    "bomb": ("b.png", bomb()),
    "vector": ("b.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "document": ("b.pdf", b"%PDF-1.7"),
    "no kind": ("b", plain("png")),
    "name": ("b.png.html", plain("png")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_and_not_stored(db, folder, what):
    name, data = REFUSED[what]
    with pytest.raises(PictureRefused):
        default_storage.save(name, ContentFile(data))
    with pytest.raises(PictureRefused):
        get_image_model()(title="B").file.save(name, ContentFile(data))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["png", "jpg", "gif"])
def test_nor_by_the_forms_of_the_admin(house, folder, kind):
    client = Client(raise_request_exception=False)
    client.force_login(house["superuser"])
    file = SimpleUploadedFile(f"b.{kind}", behind(kind), content_type="image/x")
    answer = client.post("/admin/images/add/", {"title": "Bilde", "file": file, "collection": "1"})
    assert answer.status_code == 302
    many = SimpleUploadedFile(f"c.{kind}", noted(kind), content_type="image/x")
    answer = client.post(
        "/admin/images/multiple/add/", {"title": "c", "files[]": many, "collection": "1"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )  # fmt: skip
    assert answer.status_code == 200
    stored = [path for path in folder.rglob("*") if path.is_file()]
    assert len(stored) >= 2
    assert [path for path in stored if PAYLOAD in path.read_bytes()] == []


def test_a_broken_picture_is_said_in_the_form_and_is_no_500(house, folder):
    client = Client(raise_request_exception=False)
    client.force_login(house["superuser"])
    broken = plain("png")[:-30]
    file = SimpleUploadedFile("b.png", broken, content_type="image/png")
    answer = client.post("/admin/images/add/", {"title": "Bilde", "file": file, "collection": "1"})
    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    assert not get_image_model().objects.exists()
