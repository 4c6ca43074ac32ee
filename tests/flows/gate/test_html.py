"""What an article holds as HTML is what the editor's door lets through, whoever is said to sign."""

import random
import re

import pytest
from django.db import DatabaseError, connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from content_models.body import HTML_BLOCKS, HTML_KEYS, HTML_LISTS
from content_models.evidence import identifier_is_valid
from content_models.projection import problems
from content_models.sanitise import ATTRIBUTES, SCHEMES, TAGS, links_unknown, sanitise_html
from editorial.editions.models import Edition
from tests.flows.test_links import FOREIGN, KNOWN, link

# Every element and every attribute that a browser knows something to do with.
ELEMENTS = """a abbr address applet area article aside audio b base bdi bdo big blink blockquote
    body br button canvas caption center cite code col colgroup command data datalist dd del dfn
    details dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd
    keygen label legend li link listing main map mark marquee math menu meta meter nav nobr noembed
    noframes noscript object ol optgroup option output p param picture plaintext portal pre progress
    q rp rt ruby s samp script search section select slot small source span strike strong style
    sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u
    ul var video wbr xmp x-foreign""".split()  # noqa: SIM905 - one a line would be a page
NAMES = """action class contenteditable data-x dir download draggable form formaction hidden href
    hreflang id integrity is itemid lang linktype loading manifest media method name nonce onclick
    onerror onload ping popover poster rel role slot src srcdoc srcset style tabindex target title
    translate type usemap value xlink:href xmlns""".split()  # noqa: SIM905 - the same
