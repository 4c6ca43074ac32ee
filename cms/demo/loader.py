"""Load the demonstration: vocabulary, facts, pictures, texts; all of it through the real review."""

import uuid
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model

from cms.demo.accounts import people_write, require_demonstration
from cms.demo.publishing import Reviewers
from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import PAGE_TYPES, ContentPage, HubPage
from content_models.taxonomy.models import Audience, BodySystem, LifeSituation, Topic
from content_models.taxonomy.page_codes import MedicalCode
from editorial.signoff.facts import fact_version_sign

FOLDER = Path(__file__).parent / "content"
NAMESPACE = uuid.UUID("c2f7d5a2-53a1-5a59-8c0a-2d0b1b0f6e10")
LANGUAGES = ("nb", "nn", "se", "en")
VOCABULARY: dict[str, type[Topic | Audience | LifeSituation | BodySystem]] = {
    "topics": Topic,
    "audiences": Audience,
    "life_situations": LifeSituation,
    "body_systems": BodySystem,
}


def read(name: str) -> Any:
    """One of the content files."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def articles() -> list[dict[str, Any]]:
    """Every article group, by file name."""
    files = sorted((FOLDER / "articles").glob("*.yml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]


class DemoLoader:
    """Loads what is missing; a second run changes nothing."""

    def __init__(self) -> None:
        require_demonstration()
        self.people = people_write()
        self.reviewers = Reviewers()

    def load(self, *, tell: Callable[[str], None]) -> int:
        """Load and publish. Returns how many texts were published. `tell` hears of progress."""
        with transaction.atomic():
            self._vocabulary()
            self._facts()
            self._pictures()
        groups = articles()
        count = 0
        for number, group in enumerate(groups, start=1):
            count += self._group(group)
            tell(f"{number}/{len(groups)} {group['languages']['nb']['title']}")
        return count

    def _vocabulary(self) -> None:
        for kind, model in VOCABULARY.items():
            for row in read("taxonomy.yml")[kind]:
                term = model.objects.filter(slug=row["slug"]).first() or model(slug=row["slug"])
                for lang in LANGUAGES:
                    if not term.name_in(lang):
                        setattr(term, f"name_{lang}", row[lang])
                term.save()

    def _facts(self) -> None:
        for row in read("facts.yml"):
            fact, created = Fact.objects.get_or_create(
                key=row["key"], defaults={"kind": row["kind"], "name": row["name"]}
            )
            if created:
                version = FactVersion(fact=fact, number=1, author=self.people["forfatter"])
                for lang in LANGUAGES:
                    setattr(version, f"text_{lang}", row["text"][lang])
                version.save()
                fact_version_sign(version=version, signer=self.people["lege"])

    def _pictures(self) -> None:
        model = get_image_model()
        for path in sorted((FOLDER / "pictures").iterdir()):
            if (
                path.suffix in (".png", ".jpg")
                and not model.objects.filter(title=path.stem).exists()
            ):
                with path.open("rb") as file:
                    model(title=path.stem, file=ImageFile(file, name=path.name)).save()

    @cached_property
    def images(self) -> dict[str, int]:
        return dict(get_image_model().objects.values_list("title", "pk"))

    @cached_property
    def fact_versions(self) -> dict[str, int]:
        rows = FactVersion.objects.order_by("number").values_list("fact__key", "pk")
        return dict(rows)

    def _group(self, group: dict[str, Any]) -> int:
        """One item in all its languages."""
        page_type = next(kind for kind in PAGE_TYPES if kind.document_type == group["type"])
        key = uuid.uuid5(NAMESPACE, group["group"])
        count = 0
        for lang in LANGUAGES:
            text = group["languages"].get(lang)
            if text is None:
                continue
            page = page_type.objects.filter(translation_key=key, locale__language_code=lang).first()
            if page is None:
                page = self._draft(page_type, group, lang, text, key)
            if not page.live:
                result = self.reviewers.page_publish(page.pk)
                if result.reasons:
                    raise ValueError(f"{text['title']}: {' '.join(result.reasons)}")
                count += 1
        return count

    @transaction.atomic
    def _draft(
        self, page_type: type[ContentPage], group: dict[str, Any], lang: str,
        text: dict[str, Any], key: uuid.UUID,
    ) -> ContentPage:  # fmt: skip
        home = HubPage.objects.get(depth=2, slug=lang)
        author = self.people["forfatter"]
        page = page_type(
            title=text["title"],
            slug=text["slug"],
            summary=text["summary"],
            synonyms="\n".join(text.get("synonyms", [])),
            risk_class=group["risk_class"],
            locale=home.locale,
            translation_key=key,
            owner=author,
            live=False,
            demonstration=True,
            references_waiver=text.get("references_waiver", ""),
            search_description=text["summary"][:255],
        )
        raw = [self._section(section) for section in text["sections"]]
        page.body = page._meta.get_field("body").to_python(raw)
        page.topics = list(Topic.objects.filter(slug__in=group.get("topics", [])))
        page.audiences = list(Audience.objects.filter(slug__in=group.get("audiences", [])))
        page.life_situations = list(
            LifeSituation.objects.filter(slug__in=group.get("life_situations", []))
        )
        page.medical_codes = [
            MedicalCode(
                system=row["system"],
                code=str(row["code"]),
                display=(row.get("display") or {}).get(lang, ""),
            )
            for row in group.get("codes", [])
        ]
        page.evidence_references = [
            EvidenceReference(
                title=row["title"],
                publisher=row.get("publisher", ""),
                kind=row.get("kind", "web"),
                identifier_type=row.get("identifierType", "none"),
                identifier=row.get("identifier", ""),
                year=row.get("year"),
                retrieved=row.get("retrieved"),
                evidence_scheme=row.get("evidenceScheme", ""),
                evidence_level=row.get("evidenceLevel", ""),
            )
            for row in text.get("references") or group.get("references", [])
        ]
        home.add_child(instance=page)
        page.save_revision(user=author)
        return page

    def _section(self, section: dict[str, Any]) -> dict[str, Any]:
        blocks = [self._block(block) for block in section["blocks"]]
        value = {"aspect": section["aspect"], "heading": section["heading"], "blocks": blocks}
        return {"type": "section", "value": value}

    def _block(self, block: dict[str, Any]) -> dict[str, Any]:
        kind = block["type"]
        fields = {name: value for name, value in block.items() if name not in ("type", "id")}
        if kind == "text":
            return {"type": kind, "value": fields["html"]}
        if kind == "image":
            fields["image"] = self.images[fields.pop("picture")]
        elif kind == "fact":
            fields = {"version": self.fact_versions[fields["key"]]}
        elif kind == "table":
            fields = {
                "caption": fields["caption"],
                "header_row": fields.get("headerRow", True),
                "header_column": fields.get("headerColumn", False),
                "table": {"data": fields["rows"]},
            }
        elif kind == "care_card":
            fields.pop("phone", None)
        return {"type": kind, "value": fields}
