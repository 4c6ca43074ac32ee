"""Words that a text must have are words that a reader sees."""

import copy

import pytest

from content_models.evidence import EvidenceReference
from content_models.facts.models import Fact, FactVersion
from content_models.pages import IllnessPage
from content_models.projection import publication_problems
from content_models.publishing import Candidate
from content_models.taxonomy.models import Topic
from editorial.signoff.facts import fact_signing_reasons
from tests.factories.pages import draft
from tests.flows.test_blank_reasons import SEEN_NOTHING

pytestmark = pytest.mark.usefixtures("in_english")
BLOCKS = [
    {"type": "text", "value": "<p>Tekst.</p>"},
    {"type": "care_card", "value": {
        "level": "emergency", "heading": "Ring 113", "html": "<p>Nå.</p>"}},
    {"type": "do_dont", "value": {"do": ["<p>Hvil.</p>", "<p>Sov.</p>"], "dont": ["<p>Røyk.</p>"]}},
    {"type": "steps", "value": {"items": [
        {"heading": "Én", "html": "<p>a</p>"}, {"heading": "To", "html": "<p>b</p>"}]}},
    {"type": "table", "value": {"caption": "Doser", "table": {"data": [["Alder", "Dose"]]}}},
    {"type": "image", "value": {
        "image": None, "alt": "Et bilde", "caption": "Slik", "credit": "Vi"}},
    {"type": "video", "value": {
        "url": "https://example.test/v", "title": "Film", "transcript": "<p>Ord.</p>"}},
    {"type": "questions", "value": {"items": [{"question": "Hva?", "html": "<p>Det.</p>"}]}},
]  # fmt: skip
MISSING = "A text in “Kort” is missing, or shows nothing: %s."
# What is said of each word of the blocks that is required, by its place.
REQUIRED = {
    (0, "value"): MISSING % "Text",
    (1, "value", "heading"): MISSING % "Care card",
    (1, "value", "html"): MISSING % "Care card",
    (2, "value", "do", 0): MISSING % "Do and don't",
    (2, "value", "do", 1): MISSING % "Do and don't",
    (2, "value", "dont", 0): MISSING % "Do and don't",
    (3, "value", "items", 0, "heading"): MISSING % "Steps",
    (3, "value", "items", 1, "heading"): MISSING % "Steps",
    (4, "value", "caption"): MISSING % "Table",
    (5, "value", "alt"): "A picture in “Kort” has no alternative text.",
    (6, "value", "title"): MISSING % "Video",
    (6, "value", "transcript"): "A video in “Kort” has no transcript.",
    (7, "value", "items", 0, "question"): MISSING % "Questions and answers",
    (7, "value", "items", 0, "html"): MISSING % "Questions and answers",
}
OPTIONAL = [
    (3, "value", "items", 0, "html"), (4, "value", "table", "data", 0, 0),
    (5, "value", "caption"), (5, "value", "credit"),
]  # fmt: skip
# Of the picture that is not there.
ALWAYS = ["A picture in “Kort” is missing."]


@pytest.fixture
def page(house):
    return draft(IllnessPage, author=house["author"], title="Astma", slug="astma")


def problems(page, blocks=BLOCKS, *, heading="Kort"):
    section = {"aspect": "overview", "heading": heading, "blocks": blocks}
    body = [{"type": "section", "id": "s", "value": section}]
    for number, block in enumerate(blocks):
        block["id"] = f"b{number}"
    page.body = page._meta.get_field("body").to_python(body)
    return publication_problems(page, Candidate(page).article)


def written(place, said):
    """The blocks with this in one place, as HTML where HTML stands there."""
    blocks = copy.deepcopy(BLOCKS)
    target = blocks
    for step in place[:-1]:
        target = target[step]
    is_html = target[place[-1]].startswith("<")
    target[place[-1]] = f"<p>{said}</p>" if is_html else said
    return blocks


@pytest.mark.parametrize("said", SEEN_NOTHING, ids=ascii)
def test_each_word_of_a_block_that_must_be_there_is_one_that_is_seen(page, said):
    assert problems(page) == ALWAYS
    for place, sentence in REQUIRED.items():
        assert set(problems(page, written(place, said))) == {*ALWAYS, sentence}, place
    for place in OPTIONAL:
        assert problems(page, written(place, said)) == ALWAYS, place


@pytest.mark.parametrize(
    "html", ["", "<p></p>", "<p>&nbsp;&#8203;<br/></p>", '<ul><li><a href="/x>y"> </a></li></ul>']
)
def test_html_that_shows_no_words_is_none(page, html):
    blocks = copy.deepcopy(BLOCKS)
    blocks[1]["value"]["html"] = blocks[6]["value"]["transcript"] = html
    assert set(problems(page, blocks)) == {
        *ALWAYS, MISSING % "Care card", "A video in “Kort” has no transcript.",
    }  # fmt: skip


def test_words_that_look_like_tags_are_words(page):
    for said in ("<18>", "&shy;", "0"):
        assert problems(page, written((1, "value", "heading"), said)) == ALWAYS
        assert problems(page, written((1, "value", "html"), "&lt;18&gt;")) == ALWAYS


@pytest.mark.parametrize("said", SEEN_NOTHING, ids=ascii)
def test_nor_does_anything_else_that_a_text_must_have_show_nothing(page, said):
    assert problems(page, heading=said) == [
        "A section has no heading.", "A picture in “s” is missing.",
    ]  # fmt: skip
    fields = {
        "title": "It has no title.",
        "summary": "It has no summary.",
        "licence": "It has no licence.",
        "references_waiver": "It has no sources, and no reason why it needs none.",
    }
    for name, sentence in fields.items():
        before = getattr(page, name)
        setattr(page, name, said)
        assert problems(page) == [sentence, *ALWAYS], name
        setattr(page, name, before)
    page.evidence_references = [EvidenceReference(title=said)]
    assert problems(page) == ["A source has no title.", *ALWAYS]
    page.evidence_references = []
    page.topics = [Topic.objects.create(slug="lunger", name_nb=said)]
    assert problems(page) == ["“lunger” has no name in the language of this text.", *ALWAYS]


@pytest.mark.parametrize("said", SEEN_NOTHING, ids=ascii)
def test_a_fact_is_not_signed_with_a_wording_that_shows_nothing(house, said):
    version = FactVersion(fact=Fact.objects.create(key="dose", name="Dose"), number=1)
    version.author, version.text_nb = house["author"], said
    version.save()

    def found():
        reasons = fact_signing_reasons(version=version, signer=house["clinician"])
        return [(reason.code, reason.text) for reason in reasons]

    shows_nothing = "The wording in %s shows nothing. Write it, or leave it empty."
    unseen = [("unseen", shows_nothing % "Norsk bokmål")] if version.text_nb else []
    assert found() == (unseen or [("empty", "The version has no wording.")])
    version.text_en = "500 mg"
    assert found() == unseen
    version.text_nn = said
    assert found() == unseen + ([("unseen", shows_nothing % "Norsk nynorsk")] if said else [])
