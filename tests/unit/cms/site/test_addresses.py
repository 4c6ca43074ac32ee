"""Addresses in each language's own words, and which language a browser asks for."""

import pytest

from cms.site.addresses import (
    LANGUAGE_CODES,
    SUBJECT_SEGMENTS,
    absolute,
    best_language,
    kind_of_segment,
    kind_segment,
)
from content_models.pages import PAGE_TYPES


@pytest.mark.parametrize("page_type", PAGE_TYPES)
@pytest.mark.parametrize("lang", LANGUAGE_CODES)
def test_the_list_of_a_kind_stands_at_the_first_part_of_its_articles(page_type, lang):
    segment = page_type.path_segments[lang]
    assert kind_segment(lang=lang, kind=page_type.document_type) == segment
    assert kind_of_segment(lang=lang, segment=segment) == page_type.document_type


@pytest.mark.parametrize("lang", LANGUAGE_CODES)
def test_a_topic_list_never_stands_in_the_way_of_an_article(lang):
    assert kind_of_segment(lang=lang, segment=SUBJECT_SEGMENTS[lang]) is None


def test_canonical_addresses_carry_the_sites_own_host(settings):
    settings.PUBLIC_BASE_URL = "https://helse.example"
    assert absolute("/nb/sykdom/astma") == "https://helse.example/nb/sykdom/astma"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("nb-NO,nb;q=0.9", "nb"),
        ("no", "nb"),
        ("nn", "nn"),
        ("sme", "se"),
        ("se-NO", "se"),
        ("en-GB,en;q=0.8,nb;q=0.7", "en"),
        ("de-DE,de;q=0.9,en;q=0.3", "en"),
        ("nb;q=0.2, nn;q=0.9", "nn"),
        ("nn;q=0.5, en;q=0.5", "nn"),
        ("nb;q=0, en", "en"),
        ("nb;q=mye, en;q=0.1", "en"),
        ("nb;level=1", "nb"),
        ("de, fr", None),
        ("*", None),
        ("", None),
        ("," * 5000, None),
        ("de," * 40 + "nb", None),
    ],
)
def test_the_best_of_our_languages_for_a_browser(header, language):
    assert best_language(header) == language
