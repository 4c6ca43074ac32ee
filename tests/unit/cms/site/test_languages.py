"""Which language a reader gets, and how to get to another."""

import pytest

from tests.unit.cms.site.documents import CONTENT_ID, rich_document
from tests.unit.cms.site.rows import another, show

ASTHMA = "/nb/sykdom/astma"


@pytest.fixture
def english(rows) -> None:
    show(another("Asthma", lang="en", path="illness/asthma", content_id=CONTENT_ID))


def test_a_404_speaks_the_language_of_its_address_or_of_the_browser(client, rows):
    assert client.get("/en/gone")["Content-Language"] == "en"
    assert client.get("/gone", headers={"accept-language": "se"})["Content-Language"] == "se"
    assert client.get("/gone", headers={"accept-language": "de"})["Content-Language"] == "nb"


@pytest.mark.parametrize(
    ("header", "address"), [("nn-NO", "/nn/"), ("en", "/en/"), ("se", "/se/"), ("no", "/nb/")]
)
def test_the_front_door_leads_to_the_browsers_language(client, rows, header, address):
    response = client.get("/", headers={"accept-language": header})
    assert (response.status_code, response["Location"]) == (302, address)
    assert "Accept-Language" in response["Vary"]


def test_the_front_door_asks_where_the_browser_names_none_of_ours(client, rows):
    response = client.get("/", headers={"accept-language": "de"})
    assert response.status_code == 200
    assert "Accept-Language" in response["Vary"]
    for code in ("nb", "nn", "se", "en"):
        assert f'<li lang="{code}"><a href="/{code}/">' in response.text


def test_the_language_menu_leads_to_the_same_article_or_says_that_it_does_not(
    client, rows, english
):
    show(rich_document())
    text = client.get(ASTHMA).text
    assert 'href="/en/illness/asthma" lang="en" hreflang="en" rel="alternate">English</a>' in text
    assert (
        'href="/nn/" lang="nn" hreflang="nn">Nynorsk<span class="hidden"> (framsida)</span></a>'
        in text
    )
    assert 'rel="alternate" hreflang="en" href="http://localhost:8000/en/illness/asthma"' in text
    assert 'hreflang="nn" href="http://localhost:8000' not in text
