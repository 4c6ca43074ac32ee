"""Nothing that a signature covers changes without being named."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.signoff.differences import Difference, Part, article_differences

ARTICLE = {
    "type": "illness",
    "lang": "nb",
    "title": "Hals",
    "summary": "Vondt i halsen.",
    "riskClass": "B",
    "licence": "NLOD 2.0",
    "synonyms": ["angina"],
    "topics": [{"id": "ore", "name": "Øre"}],
    "audiences": [],
    "lifeSituations": [],
    "codes": [{"system": "ICD-10", "code": "J02", "display": ""}],
    "sections": [
        {
            "id": "s1",
            "aspect": "symptoms",
            "heading": "Symptomer",
            "blocks": [
                {"id": "b1", "type": "text", "html": '<p>Ta <a href="/a">500 mg</a>.</p>'},
                {
                    "id": "b2", "type": "care_card", "level": "urgent", "heading": "Ring",
                    "html": "<p>Nå.</p>", "phone": "116117",
                },
            ],
        }
    ],
    "references": [
        {"title": "Bok", "publisher": "", "kind": "book", "identifierType": "none",
         "identifier": "", "year": 2020, "retrieved": None, "evidenceLevel": "",
         "evidenceScheme": ""}
    ],
    "referencesWaiver": "",
}  # fmt: skip


def changed(change) -> list[Difference]:
    new = copy.deepcopy(ARTICLE)
    change(new)
    return article_differences(ARTICLE, new)


def block(article, number):
    return article["sections"][0]["blocks"][number]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 400, "a b " * 200),
        ("og " * 3000 + "500 mg", "og " * 1500 + "50 mg " + "og " * 1500),
        ("og " * 30_000, "eller " + "og " * 30_000),
    ],
)
def test_a_text_that_repeats_itself_is_compared_at_once_and_whole(old, new):
    """With difflib alone it took hours for what an author writes in a minute."""
    before, after = copy.deepcopy(ARTICLE), copy.deepcopy(ARTICLE)
    block(before, 0)["html"], block(after, 0)["html"] = old.strip(), new.strip()
    (difference,) = article_differences(before, after)
    kept = [part for part in difference.parts if part.kind != "addition"]
    assert "".join(part.text for part in kept) == old.strip()
    shown = [part for part in difference.parts if part.kind != "deletion"]
    assert "".join(part.text for part in shown) == new.strip()


def test_a_block_that_borrows_the_identifier_of_another_hides_nothing():
    """A browser sends the identifiers, so an author can send one twice."""

    def change(article):
        twin = {"id": "b1", "type": "text", "html": "<p>Ta 5000 mg.</p>"}
        article["sections"][0]["blocks"].insert(0, twin)
        article["summary"] = "Vondt."

    shown = "".join(part.text for found in changed(change) for part in found.parts)
    assert "5000" in shown


def test_a_source_that_borrows_the_name_of_another_hides_nothing():
    def change(article):
        article["references"].insert(0, {**article["references"][0], "publisher": "Ukjent"})
        article["summary"] = "Vondt."

    assert "Ukjent" in "".join(part.text for found in changed(change) for part in found.parts)


def test_the_same_article_has_no_differences():
    assert article_differences(ARTICLE, copy.deepcopy(ARTICLE)) == []


def test_the_order_of_keys_is_no_difference():
    assert article_differences(ARTICLE, dict(reversed(ARTICLE.items()))) == []


def test_a_changed_number_is_shown_inside_its_sentence():
    found = changed(lambda a: block(a, 0).update(html='<p>Ta <a href="/a">600 mg</a>.</p>'))
    assert found == [
        Difference(
            "changed",
            "I avsnittet «Symptomer»",
            (Part("equal", "Ta "), Part("deletion", "500 "), Part("addition", "600 "),
             Part("equal", "mg.")),
        )
    ]  # fmt: skip


def test_a_link_that_leads_elsewhere_is_shown_although_no_word_has_changed():
    (found,) = changed(lambda a: block(a, 0).update(html='<p>Ta <a href="/b">500 mg</a>.</p>'))
    assert found.kind == "changed"
    assert [part.text for part in found.parts if part.kind != "equal"] == ["a", "b"]


def test_a_level_is_named_in_words():
    (found,) = changed(lambda a: block(a, 1).update(level="emergency", phone="113"))
    text = "".join(part.text for part in found.parts if part.kind != "deletion")
    assert text == "Ring\nNå.\nAkutt: ring 113"


def test_new_and_removed_blocks_are_named():
    new = {"id": "b3", "type": "text", "html": "<p>Ny.</p>"}

    def change(article):
        article["sections"][0]["blocks"] = [block(article, 0), new]

    assert [(row.kind, row.parts[0].text) for row in changed(change)] == [
        ("added", "Ny."),
        ("removed", "Ring\nNå.\nHaster: ring 116117"),
    ]


def test_another_order_is_named():
    (found,) = changed(lambda a: a["sections"][0]["blocks"].reverse())
    assert (found.kind, found.where) == ("moved", "Rekkefølge")


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        ("title", "Halsen", "Tittel"),
        ("riskClass", "A", "Risikoklasse"),
        ("synonyms", [], "Andre navn"),
        ("topics", [], "Emner"),
        ("codes", [{"system": "ICD-10", "code": "J03", "display": ""}], "Medisinske koder"),
        ("references", [], "Kilden «Bok»"),
        ("referencesWaiver", "Kjent.", "Begrunnelse for manglende kilder"),
        ("type", "treatment", "Hele teksten"),
    ],
)
def test_every_part_of_an_article_has_a_name(key, value, where):
    assert [row.where for row in changed(lambda a: a.update({key: value}))] == [where]


PATHS = [
    ("title",), ("summary",), ("licence",), ("sections", 0, "heading"), ("sections", 0, "aspect"),
    ("sections", 0, "blocks", 0, "html"), ("sections", 0, "blocks", 1, "heading"),
    ("sections", 0, "blocks", 1, "phone"), ("references", 0, "publisher"),
    ("references", 0, "title"), ("codes", 0, "code"), ("topics", 0, "name"),
]  # fmt: skip


@given(path=st.sampled_from(PATHS), text=st.text(max_size=20))
def test_whatever_changes_something_is_said(path, text):
    new = copy.deepcopy(ARTICLE)
    place = new
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = text
    assert bool(article_differences(ARTICLE, new)) == (new != ARTICLE)
