"""What stands on the article page, block by block, and that no text of it becomes code."""

import html
import json
import re
from typing import Any

import pytest

from tests.unit.cms.site.documents import PICTURE, rich_document, withdrawn_document
from tests.unit.cms.site.rows import another, show

ADDRESS = "/nb/sykdom/astma"
HOSTILE = "<script>alert('x')</script><b onmouseover=alert(1)>\"&{{ x }}"
# The members that hold HTML of the one sanitiser; everything else is text.
FRAGMENTS = {"html", "do", "dont", "transcript"}
# Members that are compared, counted or looked up, and never shown as they are.
CLOSED = {"type", "lang", "id", "aspect", "level", "phone", "sha256", "contentType", "kind",
          "riskClass", "key", "identifierType", "year", "retrieved", "width", "height", "version",
          "headerRow", "headerColumn"}  # fmt: skip


def page_of(client: Any, **edition: Any) -> str:
    show(rich_document(**edition))
    text: str = client.get(ADDRESS).text
    return text


def poison(value: Any, name: str = "") -> Any:
    """The same article with hostile text wherever a person may have written text."""
    if isinstance(value, dict):
        return {key: poison(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [poison(part, name) for part in value]
    is_text = isinstance(value, str) and name not in FRAGMENTS | CLOSED
    return f"{name} {HOSTILE}" if is_text else value


def test_no_text_of_an_edition_becomes_code(client, rows):
    document = rich_document()
    document["article"] = poison(document["article"])
    for signoff in document["edition"]["signOffs"]:
        signoff |= {"name": HOSTILE, "profession": HOSTILE, "organisation": HOSTILE}
    document["editorial"] |= {"seoTitle": f"seo {HOSTILE}", "seoDescription": f"seo {HOSTILE}"}
    show(document)
    for address in (ADDRESS, "/nb/", "/nb/sykdom"):
        text = client.get(address).text
        assert "<script>" not in text
        assert "<b on" not in text
        assert "&lt;script&gt;" in text
    article = client.get(ADDRESS).text
    assert "seo " not in article
    for member in ("title", "summary", "heading", "caption", "alt", "credit", "question", "text",
                   "publisher", "display", "licence", "rows"):  # fmt: skip
        assert html.escape(f"{member} {HOSTILE}") in article, member
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', article).group(1))
    assert data["name"] == f"title {HOSTILE}"


def test_no_text_of_a_notice_becomes_code(client, rows):
    document = withdrawn_document(notice=HOSTILE)
    document["article"]["title"] = HOSTILE
    show(document)
    text = client.get(ADDRESS).text
    assert "<script>" not in text
    assert text.count("&lt;script&gt;") == 4


def test_signed_html_is_shown_to_the_letter(client, rows):
    text = page_of(client)
    assert "blir <strong>trange</strong> og fulle av slim" in text
    assert '<a href="/nb/behandling/inhalasjon">inhalasjonsmedisin</a>' in text


def test_a_picture_has_its_place_before_it_comes_and_words_for_those_who_do_not_see_it(
    client, rows
):
    assert (
        f'<img src="/media/{PICTURE}" width="1200" height="675" '
        'alt="Tegning av en åpen og en trang luftvei." loading="lazy" decoding="async">'
    ) in page_of(client)


def test_a_table_scrolls_in_itself_and_names_its_headers(client, rows):
    text = page_of(client)
    assert (
        '<div class="tablebox" role="group" tabindex="0" '
        'aria-label="Hvor godt er astmaen under kontroll?"><table>'
        "<caption>Hvor godt er astmaen under kontroll?</caption>"
        '<thead><tr><td></td><th scope="col">God kontroll</th><th scope="col">Dårlig kontroll</th>'
        '</tr></thead><tbody><tr><th scope="row">Plager om dagen</th>'
    ) in text


def test_help_stands_before_the_text_with_numbers_to_call(client, rows):
    text = page_of(client)
    top, body = text.split('<div class="text">')
    assert 'href="tel:113"' in top.split("<h1>")[1]
    assert 'href="tel:116117"' in top.split("<h1>")[1]
    assert body.count('class="care__call"') == 2


def test_who_vouched_and_when_stands_under_the_title(client, rows):
    text = page_of(client)
    assert "Godkjent av <strong>Kari Nordmann</strong>, lege, Helsekilde, 20. november 2026" in text
    assert "Sist gjennomgått 20. november 2026. Neste gjennomgang innen 20. november 2027." in text


def test_the_edition_can_be_proven(client, rows):
    digest = show(rich_document())
    text = client.get(ADDRESS).text
    assert f'href="/api/v1/editions/{digest}"' in text
    assert f'href="/api/v1/editions/{digest}/receipt"' in text
    assert f"<code>{digest}</code>" in text


@pytest.mark.parametrize(
    ("edition", "editorial", "banners"),
    [
        ({}, {"demonstration": False}, []),
        ({}, {}, ["Demonstrasjonstekst."]),
        ({"status": "overdue"}, {"demonstration": False}, ["ikke gjennomgått i tide"]),
        ({}, {"demonstration": False, "machineTranslated": True}, ["maskin"]),
    ],
)
def test_banners_say_what_a_reader_must_know_first(client, rows, edition, editorial, banners):
    document = rich_document(**edition)
    document["editorial"] |= editorial
    show(document)
    found = re.findall(r'<p class="banner.*?</p>', client.get(ADDRESS).text, re.DOTALL)
    assert len(found) == len(banners)
    for word, banner in zip(banners, found, strict=True):
        assert word in banner


def test_contents_are_listed_where_the_page_is_long(client, rows):
    text = page_of(client)
    contents = re.search(r'<nav class="toc".*?</nav>', text, re.DOTALL).group(0)
    links = re.findall(r'href="#([^"]+)"', contents)
    assert links == [
        "b-00000001", "b-00000002", "b-00000003", "b-00000004", "b-00000005", "sources", "about",
    ]  # fmt: skip
    assert all(text.count(f'id="{link}"') == 1 for link in links)
    short = another("Kort", path="sykdom/kort")
    del short["article"]["sections"][2:]
    show(short)
    assert 'class="toc"' not in client.get("/nb/sykdom/kort").text


def test_contents_as_long_as_a_law_are_folded_together(client, rows):
    document = rich_document()
    sections = document["article"]["sections"]
    for number in range(10):
        sections.append({**sections[0], "id": f"{number + 256:08x}", "blocks": []})
    show(document)
    assert '<nav class="toc" aria-label="På denne siden">\n      <details><summary>' in (
        client.get(ADDRESS).text
    )
    show(another("Lov", path="sykdom/lov"))
    assert "<details open><summary>På denne siden" in client.get("/nb/sykdom/lov").text


def test_every_identifier_is_used_once_and_every_label_is_there(client, rows):
    text = page_of(client)
    identifiers = re.findall(r'\bid="([^"]+)"', text)
    assert sorted(set(identifiers)) == sorted(identifiers)
    for label in re.findall(r'aria-labelledby="([^"]+)"', text):
        assert label in identifiers


def test_a_block_that_is_new_to_the_site_is_skipped(client, rows):
    document = rich_document()
    document["article"]["sections"][0]["blocks"].insert(
        0, {"id": "f" * 36, "type": "hologram", "html": "<p>Ikke vis meg.</p>"}
    )
    show(document)
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert "Ikke vis meg." not in response.text
    assert "blir <strong>trange</strong>" in response.text


def test_an_article_without_sources_says_why(client, rows):
    document = rich_document()
    document["article"] |= {"references": [], "referencesWaiver": "Allment kjent."}
    show(document)
    assert "<p>Allment kjent.</p>" in client.get(ADDRESS).text
