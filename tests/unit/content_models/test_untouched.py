"""What nobody touched in the editor stays as it is stored; what somebody changed is changed."""

import json
import re

import pytest
from django import forms
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from content_models.blocks.html import HtmlBlock
from content_models.blocks.texts import FEATURES, INLINE
from content_models.body import clean_html
from content_models.publishing import Candidate
from content_models.untouched import body_kept, text_kept
from tests.editing import opened
from tests.factories.pages import draft, section

# As an import or an older release may have stored it; the editor writes each otherwise.
STORED = {
    "emphasis": "<p>Ta <strong>aldri</strong> mer enn <em>to</em>.</p>",
    "emphasis in emphasis": "<p><em><strong>Aldri</strong> mer</em> enn to.</p>",
    "lines between paragraphs": "<p>En.</p>\n<p>To.</p>\n<ul>\n<li>Tre</li>\n</ul>",
    "no paragraph": "Bare ord.",
    "a list in a list": "<ul><li>En<ul><li>To</li></ul></li></ul>",
    "paragraphs in a list": "<ul><li><p>En</p></li><li><p>To</p></li></ul>",
    "a broken line": "<p>En<br>to</p>",
    "a link": '<p>Les <a href="https://helse.test/rad?a=1&amp;b=2">rådene</a>.</p>',
    "an empty paragraph": "<p></p><p>En.</p>",
    "an item without a list": "<li>En</li><p>To</p>",
    "a mark around paragraphs": "<em><p>En.</p><p>To.</p></em>",
}
BLOCK, WORDS = HtmlBlock(features=FEATURES), HtmlBlock(features=INLINE)


def through_the_editor(html):
    shown = BLOCK.get_form_state(BLOCK.to_python(html))
    return BLOCK.value_from_datadict({"html": shown}, {}, "html").source


def body(html):
    text = {"type": "text", "id": "b", "value": html}
    return [{"type": "section", "id": "a", "value": {"heading": "h", "blocks": [text]}}]


@pytest.mark.parametrize("what", STORED)
def test_html_that_the_editor_only_rewrote_stays_to_the_letter(db, what):
    stored = clean_html(STORED[what])
    assert body_kept(stored=body(stored), posted=body(through_the_editor(stored))) == body(stored)


@pytest.mark.parametrize("what", STORED)
def test_a_word_or_a_mark_that_somebody_changed_is_changed(db, what):
    stored = clean_html(STORED[what])
    shown = through_the_editor(stored)
    plain = re.sub("</?(strong|em|a)\\b[^>]*>", "", shown)
    for posted in (shown + "<p>Mer.</p>", plain if plain != shown else "<p>Andre ord.</p>", ""):
        assert body_kept(stored=body(stored), posted=body(posted)) == body(posted)


@pytest.mark.parametrize("into", ["p", "h3", "h4", "ul", "ol"])
@pytest.mark.parametrize("out_of", ["p", "h3", "h4", "ul", "ol"])
def test_a_block_that_somebody_made_another_kind_is_changed(db, out_of, into):
    """The words are the same: a heading that is made a paragraph, one item that is none."""

    def made(tag):
        inner = "<li>Fare &amp; råd</li>" if tag in ("ul", "ol") else "Fare &amp; råd"
        return f"<{tag}>{inner}</{tag}><p>Ring 113.</p>"

    stored, posted = clean_html(made(out_of)), through_the_editor(made(into))
    kept = stored if out_of == into else posted
    assert body_kept(stored=body(stored), posted=body(posted)) == body(kept)


def test_a_list_where_only_words_may_stand_is_not_kept_against_its_editor(db):
    """In `do` and `dont` the editor knows no lists: what it makes of one is what it shows."""
    stored = "<ul><li>Hvil</li></ul>"
    shown = WORDS.get_form_state(WORDS.to_python(stored))
    posted = WORDS.value_from_datadict({"html": shown}, {}, "html").source
    around = [
        [{"type": "do_dont", "id": "b", "value": {"do": [html], "dont": []}}]
        for html in (stored, posted, "<p>Løp</p>")
    ]
    assert clean_html(posted) != stored
    assert body_kept(stored=around[0], posted=around[1]) == around[0]
    assert body_kept(stored=around[0], posted=around[2]) == around[2]


def test_words_stay_in_their_own_block(db):
    stored = clean_html(STORED["lines between paragraphs"])
    other = body(through_the_editor(stored))
    other[0]["value"]["blocks"][0]["id"] = "another"
    assert body_kept(stored=body(stored), posted=other) == other


