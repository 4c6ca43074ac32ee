"""From an edition's document to what the article page shows."""

from datetime import date

import pytest
from django.utils import translation

from cms.site.article import Voucher, article_of, notice_of
from cms.site.sources import Source
from tests.unit.cms.site.documents import rich_document, withdrawn_document


@pytest.fixture(autouse=True)
def bokmaal():
    with translation.override("nb"):
        yield


def test_every_part_of_the_edition_is_there():
    article = article_of(rich_document())
    assert (article.title, article.kind, article.lang) == ("Astma", "illness", "nb")
    assert (article.number, article.status, article.action) == (4, "current", "published")
    assert [section.heading for section in article.sections] == [
        "Hva er astma?", "Symptomer", "Når trenger du hjelp?", "Hva kan du gjøre selv?",
        "Ofte stilte spørsmål",
    ]  # fmt: skip
    assert [block.kind for section in article.sections for block in section.blocks] == [
        "text", "image", "text", "table", "care_card", "care_card", "care_card", "do_dont",
        "steps", "fact", "video", "questions",
    ]  # fmt: skip
    assert (article.first_published, article.published, article.changed) == (
        date(2025, 1, 10),
        date(2026, 11, 20),
        date(2026, 11, 20),
    )
    assert (article.reviewed, article.next_review) == (date(2026, 11, 20), date(2027, 11, 20))
    assert article.is_demonstration
    assert not article.is_machine_translated


def test_who_vouched_and_when():
    assert article_of(rich_document()).vouchers == (
        Voucher("Kari Nordmann", "Medisinskfaglig godkjenning", "lege", "Helsekilde",
                date(2026, 11, 20)),
        Voucher("Ola Hansen", "Medisinskfaglig godkjenning", "sykepleier", "Eksempel sykehus",
                date(2026, 11, 19)),
    )  # fmt: skip


def test_help_that_can_not_wait_comes_first_and_the_most_urgent_before_it():
    document = rich_document()
    document["article"]["sections"][2]["blocks"].reverse()
    shown = article_of(document).help_first
    assert [block.data["level"] for block in shown] == ["emergency", "urgent"]
    assert [block.data["phone"] for block in shown] == ["113", "116117"]


def test_help_that_opens_the_text_is_not_said_twice():
    document = rich_document()
    sections = document["article"]["sections"]
    sections.insert(0, sections.pop(2))
    assert article_of(document).help_first == ()
    sections[1]["blocks"].append({**sections[0]["blocks"][0], "id": "f" * 36})
    assert [block.anchor for block in article_of(document).help_first] == ["b-ffffffff"]


def test_anchors_come_from_identifiers_so_that_links_survive_every_new_heading():
    document = rich_document()
    before = [section.anchor for section in article_of(document).sections]
    for section in document["article"]["sections"]:
        section["heading"] = "Ny overskrift"
    assert [section.anchor for section in article_of(document).sections] == before
    assert before[:2] == ["b-00000001", "b-00000002"]


def test_a_section_without_a_heading_is_called_by_its_aspect():
    document = rich_document()
    document["article"]["sections"][1]["heading"] = ""
    assert article_of(document).sections[1].heading == "Symptomer"


@pytest.mark.parametrize(
    ("kind", "identifier", "label", "url"),
    [
        ("DOI", "10.1000/182", "doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("DOI", '10.1/"><b>', 'doi:10.1/"><b>', "https://doi.org/10.1/%22%3E%3Cb%3E"),
        ("PMID", "123", "PMID 123", "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ("PMID", "1/../2", "PMID 1/../2", "https://pubmed.ncbi.nlm.nih.gov/1%2F..%2F2/"),
        ("URL", "https://a.example/x?y", "a.example", "https://a.example/x?y"),
        ("URL", "javascript:alert(1)", "URL javascript:alert(1)", ""),
        ("URL", "data:text/html,x", "URL data:text/html,x", ""),
        ("ISBN", "9788200000000", "ISBN 9788200000000", ""),
        ("none", "", "", ""),
        ("DOI", "", "", ""),
    ],
)
def test_only_web_addresses_of_sources_become_links(kind, identifier, label, url):
    document = rich_document()
    document["article"]["references"] = [
        {**document["article"]["references"][0], "identifierType": kind, "identifier": identifier}
    ]
    assert article_of(document).sources == (
        Source("Global strategy for asthma management", "GINA", 2026, label, url,
               date(2026, 10, 1), "GRADE A"),
    )  # fmt: skip


def test_what_is_left_of_a_withdrawn_article():
    notice = notice_of(withdrawn_document(replacement="7c0f6a52-1111-4222-8333-944455556666"))
    assert notice.title == "Astma"
    assert notice.reason == "Det kan være utrygt å følge disse rådene."
    assert notice.text == "Siden er trukket tilbake fordi doseringen var feil."
    assert notice.withdrawn == date(2026, 11, 23)
    assert notice.replacement_id == "7c0f6a52-1111-4222-8333-944455556666"


def test_a_reason_that_is_new_to_the_site_is_left_out_and_the_notice_stands():
    notice = notice_of(withdrawn_document(reason="brand-new"))
    assert (notice.reason, notice.replacement_id) == ("", None)
    assert notice.text == "Siden er trukket tilbake fordi doseringen var feil."
