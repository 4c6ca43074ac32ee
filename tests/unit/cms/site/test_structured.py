"""The article in the words of schema.org."""

import json

import pytest
from django.utils import translation

from cms.site.article import article_of
from cms.site.structured import structured_data
from cms.site.templatetags.site_text import json_data
from tests.unit.cms.site.documents import rich_document

URL = "https://helse.example/nb/sykdom/astma"


def data_of(**article):
    document = rich_document()
    document["article"] |= article
    with translation.override("nb"):
        return structured_data(article_of(document), url=URL, digest="d" * 64)


def test_an_illness_is_a_reviewed_medical_page():
    data = data_of()
    assert (data["@type"], data["@id"], data["inLanguage"]) == ("MedicalWebPage", URL, "nb")
    assert (data["identifier"], data["version"]) == ("d" * 64, "4")
    assert (data["datePublished"], data["dateModified"], data["lastReviewed"]) == (
        "2025-01-10",
        "2026-11-20",
        "2026-11-20",
    )
    assert data["reviewedBy"][0] == {
        "@type": "Person", "name": "Kari Nordmann", "jobTitle": "lege",
        "worksFor": {"@type": "Organization", "name": "Helsekilde"},
    }  # fmt: skip
    assert data["about"] == {
        "@type": "MedicalCondition", "name": "Astma", "alternateName": ["bronkial astma"],
        "code": [{"@type": "MedicalCode", "codingSystem": "ICPC-2", "codeValue": "R96"},
                 {"@type": "MedicalCode", "codingSystem": "ICD-10", "codeValue": "J45"}],
    }  # fmt: skip
    assert data["citation"][2] == {"@type": "CreativeWork", "name": "Lærebok i lungemedisin"}


@pytest.mark.parametrize(
    ("kind", "about"),
    [("treatment", "MedicalTherapy"), ("lifestyle", "Thing"), ("patient-rights", "Thing")],
)
def test_what_a_page_is_about_follows_its_kind(kind, about):
    assert data_of(type=kind)["about"]["@type"] == about


def test_what_is_empty_is_left_out():
    data = data_of(licence="", summary="", references=[], codes=[], synonyms=[])
    assert {"license", "description", "citation"}.isdisjoint(data)
    assert data["about"] == {"@type": "MedicalCondition", "name": "Astma"}


def test_no_text_ends_the_script_element_and_all_of_it_survives():
    hostile = "</script><script>alert(1)</script><!-- & \u2028 ' \" \\"
    written = json_data({"name": hostile})
    assert not set("<>&\u2028") & set(written)
    assert json.loads(written) == {"name": hostile}
