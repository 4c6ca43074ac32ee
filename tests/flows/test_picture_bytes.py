"""The digest of a picture is that of the bytes that the public gets, whatever its dates say."""

import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images import get_image_model

from content_models.projection import media, project_article
from content_models.publishing import Candidate, PublicationRefused
from editorial.editions.models import Edition
from tests.factories.pages import draft, edit


def png(shade: int) -> bytes:
    """A picture; those of two shades have as many bytes as each other."""
    file = BytesIO()
    Picture.new("RGB", (4, 4), (shade, shade, shade)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def picture(house):
    row = get_image_model()(title="Bilde", file=ImageFile(BytesIO(png(10)), name="b.png"))
    row.save()
    return row


@pytest.fixture
def page(house, picture):
    image = {"image": picture.pk, "alt": "Et bilde", "caption": "", "credit": ""}
    blocks = [{"type": "image", "value": image}]
    value = {"aspect": "overview", "heading": "Del", "blocks": blocks}
    return draft(author=house["author"], body=[{"type": "section", "value": value}])


def exchange(picture, shade: int) -> None:
    """Other bytes under the same name, of the same size and with the same dates."""
    path = Path(picture.file.path)
    before, data = path.stat(), path.read_bytes()
    other = png(shade)
    assert len(other) == len(data)
    assert other != data
    path.write_bytes(other)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def named(page) -> str:
    (block,) = project_article(page)["sections"][0]["blocks"]
    return block["media"]["sha256"]


def test_other_bytes_of_the_same_size_and_date_are_another_picture(page, picture):
    before = named(page)
    exchange(picture, 20)
    after = named(page)
    assert after == hashlib.sha256(Path(picture.file.path).read_bytes()).hexdigest()
    assert after != before


def test_what_was_exchanged_after_the_signature_is_not_published(
    house, published, page, picture, settings
):
    page = published(page)
    exchange(picture, 20)
    edit(page, author=house["author"], slug="ny-adresse")
    with pytest.raises(PublicationRefused):
        page.get_latest_revision().publish(user=house["desk"])
    assert Edition.objects.count() == 1


def test_what_is_exchanged_in_the_middle_stops_the_publication(
    published, page, picture, settings, monkeypatch
):
    """Between the gate's look and the copy: nothing is published, and no such copy stands."""
    copy = media.copy_public_media

    def exchanged_before(page, article):
        exchange(picture, 20)
        copy(page, article)

    monkeypatch.setattr("editorial.editions.recording.copy_public_media", exchanged_before)
    with pytest.raises(PublicationRefused) as refused:
        published(page)
    assert [reason.code for reason in refused.value.reasons] == ["picture-changed"]
    assert not Edition.objects.exists()
    for path in Path(settings.PUBLIC_MEDIA_ROOT).glob("*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def test_a_copy_that_somebody_wrote_over_is_given_to_nobody(published, page, client, settings):
    """Its address is the digest of what was signed."""
    digest = named(published(page))
    assert client.get(f"/media/{digest}").status_code == 200
    (Path(settings.PUBLIC_MEDIA_ROOT) / digest).write_bytes(png(20))
    answer = client.get(f"/media/{digest}")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize("spoilt", [b"", b"half", png(30)])
def test_a_public_copy_that_is_not_what_it_says_is_written_anew(page, picture, settings, spoilt):
    candidate = Candidate(page)
    name = named(page)
    folder = Path(settings.PUBLIC_MEDIA_ROOT)
    folder.mkdir()
    (folder / name).write_bytes(spoilt)
    media.copy_public_media(page, candidate.article)
    assert (folder / name).read_bytes() == Path(picture.file.path).read_bytes()
