"""A small portal to walk through: one article with every block, one withdrawn, one ended."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.images import ImageFile
from django.db import connections
from django.test import override_settings
from PIL import Image
from wagtail.images import get_image_model

from cms.site.addresses import LANGUAGE_CODES, SUBJECT_SEGMENTS
from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import IllnessPage, LifestylePage
from content_models.taxonomy.models import Topic
from editorial.editions.services import edition_withdraw
from editorial.people import groups
from editorial.signoff.facts import fact_version_sign
from tests import databases, signing
from tests.contract.rows import owner
from tests.factories import people
from tests.factories.pages import draft

LONG = {
    "nb": "Arbeidsmiljøundersøkelsesrapporteringsverktøyet",
    "nn": "Arbeidsmiljøundersøkingsrapporteringsverktøyet",
    "se": "Dearvvašvuođabálvalusovttasdoaimmaidčilgehusaiguin",
    "en": "Pneumonoultramicroscopicsilicovolcanoconiosis",
}
# What calls for help first, in each language.
DANGER = {
    "nb": "brystsmerter",
    "nn": "brystsmerter",
    "se": "raddebákčasat",
    "en": "chest pain",
}


@dataclass(frozen=True)
class Portal:
    """Addresses of one language."""

    lang: str
    article: str
    withdrawn: str
    ended: str

    @property
    def pages(self) -> dict[str, str]:
        """Every kind of page by name."""
        return {
            "home": f"/{self.lang}/",
            "kind": self.article.rpartition("/")[0],
            "topic": f"/{self.lang}/{SUBJECT_SEGMENTS[self.lang]}/lungs",
            "article": self.article,
            "withdrawn": self.withdrawn,
            "ended": self.ended,
            "not found": f"/{self.lang}/zzz",
            "search": f"/{self.lang}/search",
            "results": f"/{self.lang}/search?q=astma",
            "nothing found": f"/{self.lang}/search?q=qqqqxxxx",
            "misspelt": f"/{self.lang}/search?q=asmta",
            "help first": f"/{self.lang}/search?q={quote(DANGER[self.lang])}",
            "narrowed": f"/{self.lang}/search?q=astma&type=illness",
        }


def _blocks(*, lang: str, fact: FactVersion, picture: Any) -> list[dict[str, Any]]:
    long = LONG[lang]
    texts = [
        {"type": "text", "value": f"<p>{long} <a href='https://a.example/{'x' * 90}'>{long}</a></p>"
                                  f"<h3>{long}</h3><ul><li>{long}</li></ul>"},
        {"type": "image", "value": {"image": picture.pk, "alt": "Lunger", "caption": long,
                                    "credit": "Helsekilde"}},
        {"type": "fact", "value": {"version": fact.pk}},
    ]  # fmt: skip
    help_now = [
        {"type": "care_card", "value": {"level": level, "heading": f"{level} {long}",
                                        "html": f"<p>{long}</p>"}}
        for level in ("emergency", "urgent", "self-care")
    ]  # fmt: skip
    row = [long, *(f"{number} {long}" for number in range(4))]
    more = [
        {"type": "do_dont", "value": {"do": [f"<p>{long}</p>"], "dont": ["<p>Ro</p>"]}},
        {"type": "steps", "value": {"items": [{"heading": long, "html": "<p>Ro</p>"}] * 3}},
        {"type": "table", "value": {"caption": long, "header_row": True, "header_column": True,
                                    "table": {"data": [row, row, row]}}},
        {"type": "video", "value": {"url": "https://video.example/1", "title": long,
                                    "transcript": f"<p>{long}</p>"}},
    ]  # fmt: skip
    asked = {"question": f"{long}?", "html": "<p>Svar som er foldet sammen.</p>"}
    parts = [
        ("overview", texts),
        ("help-emergency", help_now),
        ("self-care", more),
        ("questions", [{"type": "questions", "value": {"items": [asked, asked]}}]),
    ]
    return [
        {"type": "section", "value": {"aspect": aspect, "heading": f"{aspect} {lang}",
                                      "blocks": blocks}}
        for aspect, blocks in parts
    ]  # fmt: skip


def _publish_all() -> dict[str, Portal]:
    """Three items in four languages, walked through the real review.

    After it one is withdrawn, and the time of one is over.
    """
    author, desk = people.user("author", groups.AUTHORS), people.user("desk", groups.DESK)
    clinician, duty = people.clinician("clinician"), people.user("duty", groups.DUTY)
    topic = Topic.objects.create(slug="lungs", **{f"name_{lang}": "Lunger" for lang in LONG})
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 675), "#d9626a").save(drawn, "PNG")
    file = ImageFile(drawn, name="lungs.png")
    picture = get_image_model().objects.create(title="Lunger", file=file)
    fact = FactVersion(
        fact=Fact.objects.create(key="number", kind="phone", name="Nødtelefon"),
        number=1,
        author=author,
        **{f"text_{lang}": "Ring 113." for lang in LONG},
    )
    fact.save()
    fact_version_sign(version=fact, signer=clinician, shown_digest=fact.wording_digest())
    living, gone, ended = uuid4(), uuid4(), uuid4()
    found = {}
    for lang in LANGUAGE_CODES:
        body = _blocks(lang=lang, fact=fact, picture=picture)
        source = EvidenceReference(title=LONG[lang], kind="web", identifier_type="URL",
                                   identifier="https://source.example/")  # fmt: skip
        page = draft(
            IllnessPage, lang=lang, author=author, title=f"Astma {LONG[lang]}", slug="astma",
            translation_key=living, body=body, topics=[topic], demonstration=True,
            evidence_references=[source],
        )  # fmt: skip
        old = draft(LifestylePage, lang=lang, author=author, slug="gammel", translation_key=gone)
        over = draft(LifestylePage, lang=lang, author=author, slug="over", translation_key=ended)
        for each in (page, old, over):
            signing.publish(each, author=author, desk=desk, clinicians=[clinician])
        found[lang] = Portal(
            lang=lang,
            article=f"/{lang}/{page.public_path}",
            withdrawn=f"/{lang}/{old.public_path}",
            ended=f"/{lang}/{over.public_path}",
        )
    edition_withdraw(content_id=gone, actor=duty, reason="unsafe", replacement=living,
                     notices={lang: LONG[lang] for lang in LONG})  # fmt: skip
    with owner() as connection:
        connection.execute(
            "UPDATE editions_publicdocument SET public_until = now() WHERE content_id = %s", [ended]
        )
    return found


@pytest.fixture(scope="session")
def published_once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[str, Path, dict[str, Portal]]]:
    """Database, folder of media, and addresses: made once, for nobody here writes."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), databases.cloned() as name:
        with override_settings(MEDIA_ROOT=media / "private", PUBLIC_MEDIA_ROOT=media / "public"):
            addresses = _publish_all()
        databases.point_at(databases.NOWHERE)
        yield name, media, addresses


@pytest.fixture
def portals(
    published_once: tuple[str, Path, dict[str, Portal]], live_server: Any, settings: Any
) -> Iterator[dict[str, Portal]]:
    """The portal's addresses by language, on the server under test."""
    name, media, addresses = published_once
    settings.PUBLIC_MEDIA_ROOT = media / "public"
    own = connections["default"].settings_dict["NAME"]
    databases.point_at(name)
    yield addresses
    databases.point_at(own)
