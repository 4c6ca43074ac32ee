"""Write the author's part: vocabulary, facts, pictures, and a draft with its first revision."""

from functools import cached_property
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model

from cms.demo.reading import FOLDER, LANGUAGES, content_id, read
from cms.users.models import User
from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import PAGE_TYPES, ContentPage, HubPage
from content_models.taxonomy.models import Audience, BodySystem, LifeSituation, Topic
from content_models.taxonomy.page_codes import MedicalCode
from editorial.signoff.facts import fact_version_sign

VOCABULARY: dict[str, type[Topic | Audience | LifeSituation | BodySystem]] = {
    "topics": Topic,
    "audiences": Audience,
    "life_situations": LifeSituation,
    "body_systems": BodySystem,
}


def vocabulary_write() -> None:
    """Terms that are missing, and names that are missing; never over what an editor wrote."""
    data = read("taxonomy.yml")
    for kind, model in VOCABULARY.items():
        known = {term.slug: term for term in model.objects.all()}
        for row in data[kind]:
            term = known.get(row["slug"]) or model(slug=row["slug"])
            missing = [lang for lang in LANGUAGES if not term.name_in(lang)]
            for lang in missing:
                setattr(term, f"name_{lang}", row[lang])
            if missing:
                term.save()


def facts_write(*, author: User, signer: User) -> None:
    """Facts that are missing, each with a first version; all but those that wait are signed."""
    known = set(Fact.objects.values_list("key", flat=True))
    for row in read("facts.yml"):
        if row["key"] in known:
            continue
        fact = Fact.objects.create(key=row["key"], kind=row["kind"], name=row["name"])
        version = FactVersion(fact=fact, number=1, author=author)
        for lang in LANGUAGES:
            setattr(version, f"text_{lang}", row["text"][lang])
        version.save()
        if not row.get("unsigned"):
            fact_version_sign(version=version, signer=signer, shown_digest=version.wording_digest())


def pictures_write() -> None:
    """Pictures that are missing, by title."""
    model = get_image_model()
    known = set(model.objects.values_list("title", flat=True))
    for path in sorted((FOLDER / "pictures").glob("*.png")):
        if path.stem not in known:
            with path.open("rb") as file:
                model(title=path.stem, file=ImageFile(file, name=path.name)).save()


class Writer:
    """Makes drafts by one author; what they refer to is looked up once."""

    def __init__(self, author: User) -> None:
        self.author = author

    @cached_property
    def homes(self) -> dict[str, HubPage]:
        return {home.slug: home for home in HubPage.objects.filter(depth=2, slug__in=LANGUAGES)}

    @cached_property
    def images(self) -> dict[str, int]:
        return dict(get_image_model().objects.values_list("title", "pk"))

    @cached_property
    def fact_versions(self) -> dict[str, int]:
        rows = FactVersion.objects.exclude(signed_at=None).order_by("number")
        return dict(rows.values_list("fact__key", "pk"))

    @transaction.atomic
    def draft(self, group: dict[str, Any], lang: str, sections: list[dict[str, Any]]) -> Any:
        """A new page with one revision. `sections` is its body as the content files write it."""
        text = group["languages"][lang]
        page_type = next(kind for kind in PAGE_TYPES if kind.document_type == group["type"])
        home = HubPage.objects.get(pk=self.homes[lang].pk)
        page = page_type(
            title=text["title"],
            slug=text["slug"],
            summary=text["summary"],
            synonyms="\n".join(text.get("synonyms", [])),
            risk_class=group["risk_class"],
            locale=home.locale,
            translation_key=content_id(group["group"]),
            owner=self.author,
            live=False,
            demonstration=True,
            references_waiver=text.get("references_waiver", ""),
        )
        page.body = page._meta.get_field("body").to_python([self._section(row) for row in sections])
        self._classify(page, group, lang)
        home.add_child(instance=page)
        page.save_revision(user=self.author)
        return page

    def _classify(self, page: ContentPage, group: dict[str, Any], lang: str) -> None:
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
            for row in group.get("references", [])
        ]

    def _section(self, section: dict[str, Any]) -> dict[str, Any]:
        blocks = [self._block(block) for block in section["blocks"]]
        value = {"aspect": section["aspect"], "heading": section["heading"], "blocks": blocks}
        return {"type": "section", "value": value}

    def _block(self, block: dict[str, Any]) -> dict[str, Any]:
        kind = block["type"]
        fields = {name: value for name, value in block.items() if name != "type"}
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
        return {"type": kind, "value": fields}
