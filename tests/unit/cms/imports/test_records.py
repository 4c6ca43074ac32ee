"""One line becomes a checked record, or a reason; nothing else can come of it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.imports.records import MAX_RECORD_BYTES, Record, RecordRefused, record_of, shortened
from tests.unit.cms.imports.lines import fields, line


def refusal(data: bytes) -> str:
    with pytest.raises(RecordRefused) as refused:
        record_of(data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"id": "a"', "malformed JSON"),
        (b"[" * 100_000, "malformed JSON"),
        (b'["id"]', "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b" " * (MAX_RECORD_BYTES + 1), f"larger than {MAX_RECORD_BYTES} bytes"),
        (line(title=None), "missing or empty: title"),
        (line(title="  ", body_html=""), "missing or empty: title, body_html"),
        (line(body_html="<p> </p>"), "missing or empty: body_html"),
        (line(title="\u2800", lang="\u3164"), "missing or empty: lang, title"),
        (line(body_html="<p>\u200b&#8203;</p>"), "missing or empty: body_html"),
        (line(id=None, lang=None), "missing or empty: id, lang"),
        (line(id="x" * 301), "id is longer than 300 characters"),
        (line(lang="sv"), "unknown language 'sv'"),
        (line(title=7), "title is no text"),
        (line(topics="Lungs"), "topics is no list of texts"),
        (line(synonyms=[1]), "synonyms is no list of texts"),
        (line(machine_translated="false"), "machine_translated is neither true nor false"),
    ],
)
def test_a_line_that_is_no_record_is_refused_with_a_reason(data, reason):
    assert refusal(data) == reason


@pytest.mark.parametrize(
    "html",
    [
        "<p>x</p><script>alert(1)</script>",
        "<p>x</p><ScRiPt src=//e>",
        '<p onclick="x()">x</p>',
        "<p/onmouseover=x()>x</p>",
        '<a href="javascript:x()">x</a>',
        '<a href="data:text/html,x">x</a>',
        "<svg><p>x</p></svg>",
        "<iframe src=x></iframe><p>x</p>",
        "<style>p{}</style><p>x</p>",
    ],
)
def test_active_content_is_refused(html):
    assert refusal(line(body_html=html)) == "hostile HTML: it holds active content"


@pytest.mark.parametrize(
    "html",
    ["<p>The value one = 5 is on = off.</p>", "<p>The data: see the javascript: page.</p>"],
)
def test_words_that_look_like_it_outside_a_tag_are_words(html):
    assert record_of(line(body_html=html)).body_html == html


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    plain = line()
    assert record_of(b"\xef\xbb\xbf" + plain[:-1] + b"\r\n") == record_of(plain)


def test_fields_are_made_safe_and_fit_their_columns():
    record = record_of(
        line(
            title="A\u0000sthma\n and " + "long " * 100,
            summary=None,
            topics=["Lungs", "Lungs", " "],
            year=float("inf"),
            mesh=["D001249"],
        )
    )
    assert record.title.startswith("Asthma and long")
    assert (len(record.title) <= 250, record.title[-1]) == (True, "…")
    assert record.summary == "It narrows the airways. Symptoms Wheezing."
    assert (record.topics, record.codes, record.year) == (("Lungs",), ("D001249",), None)
    assert (record.group, record.licence, record.machine_translated) == ("mp-asthma", "CC0", False)


def test_the_digest_follows_the_content():
    assert record_of(line()).digest == record_of(b"  " + line()).digest
    assert record_of(line()).digest != record_of(line(summary="Other.")).digest


@pytest.mark.parametrize("text", ["<" * 1_000_000, "<h2>" * 400_000, "<a on" * 300_000])
def test_no_pattern_can_be_kept_busy(text):
    """Each of these took minutes where a pattern looked at every rest of the text again."""
    assert record_of(line(body_html=f"{text} words")).title == "Asthma"


def test_shortened_texts_end_between_words():
    assert shortened("one two three", 9) == "one two…"
    assert shortened("one two", 9) == "one two"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
NAMES = [*fields(), "mesh", "synonyms", "translation_group", "year", "machine_translated"]


@settings(max_examples=400, deadline=None)
@given(changed=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4), raw=st.binary())
def test_any_line_is_a_usable_record_or_a_reason(changed, raw):
    for data in (json.dumps(fields() | changed).encode(), raw):
        found = record_or_reason(data)
        if isinstance(found, str):
            assert 0 < len(found) < 200
            assert "\n" not in found
        else:
            assert 0 < len(found.id) <= 300
            assert 0 < len(found.title) <= 250
            assert 0 < len(found.summary) <= 300
            assert found.lang in ("nb", "nn", "se", "en")
            assert "\x00" not in found.body_html + found.title + found.id


def record_or_reason(data: bytes) -> Record | str:
    try:
        return record_of(data)
    except RecordRefused as refused:
        return str(refused)
