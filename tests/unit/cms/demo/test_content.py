"""What lies in `cms/demo/content` is whole: languages, words for pictures, known references."""

from collections import Counter
from typing import Any

import pytest
from PIL import Image

from cms.demo.reading import (
    FOLDER,
    LANGUAGES,
    articles,
    content_id,
    drafts,
    hubs,
    judged,
    read,
    slug,
)
from cms.demo.waiting import STAGES
from content_models.taxonomy.codes import code_is_valid
from content_models.vocabulary import ASPECT_CODES, CARE_PHONES

ARTICLES = articles()
PUBLISHED = [group for group in ARTICLES if "withdrawn" not in group]
NEW_DRAFTS = [row for row in drafts() if "change" not in row]
TEXTS = [
    pytest.param(group, lang, id=f"{group['group']}-{lang}")
    for group in [*ARTICLES, *NEW_DRAFTS]
    for lang in group["languages"]
]
BLOCKS = {
    "text", "image", "table", "steps", "do_dont", "care_card", "fact", "questions", "video",
}  # fmt: skip


def blocks(group: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    return [block for part in group["languages"][lang]["sections"] for block in part["blocks"]]


def test_there_are_sixteen_articles_and_more_over_the_four_kinds():
    kinds = Counter(group["type"] for group in PUBLISHED)
    assert kinds == {"illness": 6, "treatment": 5, "lifestyle": 5, "patient-rights": 5}
    assert [group["group"] for group in ARTICLES if "nb" not in group["languages"]] == []


def test_eight_articles_are_there_in_all_four_languages():
    whole = [group["group"] for group in PUBLISHED if set(group["languages"]) == set(LANGUAGES)]
    assert whole == [
        "physical-activity", "asthma", "diabetes-type-2", "flu-vaccine", "right-to-complain",
        "migraine", "paracetamol", "sleep",
    ]  # fmt: skip


def test_class_a_is_among_them_and_every_kind_of_block_is_shown():
    assert [group["group"] for group in PUBLISHED if group["risk_class"] == "A"] == [
        "heart-attack",
        "paracetamol",
    ]
    used = {block["type"] for group in PUBLISHED for block in blocks(group, "nb")}
    assert used == BLOCKS
    levels = {
        block["level"]
        for group in PUBLISHED
        for block in blocks(group, "nb")
        if block["type"] == "care_card"
    }
    assert levels == set(CARE_PHONES)


@pytest.mark.parametrize(("group", "lang"), TEXTS)
def test_a_text_is_whole(group, lang):
    text = group["languages"][lang]
    facts = {row["key"]: row for row in read("facts.yml")}
    pictures = {path.stem for path in (FOLDER / "pictures").iterdir()}
    assert text["title"].strip()
    assert text["summary"].strip()
    assert text["slug"] == slug(text["slug"])
    assert {part["aspect"] for part in text["sections"]} <= ASPECT_CODES
    for block in blocks(group, lang):
        assert block["type"] in BLOCKS
        if block["type"] == "image":
            assert block["picture"] in pictures
            assert block["alt"].strip()
        if block["type"] == "video":
            assert block["transcript"].strip()
        if block["type"] == "fact":
            assert facts[block["key"]]["text"][lang].strip()
        if block["type"] == "table":
            assert {len(row) for row in block["rows"]} == {len(block["rows"][0])}


@pytest.mark.parametrize("group", PUBLISHED, ids=lambda group: group["group"])
def test_an_article_can_be_found(group):
    terms = {kind: {row["slug"] for row in rows} for kind, rows in read("taxonomy.yml").items()}
    assert group["topics"]
    assert set(group["topics"]) <= terms["topics"]
    assert set(group["audiences"]) <= terms["audiences"]
    assert set(group.get("life_situations", [])) <= terms["life_situations"]
    assert group["references"]
    assert len(group["languages"]["nb"]["synonyms"]) >= 2
    for code in group.get("codes", []):
        assert code_is_valid(system=code["system"], code=str(code["code"]))
        assert set(code["display"]) >= set(group["languages"])


def test_no_two_texts_of_a_kind_share_an_address():
    everything = [*ARTICLES, *NEW_DRAFTS, *hubs()]
    addresses = Counter(
        (lang, group["type"], text["slug"])
        for group in everything
        for lang, text in group["languages"].items()
    )
    assert [address for address, count in addresses.items() if count > 1] == []


def test_names_and_facts_are_there_in_every_language():
    terms = [row for rows in read("taxonomy.yml").values() for row in rows]
    facts = [row["text"] for row in read("facts.yml")]
    hub_texts = read("hubs.yml")["hubs"]
    for row in [*terms, *facts, *hub_texts]:
        assert all(row[lang].strip() for lang in LANGUAGES), row


def test_each_topic_has_a_hub():
    assert [hub["topics"][0] for hub in hubs()] == [
        row["slug"] for row in read("taxonomy.yml")["topics"]
    ]


def test_a_draft_waits_in_each_step_and_one_fact_waits():
    assert {row["stage"] for row in drafts()} == set(STAGES)
    assert [row["key"] for row in read("facts.yml") if row.get("unsigned")] == ["poison-line"]


def test_the_withdrawn_text_says_why_in_each_of_its_languages():
    (group,) = [group for group in ARTICLES if "withdrawn" in group]
    assert set(group["withdrawn"]["notices"]) == set(group["languages"])
    assert group["withdrawn"]["replacement"] in {each["group"] for each in PUBLISHED}


def test_pictures_are_all_used_and_of_one_size():
    used = {
        block["picture"]
        for group in PUBLISHED
        for lang in group["languages"]
        for block in blocks(group, lang)
        if block["type"] == "image"
    }
    files = sorted((FOLDER / "pictures").iterdir())
    assert {path.stem for path in files} == used
    assert {Image.open(path).size for path in files} == {(1200, 675)}


def test_an_address_is_made_of_plain_letters():
    assert slug("Søvn og hvile, på nytt") == "sovn-og-hvile-pa-nytt"
    assert slug("Vuoigŋamat ja Čáhci đŧž") == "vuoignamat-ja-cahci-dtz"


def test_a_judged_search_names_texts_that_are_published_in_its_language():
    published = {
        (str(content_id(group["group"])), lang)
        for group in ARTICLES
        if "withdrawn" not in group
        for lang in group["languages"]
    }
    rows = judged()
    assert {row.lang for row in rows} == set(LANGUAGES)
    for row in rows:
        langs = ("nb", "nn") if row.lang in ("nb", "nn") else (row.lang,)
        for item in row.judged:
            assert any((item, lang) in published for lang in langs), (row.text, item)
