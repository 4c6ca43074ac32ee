"""A picture of an article is of a type that pictures have, whoever is said to have signed."""

import pytest
from django.db import DatabaseError

from editorial.editions.models import Edition, PublicMedia

DIGEST = "ab" * 32


def shown(article, **said):
    media = {"sha256": DIGEST, "contentType": "image/png", "width": 1, "height": 1} | said
    article["sections"][0]["blocks"].append({
        "id": "5b0a5b0e-0000-4000-8000-000000000000", "type": "image", "media": media,
        "alt": "x", "caption": "", "credit": "",
    })  # fmt: skip


def test_a_type_of_the_house_is_accepted(published_as):
    published_as(lambda article: shown(article, contentType="image/webp"))
    assert list(PublicMedia.objects.values_list("pk", "content_type")) == [(DIGEST, "image/webp")]


@pytest.mark.parametrize(
    "said",
    [
        *({"contentType": named} for named in (
            "text/html", "text/html; charset=utf-7", "image/svg+xml", "image/png\r\nX-A: b",
            "image/png\n", "IMAGE/PNG", "application/octet-stream", "image/avif", "",
        )),
        *({"sha256": named} for named in ("x", "", "AB" * 32, f"{DIGEST}\n", f"../{DIGEST}")),
    ],
)  # fmt: skip
def test_no_other_is(published_as, said):
    with pytest.raises(DatabaseError, match="The article names a picture by no digest, or of a"):
        published_as(lambda article: shown(article, **said))
    assert not Edition.objects.exists()
    assert not PublicMedia.objects.exists()
