"""What the site answers at an address, and with which headers."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext

from cms.site import selectors
from tests.unit.cms.site.documents import CONTENT_ID, rich_document, withdrawn_document
from tests.unit.cms.site.rows import another, old_address, show

ASTHMA = "/nb/sykdom/astma"
COPD = UUID("7c0f6a52-1111-4222-8333-944455556666")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def in_hours(hours: float) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def test_an_article_is_one_query_and_says_its_language(client, rows):
    show(rich_document())
    with CaptureQueriesContext(connections["public"]) as public:
        response = client.get(ASTHMA)
    assert len(public) == 1
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Language"] == "nb"
    assert response["Surrogate-Key"] == f"content-{CONTENT_ID}"
    assert '<html lang="nb">' in response.text


def test_only_the_public_role_is_asked(client, rows):
    show(rich_document())
    with CaptureQueriesContext(connections["default"]) as private:
        for address in (ASTHMA, "/nb/", "/nb/sykdom", "/nb/emne/lunger", "/sitemap-nb.xml"):
            assert client.get(address).status_code == 200
    assert len(private) == 0


@pytest.mark.parametrize(
    "address",
    ["/", "/nb/", "/nb/sykdom", "/nb/emne/lunger", ASTHMA, "/nb/borte", "/nb/gammel", "/robots.txt",
     "/sitemap.xml", "/sitemap-nb.xml", "/nb/sykdom/astma/", "/nb/search"],
)  # fmt: skip
def test_every_answer_is_protected_and_sets_no_cookie(client, rows, address):
    show(rich_document())
    old_address(path="gammel", lang="nb", content_id=CONTENT_ID)
    response = client.get(address)
    assert response["Content-Security-Policy"] == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_a_reader_who_has_the_page_gets_304_and_no_body(client, rows):
    show(rich_document())
    first = client.get(ASTHMA)
    again = client.get(ASTHMA, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for header in ("ETag", "Cache-Control", "Surrogate-Key"):
        assert again[header] == first[header]
    weak = client.get(ASTHMA, headers={"if-none-match": f'"x", W/{first["ETag"]}'})
    assert weak.status_code == 304
    other = client.get(ASTHMA, headers={"if-none-match": '"x"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_the_tag_changes_with_a_new_language_of_the_same_item(client, rows):
    show(rich_document())
    before = client.get(ASTHMA)
    show(another("Asthma", lang="en", path="illness/asthma", content_id=CONTENT_ID))
    after = client.get(ASTHMA, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert 'href="/en/illness/asthma"' in after.text


@pytest.mark.parametrize("address", ["/nb/", "/nb/sykdom", "/nb/emne/lunger"])
def test_lists_can_be_asked_whether_they_still_hold(client, rows, address):
    show(rich_document())
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    show(another("Kols", topics=(("lunger", "Lunger og luftveier"),)))
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("address", "same_in_the_api", "key"),
    [
        (ASTHMA, "/api/v1/content/nb/sykdom/astma", f"content-{CONTENT_ID}"),
        ("/nb/", "/api/v1/content?lang=nb", "list-nb"),
        ("/nb/sykdom", "/api/v1/content?lang=nb&type=illness", "list-nb"),
        ("/nb/emne/lunger", "/api/v1/content?lang=nb&topic=lunger", "list-nb"),
        ("/sitemap-nb.xml", "/api/v1/content?lang=nb", "list-nb"),
    ],
)
def test_one_key_purges_a_text_here_and_in_the_api(client, rows, address, same_in_the_api, key):
    show(rich_document())
    assert client.get(address)["Surrogate-Key"] == key
    assert client.get(same_in_the_api)["Surrogate-Key"] == key


def test_a_page_is_not_kept_past_its_end(client, rows):
    show(rich_document(), public_until=in_hours(0.01))
    header = client.get(ASTHMA)["Cache-Control"]
    shared = int(header.split("s-maxage=")[1].split(",")[0])
    assert 0 < shared <= 36
    assert header.endswith(", stale-if-error=3300")


def test_an_expired_text_is_gone_with_a_notice_whatever_the_clock_did(client, rows):
    digest = show(rich_document(), public_until=in_hours(-0.01))
    old_address(path="sykdom/gammel", lang="nb", content_id=CONTENT_ID)
    first = client.get(ASTHMA)
    again = client.get(ASTHMA, headers={"if-none-match": first["ETag"]})
    for response in (first, again, client.get("/nb/sykdom/gammel")):
        assert response.status_code == 410
        assert response["Surrogate-Key"] == f"content-{CONTENT_ID}"
        assert "<title>Vises ikke lenger: Astma" in response.text
        assert "tiden den skulle stå ute er over" in response.text
        assert "Astma gjør luftveiene trange" not in response.text
        assert digest not in response.text
    topic = client.get("/nb/emne/lunger")
    assert (topic.status_code, topic["Cache-Control"]) == (404, "no-store")
    for listed in ("/nb/", "/nb/sykdom", "/sitemap-nb.xml"):
        assert "astma" not in client.get(listed).text.lower()


def test_a_withdrawn_article_is_410_with_its_notice_and_nothing_of_its_text(client, rows):
    show(withdrawn_document())
    response = client.get(ASTHMA)
    assert response.status_code == 410
    assert response["Surrogate-Key"] == f"content-{CONTENT_ID}"
    assert "Siden er trukket tilbake fordi doseringen var feil." in response.text
    assert "Det kan være utrygt å følge disse rådene." in response.text
    assert "23. november 2026" in response.text
    assert 'name="robots" content="noindex"' in response.text
    assert "betennelse i luftveiene" not in response.text
    assert client.get(ASTHMA, headers={"if-none-match": response["ETag"]}).status_code == 410


def test_a_withdrawn_article_leads_to_its_replacement_while_that_can_be_read(client, rows):
    show(withdrawn_document(replacement=str(COPD)))
    assert 'button" href="/nb/sykdom/kols' not in client.get(ASTHMA).text
    show(another("Kols", content_id=COPD, path="sykdom/kols"))
    page = client.get(ASTHMA)
    assert page.status_code == 410
    assert '<a class="button" href="/nb/sykdom/kols">' in page.text


def test_an_old_address_leads_to_the_new_one(client, rows):
    show(rich_document())
    old_address(path="sykdom/bronkial-astma", lang="nb", content_id=CONTENT_ID)
    response = client.get("/nb/sykdom/bronkial-astma")
    assert (response.status_code, response["Location"]) == (301, ASTHMA)
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Surrogate-Key"] == f"content-{CONTENT_ID}"


def test_an_old_address_of_a_withdrawn_item_tells_so(client, rows):
    show(withdrawn_document())
    old_address(path="sykdom/bronkial-astma", lang="nb", content_id=CONTENT_ID)
    assert client.get("/nb/sykdom/bronkial-astma").status_code == 410


@pytest.mark.parametrize(
    "address",
    ["/nb/sykdom/borte", "/nb/borte", "/borte", "/xx/sykdom", "/nb/a%00b", "/nb/a%0Ab", "/nb/%FF",
     "/nb/" + "a/" * 400, "/nb/illness", "/nb/subject/lunger", "/nb/emne/ukjent",
     "/nb/sykdom?page=0", "/nb/sykdom?page=-1", "/nb/sykdom?page=x", "/nb/sykdom?page=2",
     "/nb/sykdom?page=999999999999", "/nb/sykdom?page=٣", "/nb/sykdom?letter=ab",
     "/nb/sykdom?letter=%27", "/nb/sykdom?letter=k", "/nb/emne/lunger?page=2"],
)  # fmt: skip
def test_what_is_not_there_is_404_and_helps_on(client, rows, address):
    show(rich_document())
    response = client.get(address)
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert "Vi finner ikke den siden" in response.text
    assert 'href="tel:113"' in response.text
    assert 'action="/nb/search"' in response.text


def test_when_the_database_is_away_the_page_says_sorry_in_the_readers_language(
    client, rows, monkeypatch
):
    def away(**_values):
        raise OperationalError("no such host db.internal")

    monkeypatch.setattr(selectors, "article_at", away)
    client.raise_request_exception = False
    with CaptureQueriesContext(connections["public"]) as public:
        response = client.get("/en/illness/asthma")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert len(public) == 0
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Security-Policy"] == POLICY
    assert response["Content-Language"] == "en"
    assert "We cannot answer just now" in response.text
    assert 'href="tel:113"' in response.text
    assert "db.internal" not in response.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/", "/nb/", "/nb/sykdom", ASTHMA, "/robots.txt"])
def test_nothing_is_written_here(client, rows, method, address):
    show(rich_document())
    response = getattr(client, method)(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_head_has_the_headers_of_get_and_no_body(client, rows):
    show(rich_document())
    got, head = client.get(ASTHMA), client.head(ASTHMA)
    assert (head.status_code, head.content) == (200, b"")
    for header in ("ETag", "Cache-Control", "Content-Language", "Content-Security-Policy"):
        assert head[header] == got[header]


def test_a_slash_too_many_leads_to_the_article(client, rows):
    show(rich_document())
    response = client.get("/nb/sykdom/astma//")
    assert (response.status_code, response["Location"]) == (301, ASTHMA)


def test_what_others_hang_on_a_link_changes_nothing(client, rows):
    show(rich_document())
    plain = client.get(ASTHMA)
    shared = client.get(f"{ASTHMA}?utm_source=post&fbclid=x")
    assert shared.content == plain.content
    assert 'rel="canonical" href="http://localhost:8000/nb/sykdom/astma"' in shared.text


def test_no_page_asks_anybody_else_for_anything(client, rows):
    show(rich_document())
    for address in (ASTHMA, "/nb/", "/nb/sykdom"):
        text = client.get(address).text
        for attribute in (' src="http', "<iframe", "<style", " style=", " onclick", "@import"):
            assert attribute not in text
        for script in re.findall(r"<script.*?>", text):
            assert script.startswith(
                ('<script type="application/ld+json">', '<script src="/static/')
            )
