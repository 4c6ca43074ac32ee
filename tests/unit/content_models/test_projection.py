"""What a clinician signs: everything that is read, nothing that is not."""

import copy
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import translation
from PIL import Image
from wagtail.images import get_image_model

from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import IllnessPage
from content_models.pages.content_page import EDITORIAL_FIELDS
from content_models.projection import publication_problems
from content_models.publishing import Candidate
from content_models.taxonomy.models import Audience, LifeSituation, Topic
from content_models.taxonomy.page_codes import MedicalCode
from editorial.signoff.facts import fact_version_sign
from tests.factories.pages import draft, emergency_section, section

IDS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(20)]


def picture(color="red"):
    from io import BytesIO

    data = BytesIO()
    Image.new("RGB", (4, 3), color).save(data, "PNG")
    image = get_image_model()(title="Bilde")
    image.file.save("bilde.png", ContentFile(data.getvalue()), save=False)
    image.width, image.height = 4, 3
    image.save()
    return image


@pytest.fixture
def fact(house):
    version = FactVersion(fact=Fact.objects.create(key="nodnummer", kind="phone", name="Nød"))
    version.author = house["author"]
    version.number = 1
    for lang in ("nb", "nn", "se", "en"):
        setattr(version, f"text_{lang}", "Ring 113")
    version.save()
    fact_version_sign(
        version=version, signer=house["clinician"], shown_digest=version.wording_digest()
    )
    return version


def term(model, slug):
    return model.objects.create(
        slug=slug, name_nb=f"{slug} nb", name_nn=f"{slug} nn", name_se=f"{slug} se",
        name_en=f"{slug} en",
    )  # fmt: skip


@pytest.fixture
def page(house, fact):
    """A draft that uses everything there is."""
    blocks = [
        {"type": "text", "id": IDS[1], "value": "<p>Tekst.</p>"},
        {"type": "care_card", "id": IDS[2], "value": {
            "level": "emergency", "heading": "Ring 113", "html": "<p>Nå.</p>"}},
        {"type": "do_dont", "id": IDS[3], "value": {
            "do": ["<p>Hvil.</p>"], "dont": ["<p>Røyk.</p>"]}},
        {"type": "steps", "id": IDS[4], "value": {
            "items": [{"heading": "Én", "html": "<p>a</p>"}]}},
        {"type": "table", "id": IDS[5], "value": {
            "caption": "Doser", "header_row": True, "header_column": False,
            "table": {"data": [["Alder", "Dose"], ["Voksen", "500 mg"]]}}},
        {"type": "image", "id": IDS[6], "value": {
            "image": picture().pk, "alt": "Et bilde", "caption": "Slik", "credit": "Oss"}},
        {"type": "video", "id": IDS[7], "value": {
            "url": "https://example.test/v", "title": "Film", "transcript": "<p>Ord.</p>"}},
        {"type": "questions", "id": IDS[8], "value": {
            "items": [{"question": "Hva?", "html": "<p>Det.</p>"}]}},
        {"type": "fact", "id": IDS[9], "value": {"version": fact.pk}},
    ]  # fmt: skip
    body = [
        {
            "type": "section",
            "id": IDS[0],
            "value": {"aspect": "overview", "heading": "Kort", "blocks": blocks},
        }
    ]
    page = draft(
        IllnessPage, author=house["author"], title="Astma", slug="astma", synonyms="tungpust",
    )  # fmt: skip
    page.body = page._meta.get_field("body").to_python(body)
    page.topics = [term(Topic, "lunger")]
    page.audiences = [term(Audience, "alle")]
    page.life_situations = [term(LifeSituation, "kronisk")]
    page.medical_codes = [MedicalCode(system="ICPC-2", code="R96", display="Astma")]
    page.evidence_references = [
        EvidenceReference(
            title="Kilde", publisher="Utgiver", kind="guideline", identifier_type="PMID",
            identifier="1", year=2024, retrieved=date(2026, 10, 1), evidence_scheme="GRADE",
            evidence_level="high",
        )
    ]  # fmt: skip
    page.save_revision(user=house["author"])
    return page


