"""Nothing is signed unseen: each value of an article stands as words where it is reviewed."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from content_models.blocks.section import SectionContent
from content_models.projection import project_article
from tests import signing
from tests.factories.pages import draft, edit
from tests.factories.whole import whole_page

pytestmark = pytest.mark.django_db

# Values that no person can read, each with the reason why signing them unseen is right.
UNSEEN = {
    "id": "An identifier says nothing: what it names stands beside it.",
    "sha256": "A digest of the picture's bytes, and the picture itself is shown.",
    "type": "A block's type is how it looks; the article's own is looked for by its name.",
}
# Values that are said in other words: choices, dates, numbers with something beside them.
SAID = {
    ("type",): "Slag: Sykdom",
    ("lang",): "Språk: Norsk bokmål",
    ("riskClass",): "Risikoklasse: A",
    ("sections", "aspect"): "Helsetema: Annet",
    ("sections", "blocks", "level"): "Akutt: ring nå",
    ("sections", "blocks", "phone"): "Ring 113",
    ("sections", "blocks", "headerRow"): "Første rad er overskrift: ja",
    ("sections", "blocks", "headerColumn"): "Første kolonne er overskrift: ja",
    ("sections", "blocks", "media", "width"): "image/png, 8 × 6",
    ("sections", "blocks", "media", "height"): "image/png, 8 × 6",
    ("sections", "blocks", "version"): "versjon 7",
    ("references", "kind"): "Slag: lov eller forskrift",
    ("references", "identifierType"): "Identifikator: DOI 10.1000/kilden",
    ("references", "retrieved"): "Lest 4. mars 2019.",
}


class Reader(HTMLParser):
    """What a sighted person reads: words, and no attributes; closed details count as unread."""

    def __init__(self, html):
        super().__init__()
        self.words, self.silent, self.closed = [], 0, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("style", "script", "title")
        self.closed += tag == "details" and "open" not in dict(attrs)

    def handle_endtag(self, tag):
        self.silent -= tag in ("style", "script", "title")

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)

    @property
    def text(self):
        return plain(" ".join(self.words))


def plain(text):
    """Words with one space between them, and none before a mark that follows a tag."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(text)).split())


def leaves(value, path=()):
    """Every value of an article with the names that lead to it."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*path, key))
    elif isinstance(value, list) and value:
        for part in value:
            yield from leaves(part, path)
    else:
        yield path, value


def unseen(article, text):
    """The places of an article whose value is not in the text."""
    found = set()
    for path, value in leaves(article):
        wanted = SAID.get(path)
        if wanted is None and path[-1] in UNSEEN:
            continue
        said = [wanted] if wanted else [plain(str(value))]
        if wanted is None and isinstance(value, str):
            said += re.findall(r'href="([^"]+)"', value)
        found |= {(path, one) for one in said if not one or one not in text}
    return found


def shown(client, path):
    html = client.get(path).content.decode()
    reader = Reader(html)
    assert reader.closed == 0
    return reader.text


def step_of(page, house):
    state = signing.submit(page, by=house["author"])
    signing.act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state.current_task_state


def test_every_value_that_is_signed_can_be_read_where_it_is_signed(scene):
    page = whole_page(scene.people, scene.picture)
    article = project_article(page)
    # The document of this test is whole: every kind of block, and no value that says nothing.
    kinds = {block["type"] for block in article["sections"][0]["blocks"]}
    assert kinds == set(SectionContent().child_blocks)
    assert [path for path, value in leaves(article) if value in ("", None, [], False)] == []
    step = step_of(page, scene.people)
    client = scene.client("clinician")
    assert unseen(article, shown(client, reverse("review_text", args=[step.pk]))) == set()
    path = reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, step.task_id])
    assert unseen(article, shown(client, path)) == set()


def test_a_new_field_is_not_forgotten(scene):
    """The walk finds what nobody drew, wherever it is."""
    page = whole_page(scene.people, scene.picture)
    article = project_article(page)
    text = shown(
        scene.client("clinician"),
        reverse("review_text", args=[step_of(page, scene.people).pk]),
    )
    article["dose"] = "500 mg"
    article["sections"][0]["blocks"][3]["items"][0]["seconds"] = 301
    article["references"][0]["isRetracted"] = True
    assert unseen(article, text) == {
        (("dose",), "500 mg"),
        (("sections", "blocks", "items", "seconds"), "301"),
        (("references", "isRetracted"), "True"),
    }


def test_what_signing_does_to_a_label_is_said(scene):
    people, client = scene.people, scene.client("clinician")
    path = reverse("review_text", args=[scene.clinical_step.pk])
    assert "Teksten har ingen varselmerker." in shown(client, path)
    page = draft(author=people["author"], slug="merket", title="Merket", demonstration=True)
    path = reverse("review_text", args=[step_of(page, people).pk])
    stays = "Teksten er merket «demonstrasjonstekst», og er det fortsatt når den er signert."
    assert stays in shown(client, path)


def test_a_label_that_a_signature_takes_off_is_named(scene, published):
    people = scene.people
    labels = {"demonstration": True, "machine_translated": True}
    page = published(draft(author=people["author"], slug="merket", title="Merket", **labels))
    text = edit(page, author=people["author"], summary="Ny.", machine_translated=False)
    text = shown(
        scene.client("clinician"),
        reverse("review_text", args=[step_of(text, people).pk]),
    )
    assert "Teksten er merket «demonstrasjonstekst», og er det fortsatt" in text
    assert (
        "Teksten mangler merket «maskinoversatt», som siste utgave har: en signatur tar det bort."
        in text
    )


def test_a_fact_is_signed_with_its_key_name_number_and_every_wording(scene):
    version = scene.fact
    for lang in ("nn", "se", "en"):
        setattr(version, f"text_{lang}", f"Ordlyd {lang}.")
    version.save()
    text = shown(scene.client("clinician"), reverse("sign_fact", args=[version.pk]))
    for value in ("Dose: Paracetamol", "paracetamol", "Versjon 1", "Høyst 4 g i døgnet.",
                  "Ordlyd nn.", "Ordlyd se.", "Ordlyd en."):  # fmt: skip
        assert value in text
