"""What search engines are told."""

from xml.etree import ElementTree

from tests.unit.cms.site.documents import rich_document, withdrawn_document
from tests.unit.cms.site.rows import another, show

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(content: bytes) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(content).iter(f"{SPACE}loc")]  # noqa: S314


def test_robots_may_read_all_but_the_admin_and_endless_searches(client, settings):
    settings.PUBLIC_BASE_URL = "https://helse.example"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == (
        "User-agent: *\nDisallow: /admin/\nDisallow: /nb/search\nDisallow: /nn/search\n"
        "Disallow: /se/search\nDisallow: /en/search\n\n"
        "Sitemap: https://helse.example/sitemap.xml\n"
    )


def test_there_is_a_map_for_each_language(client, settings):
    settings.PUBLIC_BASE_URL = "https://helse.example"
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    assert places(response.content) == [
        f"https://helse.example/sitemap-{lang}.xml" for lang in ("nb", "nn", "se", "en")
    ]
    assert client.get("/sitemap-xx.xml").status_code == 404


def test_a_map_has_what_can_be_read_in_its_language(client, rows):
    show(rich_document())
    show(another("Asthma", lang="en", path="illness/asthma"))
    gone = withdrawn_document()
    gone["edition"] |= {"contentId": "7c0f6a52-1111-4222-8333-944455556666", "path": "sykdom/kols"}
    show(gone)
    response = client.get("/sitemap-nb.xml")
    assert places(response.content) == [
        "http://localhost:8000/nb/",
        "http://localhost:8000/nb/sykdom/astma",
    ]
    assert "<lastmod>2026-11-20T12:00:00Z</lastmod>" in response.text


def test_an_address_with_a_sign_of_xml_in_it_stays_an_address(client, rows):
    show(another("Hoste & feber", path="sykdom/hoste&feber"))
    assert places(client.get("/sitemap-nb.xml").content)[1:] == [
        "http://localhost:8000/nb/sykdom/hoste&feber"
    ]