MANY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PIECES = [
    "<p>", "</p>", "<p", "<P>", "<br>", "<br/>", "<a>", "<a href='", "'>", "'", '"', ">", "</a>",
    "javascript:", "<script>", "</script>", "<!--", "-->", "<svg>", "<style>", "&lt;", "&#x3c;",
    "onerror=", " id=", "<li>", "</ul>", "<img src=x ", "<math>", "<![CDATA[", "]]>", "tekst ",
    "//host.test", "/nb/a", "https://host.test/a?b=1&copy=2", "&amp;", "&amp;#47;", "&nbsp;",
    "\u00a0", "&quot;", "\\", "\n", "#", "tel:+47 1", "linktype='page' id='7'", "https:", "@",
    "\u2028", "ſ", "mailto:a@b.test", "HTTPS://Host.test",
]  # fmt: skip
HTML = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def is_let_through(html: str) -> bool:
    """What the gate at commit says to a fragment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT strpos(content_models_html_left(%s), '<') = 0"
            " AND content_models_links_unknown(%s) = '{}'",
            [html, html],
        )
        return cursor.fetchone()[0]


def test_the_tags_and_attributes_are_those_of_the_door(db):
    """One list in two places: whoever adds a tag at the door adds it here, and the reverse."""
    assert set(ELEMENTS) >= TAGS
    assert {name for names in ATTRIBUTES.values() for name in names} <= set(NAMES)
    known = {"<br>" if tag == "br" else f"<{tag}>x</{tag}>": tag in TAGS for tag in ELEMENTS}
    known |= {
        f'<{tag} {name}="https://host.test/">x</{tag}>': name in ATTRIBUTES.get(tag, ())
        for tag in ELEMENTS
        for name in NAMES
    }
    assert {html: sanitise_html(html) == html for html in known} == known
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT html FROM unnest(%s::text[]) html"
            " WHERE strpos(content_models_html_left(html), '<') = 0"
            " AND content_models_links_unknown(html) = '{}'",
            [list(known)],
        )
        assert {html for (html,) in cursor.fetchall()} == {html for html in known if known[html]}


@pytest.mark.parametrize("address", [*FOREIGN, *KNOWN])
def test_the_addresses_are_those_of_the_door(db, address):
    html = link(address)
    assert is_let_through(html) == (sanitise_html(html) == html) == (address in KNOWN)


def test_the_schemes_are_those_of_the_door(db):
    for scheme in [*SCHEMES, "ftp", "sms", "javascript", "data", "file", "blob", "urn", "ws"]:
        rest = {"http": "//host.test/", "https": "//host.test/", "tel": "113"}.get(
            scheme, "a@b.test"
        )
        html = link(f"{scheme}:{rest}")
        assert is_let_through(html) == (sanitise_html(html) == html) == (scheme in SCHEMES), scheme


@MANY
@given(st.lists(HTML, min_size=30, max_size=30))
@example(['<a id=" href=" href="javascript:alert(1)">x</a>', "<a href=\"/\" href='//host.test'>"])
def test_whatever_the_door_writes_is_let_through(db, many):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT html FROM unnest(%s::text[]) html"
            " WHERE strpos(content_models_html_left(html), '<') > 0"
            " OR content_models_links_unknown(html) <> '{}'",
            [[sanitise_html(html) for html in many]],
        )
        assert cursor.fetchall() == []


def marks(html: str) -> set[str]:
    """The tags in a fragment with their attributes."""
    return set(re.findall(r"<[a-z][^>]*>", html))


@MANY
@given(st.lists(HTML, min_size=30, max_size=30))
def test_whatever_is_let_through_loses_no_mark_at_the_door(db, many):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT html FROM unnest(%s::text[]) html"
            " WHERE strpos(content_models_html_left(html), '<') = 0"
            " AND content_models_links_unknown(html) = '{}'",
            [many],
        )
        for (html,) in cursor.fetchall():
            assert links_unknown(html) == []
            assert {tag.split(" ")[0].rstrip(">") for tag in marks(html)} <= {f"<{t}" for t in TAGS}
            assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html)).lower()


# Where HTML stands in an article: each place by itself.
PLACES = {
    "a step": lambda a, html: a["sections"][0]["blocks"][0]["items"][0].update(html=html),
    "a thing to do": lambda a, html: a["sections"][0]["blocks"][1]["do"].append(html),
    "a thing not to do": lambda a, html: a["sections"][0]["blocks"][1]["dont"].append(html),
    "an answer": lambda a, html: a["sections"][0]["blocks"][2]["items"][0].update(html=html),
    "a transcript": lambda a, html: a["sections"][0]["blocks"][3].update(transcript=html),
    "a text": lambda a, html: a["sections"][0]["blocks"].append(
        {"id": "x", "type": "text", "html": html}
    ),
    "a care card": lambda a, html: a["sections"][0]["blocks"].append(
        {"id": "", "type": "care_card", "level": "", "heading": "", "html": html, "phone": ""}
    ),
}  # fmt: skip
REFUSED = [
    "<script src=/x.js></script>", "<p onclick='x'>x</p>", "<b>x</b>", "<img src=x>", "<p", "<!-- ",
    "<iframe></iframe>", "<P>x</P>", '<p class="notice">x</p>', "<a href='/nb/'>x</a>",
]  # fmt: skip


def test_the_places_are_those_of_the_door():
    assert {"html", "transcript"} == HTML_KEYS
    assert {"text"} == HTML_BLOCKS
    assert {"do", "dont"} == HTML_LISTS


def test_no_article_has_html_that_the_door_does_not_let_through(published_as):
    for place, put in PLACES.items():
        html = random.Random(place).choice(REFUSED)
        with pytest.raises(DatabaseError, match="The article has HTML that the door"):
            published_as(lambda article, put=put, html=html: put(article, html))
        with pytest.raises(DatabaseError, match="a link to an address of no known kind"):
            published_as(lambda article, put=put: put(article, link("//host.test/")))
    assert not Edition.objects.exists()


def test_no_tag_begins_in_one_fragment_and_ends_in_the_next(published_as):
    for halves in [('<a href="', '">x</a>'), ("<", "p>x</p>"), ("<a", ' href="/nb/">x</a>')]:

        def put(article, halves=halves):
            article["sections"][0]["blocks"][1]["do"].extend(halves)

        with pytest.raises(DatabaseError, match="The article has HTML that the door"):
            published_as(put)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("html", REFUSED)
def test_the_gate_lets_none_of_it_through(db, html):
    assert not is_let_through(html)
    assert sanitise_html(html) != html


ELSEWHERE = {
    "javascript:alert(1)": "that is not one of the web",
    "https://helsenorge.no@evil.test/": "that does not say plainly where it leads",
    "https://a:b@evil.test": "that does not say plainly where it leads",
    "https://evil.test\\@helsenorge.no/": "that does not say plainly where it leads",
}


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_video_and_no_source_leads_elsewhere_than_it_says(published_as, address):
    def video(article):
        article["sections"][0]["blocks"][3]["url"] = address

    def source(article):
        said = dict.fromkeys(["title", "publisher", "kind", "evidenceLevel", "evidenceScheme"], "")
        said |= {"year": None, "retrieved": None}
        said |= {"identifierType": "URL", "identifier": address}
        article["references"].append(said)

    for change in (video, source):
        with pytest.raises(DatabaseError, match=f"an address {ELSEWHERE[address]}"):
            published_as(change)
    assert not Edition.objects.exists()
    block = {"url": address, "transcript": "x"}
    assert len(list(problems._video(block))) == 1
    assert not identifier_is_valid(kind="URL", identifier=address)