words = st.text(alphabet="ab æ<>&.\n", max_size=6)
marked = st.recursive(
    words.map(lambda text: text.replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["p", "ul", "ol", "li", "strong", "em", "h3", "h4", "br"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


@given(marked)
@example("<li>a")
@example("<em><p></p></em>")
@example("<p>a<br>b</p><em><ul><li>a</li></ul></em>")
def test_whatever_is_stored_can_be_opened_and_is_kept(html):
    stored = clean_html(html)
    posted = through_the_editor(stored)
    assert body_kept(stored=body(stored), posted=body(posted)) == body(stored)


CELLS = {"data": [["Alder", "Dose"], ["Barn", None]]}
# As it may be stored, and what the editor makes of it where nobody touched it; then a change.
BLOCKS = {
    "table": (
        {"caption": "Doser", "header_row": True, "table": CELLS},
        {"caption": "Doser", "header_row": True, "header_column": False,
         "table": {**CELLS, "table_header_choice": "neither", "first_col_is_header": False}},
        {"table": {"data": [["Alder", "Dose"], ["Barn", "5"]]}},
    ),
    "questions": (
        {"items": [{"question": "Hvor lenge?", "html": "<p>Tre.</p>\n"}]},
        {"items": [{"type": "item", "id": "n", "value": {
            "question": "Hvor lenge?", "html": '<p data-block-key="k">Tre.</p>'}}]},
        {"items": []},
    ),
    "do_dont": (
        {"do": ["<p><em>Hvil</em>.</p>"], "dont": []},
        {"do": [{"type": "item", "id": "n", "value": "<p><em>Hvil</em>.</p>"}], "dont": []},
        {"dont": ["<p>Løp.</p>"]},
    ),
    "image": (
        {"image": 5, "alt": "a"}, {"image": 5, "alt": "a", "caption": "", "credit": ""},
        {"credit": "Oss"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_that_the_editor_only_rewrote_stays_as_it_is_stored(db, kind):
    stored, rewritten, change = BLOCKS[kind]

    def around(value):
        section = {"heading": "h", "blocks": [{"type": kind, "id": "b", "value": value}]}
        return [{"type": "section", "id": "a", "value": section}]

    assert body_kept(stored=around(stored), posted=around(rewritten)) == around(stored)
    changed = around({**rewritten, **change})
    assert body_kept(stored=around(stored), posted=changed) == changed


AREA, LINE = forms.CharField(widget=forms.Textarea), forms.CharField()


@pytest.mark.parametrize(
    ("field", "stored", "posted", "kept"),
    [
        (AREA, "En.\nTo.", "En.\r\nTo.", "En.\nTo."),
        (AREA, "En.\r\nTo.", "En.\r\nTo.", "En.\r\nTo."),
        (AREA, "En.\rTo.\n", "En.\r\nTo.", "En.\rTo.\n"),
        (AREA, "En.\nTo.", "En.\r\n\r\nTo.", "En.\r\n\r\nTo."),
        (AREA, "En.\nTo.", "En.To.", "En.To."),
        (AREA, "En.\nTo.", "En.\r\nTre.", "En.\r\nTre."),
        (AREA, "", "En.", "En."),
        (LINE, "En\nto", "Ento", "En\nto"),
        (LINE, "En\nto", "En to", "En to"),
        (AREA, None, "En.", "En."),
    ],
)
def test_lines_stay_as_they_ended(field, stored, posted, kept):
    assert text_kept(field=field, stored=stored, posted=posted) == kept


def test_a_text_that_is_opened_and_saved_is_the_same_text(house):
    blocks = [section(html) for html in STORED.values()]
    for at, html in enumerate(STORED.values()):
        blocks[at]["value"]["blocks"][0]["value"] = html
    page = draft(author=house["author"], body=blocks, summary="En.\nTo.", synonyms="a\nb")
    before = Candidate(page.get_latest_revision_as_object())
    client = Client()
    client.force_login(house["author"])
    answer = client.post(f"/admin/pages/{page.pk}/edit/", opened(page, slug="et-annet-sted"))
    assert answer.status_code == 302
    page.refresh_from_db()
    after = Candidate(page.get_latest_revision_as_object())
    assert after.page.slug == "et-annet-sted"
    assert after.article == before.article


def test_what_is_made_bold_in_the_editor_is_stored_so(house):
    page = draft(author=house["author"])
    state = {
        "blocks": [
            {
                "key": "a", "type": "unstyled", "depth": 0, "text": "Aldri to", "entityRanges": [],
                "inlineStyleRanges": [
                    {"offset": 0, "length": 5, "style": "BOLD"},
                    {"offset": 6, "length": 2, "style": "ITALIC"},
                ],
            }
        ],
        "entityMap": {},
    }  # fmt: skip
    data = opened(page) | {"body-0-value-blocks-0-value": json.dumps(state)}
    client = Client()
    client.force_login(house["author"])
    assert client.post(f"/admin/pages/{page.pk}/edit/", data).status_code == 302
    page.refresh_from_db()
    article = Candidate(page.get_latest_revision_as_object()).article
    assert article["sections"][0]["blocks"][0]["html"] == (
        "<p><strong>Aldri</strong> <em>to</em></p>"
    )
