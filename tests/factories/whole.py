"""One text with everything that a text can have."""

from datetime import date
from typing import Any

from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import ContentPage, IllnessPage
from content_models.taxonomy.models import Audience, LifeSituation, Topic
from content_models.taxonomy.page_codes import MedicalCode
from editorial.signoff.facts import fact_version_sign
from tests.factories.pages import draft


def signed_fact(house: dict[str, Any]) -> FactVersion:
    """A signed version of a fact, with words that stand nowhere else."""
    version = FactVersion(
        fact=Fact.objects.create(key="faktanokkel", kind="dose", name="Faktanavn"),
        number=7, author=house["author"], text_nb="Faktaordlyd.",
    )  # fmt: skip
    version.save()
    return fact_version_sign(
        version=version, signer=house["clinician"], shown_digest=version.wording_digest()
    )


def term(model: Any, slug: str) -> Any:
    return model.objects.create(slug=slug, name_nb=f"{slug} med navn")


def whole_page(house: dict[str, Any], picture: Any) -> ContentPage:
    """A draft with every kind of block, in which no value is empty and none is like another."""
    fact = signed_fact(house)
    picture.width, picture.height = 8, 6
    picture.save()
    linked = '<p>Tekstavsnitt med <a href="https://lenke.test/maal?a=1">ord</a>.</p>'
    blocks = [
        ("text", linked),
        ("care_card", {"level": "emergency", "heading": "Korttittel", "html": "<p>Korttekst.</p>"}),
        ("do_dont", {"do": ["<p>Gjørdette.</p>"], "dont": ["<p>Ladettevære.</p>"]}),
        ("steps", {"items": [{"heading": "Stegtittel", "html": "<p>Stegtekst.</p>"}]}),
        ("table", {"caption": "Tabelltittel", "header_row": True, "header_column": True,
                   "table": {"data": [["Celleén", "Celleto"], ["Celletre", "Cellefire"]]}}),
        ("image", {"image": picture.pk, "alt": "Bildeordene", "caption": "Bildeteksten",
                   "credit": "Fotografen"}),
        ("video", {"url": "https://film.test/v", "title": "Filmtittel",
                   "transcript": "<p>Filmordene.</p>"}),
        ("questions", {"items": [{"question": "Spørsmålet?", "html": "<p>Svaret.</p>"}]}),
        ("fact", {"version": fact.pk}),
    ]  # fmt: skip
    body = [
        {"type": "section", "value": {
            "aspect": "other", "heading": "Deltittel",
            "blocks": [{"type": kind, "value": value} for kind, value in blocks]}}
    ]  # fmt: skip
    page = draft(
        IllnessPage, author=house["author"], title="Hovedtittel", slug="hel", body=body,
        summary="Ingressen.", risk_class="A", synonyms="Kallenavn", licence="Lisensnavn",
        references_waiver="Grunnen til ingen.",
    )  # fmt: skip
    page.topics = [term(Topic, "emne")]
    page.audiences = [term(Audience, "gruppe")]
    page.life_situations = [term(LifeSituation, "livet")]
    page.medical_codes = [MedicalCode(system="ICPC-2", code="R96", display="Kodenavn")]
    page.evidence_references = [
        EvidenceReference(
            title="Kildetittel", publisher="Utgiveren", kind="law", identifier_type="DOI",
            identifier="10.1000/kilden", year=2017, retrieved=date(2019, 3, 4),
            evidence_scheme="GRADE", evidence_level="very low",
        )
    ]  # fmt: skip
    page.save_revision(user=house["author"])
    return page
