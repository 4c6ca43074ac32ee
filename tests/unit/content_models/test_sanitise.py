"""HTML from outside is made safe once, whatever it tries."""

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content_models.body import clean_body
from content_models.sanitise import MAX_HTML_BYTES, TAGS, TooLarge, sanitise_html, sanitise_text

TAG = re.compile(r"<\s*/?\s*([a-zA-Z][\w-]*)([^>]*)>")
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<p onclick='alert(1)' style='position:fixed'>x</p>",
    "<iframe src='https://example.test'></iframe>",
    "<form action='https://example.test'><input name=a></form>",
    "<base href='https://example.test/'>",
    "<meta http-equiv=refresh content='0;url=https://example.test'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<<script>script>alert(1)<</script>/script>",
    "<object data='javascript:alert(1)'></object>",
    "<link rel=stylesheet href='https://example.test/x.css'>",
    "<p><b style='x:expression(alert(1))'>x</b></p>",
]
fragments = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<a href='", "'>", "javascript:", "<script>", "</script>", "<!--", "-->",
         "<svg>", "<style>", "</style>", "&lt;", "&#x3c;", "\x00", "onerror=", "tekst ", "<li>",
         "</ul>", "<img src=x ", ">", "'", '"', "<math>", "<![CDATA[", "]]>"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def is_inert(html: str) -> bool:
    """Only tags of the allow-list, no attribute but a link's, no scheme that runs."""
    for name, rest in TAG.findall(html):
        attributes = re.findall(r"([\w-]+)\s*=", re.sub(r"\"[^\"]*\"", '""', rest))
        if name.lower() not in TAGS or set(attributes) - {"href", "linktype", "id"}:
            return False
        for address in re.findall(r'href="([^"]*)"', rest):
            # As a browser reads it: references resolved, blanks and control characters left out.
            read = re.sub(r"[\x00-\x20]", "", unescape(address))
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", read, re.IGNORECASE)
            if scheme and scheme[1].lower() not in {"http", "https", "mailto", "tel"}:
                return False
    return True


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_comes_through(html):
    clean = sanitise_html(html)
    assert is_inert(clean)
    assert "alert(1)" not in clean or "<" not in clean.replace("<p>", "").replace("</p>", "")


@given(fragments)
@example("<a href='<p>javascript:<a href='<p>")  # what stands before the colon is no scheme
@example("<a href='java&#x0a;script:'>")
def test_what_comes_out_is_inert_and_stays_as_it_is(html):
    clean = sanitise_html(html)
    assert is_inert(clean)
    assert sanitise_html(clean) == clean


def test_what_editors_write_is_kept_to_the_letter():
    html = (
        "<h3>Når</h3><p>Ring <strong>113</strong> <em>straks</em>.<br>"
        '<a href="https://example.test/a?b=1&amp;c=2">Les</a> '
        '<a href="tel:113">113</a> <a linktype="page" id="7">her</a></p>'
        "<ul><li>á đ ŋ</li></ul><ol><li>to</li></ol><h4>Så</h4>"
    )
    assert sanitise_html(html) == html


def test_a_script_goes_with_what_it_says():
    assert sanitise_html("<p>a<script>alert(1)</script>b</p>") == "<p>ab</p>"


def test_text_is_composed_and_without_control_characters():
    assert sanitise_text("bla\u030a\x00\x1f\u2028rt\ud800") == "blårt"


def test_a_block_has_a_size():
    assert sanitise_html("a" * MAX_HTML_BYTES) == "a" * MAX_HTML_BYTES
    with pytest.raises(TooLarge):
        sanitise_html("a" * (MAX_HTML_BYTES + 1))
    with pytest.raises(TooLarge):
        sanitise_html("å" * (MAX_HTML_BYTES // 2 + 1))


def test_every_string_of_a_body_passes_the_door():
    bad = "<script>alert(1)</script><p onclick=x>t</p>"
    value = {"level": "urgent", "heading": "a\x00b", "html": bad}
    raw = [
        {
            "type": "section",
            "id": "s",
            "value": {
                "aspect": "overview",
                "heading": "h\x00",
                "blocks": [
                    {"type": "text", "id": "t", "value": bad},
                    {"type": "care_card", "id": "c", "value": value},
                    {"type": "do_dont", "id": "d", "value": {"do": [bad], "dont": [bad]}},
                    {
                        "type": "questions",
                        "id": "q",
                        "value": {"items": [{"question": "q\x00", "html": bad}]},
                    },
                ],
            },
        }
    ]
    blocks = clean_body(raw)[0]["value"]["blocks"]
    assert blocks[0]["value"] == "<p>t</p>"
    assert blocks[1]["value"] == {"level": "urgent", "heading": "ab", "html": "<p>t</p>"}
    assert blocks[2]["value"] == {"do": ["<p>t</p>"], "dont": ["<p>t</p>"]}
    assert blocks[3]["value"]["items"] == [{"question": "q", "html": "<p>t</p>"}]


def test_a_block_without_an_identifier_gets_one_and_keeps_it():
    raw = [{"type": "section", "value": {"aspect": "", "heading": "", "blocks": []}}]
    once = clean_body(raw)
    assert re.fullmatch(r"[0-9a-f-]{36}", once[0]["id"])
    assert clean_body(once) == once