def digest(page):
    return Candidate(page).clinical_digest


def leaves(value, path=()):
    """Every place in a projected article that holds a value."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path


def test_the_whole_text_is_what_is_signed(page):
    article = Candidate(page).article
    assert (article["type"], article["lang"], article["title"]) == ("illness", "nb", "Astma")
    assert article["topics"] == [{"id": "lunger", "name": "lunger nb"}]
    assert article["codes"] == [{"system": "ICPC-2", "code": "R96", "display": "Astma"}]
    blocks = article["sections"][0]["blocks"]
    assert [block["id"] for block in blocks] == IDS[1:10]
    assert blocks[1]["phone"] == "113"
    assert blocks[4]["rows"] == [["Alder", "Dose"], ["Voksen", "500 mg"]]
    assert blocks[5]["media"]["contentType"] == "image/png"
    assert len(blocks[5]["media"]["sha256"]) == 64
    assert blocks[8] == {
        "id": IDS[9], "type": "fact", "key": "nodnummer", "version": 1, "name": "Nød",
        "text": "Ring 113",
    }  # fmt: skip
    assert publication_problems(page, article) == []


def raw_leaves(value, path=()):
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in ("id", "type"):
                yield from raw_leaves(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from raw_leaves(part, (*path, place))
    else:
        yield path


def changed(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value} x" if value.startswith("<") else f"{value}x"
    return None


def test_one_changed_value_anywhere_in_the_body_is_another_text(page):
    """R-22: each value of each block, one at a time; a reference that is taken out counts too."""
    raw = [dict(block) for block in copy.deepcopy(list(page.body.raw_data))]
    before = digest(page)
    seen = 0
    for path in raw_leaves(raw):
        other = copy.deepcopy(raw)
        target = other
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = changed(target[path[-1]])
        page.body = page._meta.get_field("body").to_python(other)
        assert digest(page) != before, path
        seen += 1
    assert seen == 27
    page.body = page._meta.get_field("body").to_python(raw)
    assert digest(page) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Astma x"), ("summary", "Noe annet."), ("risk_class", "A"),
        ("synonyms", "tungpust\nastma bronkiale"), ("licence", "CC0"),
        ("references_waiver", "Allment kjent, sier vi."),
    ],
)  # fmt: skip
def test_one_changed_field_is_another_text(page, field, value):
    before = digest(page)
    setattr(page, field, value)
    assert digest(page) != before


@pytest.mark.parametrize("field", ["topics", "audiences", "life_situations"])
def test_what_a_text_is_filed_under_is_part_of_it(page, field):
    before = digest(page)
    setattr(page, field, [])
    assert digest(page) != before


@pytest.mark.parametrize(
    ("relation", "field", "value"),
    [
        ("medical_codes", "code", "R97"), ("medical_codes", "system", "ATC"),
        ("medical_codes", "display", "Annet"), ("evidence_references", "title", "Annet"),
        ("evidence_references", "publisher", "Annet"), ("evidence_references", "kind", "study"),
        ("evidence_references", "identifier", "2"), ("evidence_references", "year", 2023),
        ("evidence_references", "identifier_type", "ISBN"),
        ("evidence_references", "retrieved", date(2026, 10, 2)),
        ("evidence_references", "evidence_level", "low"),
        ("evidence_references", "evidence_scheme", "CEBM"),
    ],
)  # fmt: skip
def test_a_source_or_code_is_part_of_it(page, relation, field, value):
    before = digest(page)
    rows = list(getattr(page, relation).all())
    setattr(rows[0], field, value)
    setattr(page, relation, rows)
    assert digest(page) != before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "astma-2"), ("seo_title", "Annet"), ("search_description", "Annet"),
        ("show_in_menus", True), ("demonstration", True), ("machine_translated", True),
        ("import_source", "x"), ("import_id", "x"), ("import_hash", "x"),
    ],
)  # fmt: skip
def test_an_editorial_field_is_not(page, field, value):
    assert field in EDITORIAL_FIELDS
    before = digest(page)
    setattr(page, field, value)
    assert digest(page) == before


def test_a_renamed_topic_is_another_text(page):
    before = digest(page)
    Topic.objects.filter(slug="lunger").update(name_nb="Lunger og luftveier")
    page.topics = list(Topic.objects.filter(slug="lunger"))
    assert digest(page) != before


def test_another_picture_under_the_same_name_is_another_text(page):
    before = digest(page)
    image = get_image_model().objects.get()
    Image.new("RGB", (4, 3), "blue").save(image.file.path, "PNG")
    assert digest(page) != before


def test_a_new_version_of_a_fact_changes_nothing_until_it_is_chosen(page, fact, house):
    before = digest(page)
    newer = FactVersion(fact=fact.fact, author=house["author"], number=2)
    newer.text_nb = "Ring 113 nå"
    newer.save()
    assert digest(page) == before


def test_a_signed_fact_can_not_be_changed(page, fact):
    before = digest(page)
    with pytest.raises(DatabaseError, match="is signed: make a new version"):
        FactVersion.objects.filter(pk=fact.pk).update(text_nb="Ring 911")
    assert digest(page) == before


def test_a_fact_without_a_signature_is_not_shown(page, fact, house):
    newer = FactVersion(fact=fact.fact, author=house["author"], number=2)
    newer.text_nb = "Ring 911"
    newer.save()
    raw = copy.deepcopy([dict(block) for block in page.body.raw_data])
    raw[0]["value"]["blocks"][8]["value"]["version"] = newer.pk
    page.body = page._meta.get_field("body").to_python(raw)
    article = Candidate(page).article
    assert article["sections"][0]["blocks"][8]["text"] == ""
    with translation.override("en"):
        assert publication_problems(page, article) == [
            "A fact in “Kort” is not signed, or has no wording in this language."
        ]


def test_every_reason_against_a_text_is_said_at_once(house):
    blocks = [
        {"type": "image", "value": {"image": None, "alt": " "}},
        {"type": "video", "value": {"url": "javascript:alert(1)", "title": "", "transcript": ""}},
        {"type": "fact", "value": {"version": None}},
    ]
    page = draft(
        IllnessPage, author=house["author"], title="Tom", slug="tom", summary="",
        references_waiver="", licence="",
        body=[
            {"type": "section", "value": {"aspect": "feil", "heading": "", "blocks": []}},
            {"type": "section", "value": {"aspect": "overview", "heading": "B", "blocks": blocks}},
        ],
    )  # fmt: skip
    page.medical_codes = [MedicalCode(system="ICPC-2", code="FEIL")]
    with translation.override("en"):
        problems = publication_problems(page, Candidate(page).article)
    assert problems == [
        "It has no summary.",
        "It has no licence.",
        "FEIL is not a code of ICPC-2.",
        "It has no sources, and no reason why it needs none.",
        "A section has no heading.",
        f"The section “{page.body.raw_data[0]['id']}” has no health aspect.",
        f"The section “{page.body.raw_data[0]['id']}” is empty.",
        "A picture in “B” is missing.",
        "A picture in “B” has no alternative text.",
        "A video in “B” has no transcript.",
        "A video in “B” has an address that does not begin with https://.",
        "A text in “B” is missing, or shows nothing: Video.",
        "A fact in “B” is not signed, or has no wording in this language.",
        "It must say when to get help: add a care card of level emergency or urgent.",
    ]


def test_a_text_without_faults_has_none(house):
    page = draft(IllnessPage, author=house["author"], body=[section("Tekst."), emergency_section()])
    assert publication_problems(page, Candidate(page).article) == []
