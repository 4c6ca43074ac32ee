"""The rule file decides what a record becomes."""

import pytest

from cms.imports import mapping
from cms.imports.mapping import page_type_of, rules, sections_of
from cms.imports.records import record_of
from content_models.pages import IllnessPage, LifestylePage, PatientRightsPage, TreatmentPage
from tests.unit.cms.imports.lines import line


@pytest.mark.parametrize(
    ("changed", "page_type"),
    [
        ({"id": "nb-laws-1", "title": "Noe"}, PatientRightsPage),
        ({"title": "Rett til fastlege", "lang": "nb"}, PatientRightsPage),
        ({"title": "Diet and exercise"}, LifestylePage),
        ({"title": "Hip surgery"}, TreatmentPage),
        ({"title": "Asthma"}, IllnessPage),
        ({"id": "other", "title": "Hvem vi er", "lang": "nb"}, LifestylePage),
    ],
)
def test_the_first_rule_that_fits_decides(changed, page_type):
    assert page_type_of(record_of(line(**changed))) is page_type


def test_a_text_is_cut_at_its_headings_and_says_when_to_get_help():
    record = record_of(
        line(
            body_html="<p>Intro.</p><h2>Symptoms</h2><p>Wheezing.</p>"
            "<h2>Empty</h2><H2 class='x'>Treatment &amp; care</H2><ul><li>Inhaler</li></ul>"
        )
    )
    sections = sections_of(record, page_type=IllnessPage)
    assert [
        (part["value"]["aspect"], part["value"]["heading"], part["value"]["blocks"][0]["value"])
        for part in sections[:3]
    ] == [
        ("overview", "In short", "<p>Intro.</p>"),
        ("symptoms", "Symptoms", "<p>Wheezing.</p>"),
        ("treatment", "Treatment & care", "<ul><li>Inhaler</li></ul>"),
    ]
    assert sections[3]["value"]["blocks"][0]["value"]["level"] == "emergency"
    assert len(sections) == 4


def test_a_part_that_shows_no_words_is_none_and_a_heading_that_shows_none_is_the_houses():
    record = record_of(
        line(body_html="<p>Intro.</p><h2>Void</h2><p>&#8203;</p><h2>\u2800</h2><p>Words.</p>")
    )
    sections = sections_of(record, page_type=LifestylePage)
    assert [
        (part["value"]["heading"], part["value"]["blocks"][0]["value"]) for part in sections
    ] == [("In short", "<p>Intro.</p>"), ("In short", "<p>Words.</p>")]


def test_blocks_keep_their_identifiers_from_import_to_import():
    record = record_of(line())
    first, second = (sections_of(record, page_type=LifestylePage) for _turn in range(2))
    assert first == second


def test_a_very_long_text_is_parted_between_paragraphs_and_loses_nothing():
    paragraphs = [f"<p>{number} {'word ' * 2000}</p>" for number in range(40)]
    record = record_of(line(body_html="".join(paragraphs)))
    (section,) = sections_of(record, page_type=LifestylePage)
    values = [block["value"] for block in section["value"]["blocks"]]
    assert "".join(values) == "".join(paragraphs)
    assert (len(values), max(map(len, values)) <= mapping.MAX_SECTION) == (3, True)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("type: illness, reason", "type: disease, reason", "names no kind of page"),
        ("aspect: symptoms", "aspect: signs", "unknown aspect"),
        ("illness: B", "illness: Z", "unknown risk class"),
    ],
)
def test_a_rule_file_that_can_not_be_followed_is_refused(
    tmp_path, monkeypatch, before, after, problem
):
    text = mapping.FILE.read_text(encoding="utf-8")
    assert before in text
    broken = tmp_path / "rules.yml"
    broken.write_text(text.replace(before, after), encoding="utf-8")
    monkeypatch.setattr(mapping, "FILE", broken)
    rules.cache_clear()
    try:
        with pytest.raises(ValueError, match=problem):
            rules()
    finally:
        rules.cache_clear()
