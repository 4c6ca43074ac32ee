"""A draft contains what nobody has signed. None of it is on the site."""

from content_models.pages import TreatmentPage
from content_models.taxonomy.models import Topic
from editorial.editions.services import edition_withdraw
from tests.factories.pages import draft, edit, section

ADDRESS = "/nb/levevaner/sovn-og-hvile"
EVERYWHERE = (ADDRESS, "/nb/", "/nb/levevaner", "/nb/search", "/sitemap-nb.xml",
              "/nb/emne/hemmelig", "/nb/levevaner/usignert", "/nb/behandling")  # fmt: skip


def whole_site(client) -> str:
    return "".join(client.get(address).text for address in EVERYWHERE)


def test_a_draft_is_nowhere(client, house):
    draft(author=house["author"], title="Usignert", slug="usignert", text="Usignert.")
    assert client.get("/nb/levevaner/usignert").status_code == 404
    assert "Usignert" not in whole_site(client)


def test_a_signed_text_is_there_at_once_and_its_unsigned_edit_is_not(client, house, live):
    topic = Topic(
        slug="hemmelig", **{f"name_{lang}": "Usignert" for lang in ("nb", "nn", "se", "en")}
    )
    topic.save()
    before = client.get(ADDRESS)
    assert "<p>Sov nok.</p>" in before.text
    latest = edit(
        live,
        author=house["author"],
        title="Usignert",
        summary="Usignert",
        slug="usignert",
        synonyms="Usignert",
        licence="Usignert",
        topics=[topic],
        references_waiver="Usignert",
        search_description="Usignert",
        body=[("section", section("Usignert")["value"])],
    )
    assert latest.body[0].value["blocks"][0].value.source == "<p>Usignert</p>"
    assert "Usignert" not in whole_site(client)
    assert client.get(ADDRESS, headers={"if-none-match": before["ETag"]}).status_code == 304
    assert client.get("/nb/levevaner/usignert").status_code == 404
    assert client.get("/nb/emne/hemmelig").status_code == 404


def test_hostile_html_of_an_editor_is_gone_before_it_is_signed(client, house, published):
    text = 'Hei<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x">y</a>'
    published(draft(author=house["author"], title="<script>1</script>", text=text))
    shown = client.get(ADDRESS).text
    assert "<script>" not in shown
    assert "onerror" not in shown
    assert "javascript:" not in shown
    assert "&lt;script&gt;1&lt;/script&gt;" in shown


def test_two_clinicians_are_named_where_two_must_sign(client, house, published):
    published(draft(TreatmentPage, author=house["author"], slug="medisin", risk_class="A"))
    shown = client.get("/nb/behandling/medisin").text
    assert "<strong>Dr. Clinician</strong>, lege, Prøvesykehuset" in shown
    assert "<strong>Dr. Second</strong>, lege, Prøvesykehuset" in shown


def test_a_withdrawal_takes_the_text_down_everywhere(client, house, live):
    edition_withdraw(
        content_id=live.translation_key,
        actor=house["duty"],
        reason="unsafe",
        notices={"nb": "Ikke følg dette rådet."},
    )
    response = client.get(ADDRESS)
    assert response.status_code == 410
    assert "Ikke følg dette rådet." in response.text
    assert "Sov nok." not in whole_site(client)
    assert "Søvn og hvile" not in client.get("/nb/").text
