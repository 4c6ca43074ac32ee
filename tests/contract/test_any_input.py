"""Whatever is sent, the answer is a decision of ours: never a 500, never an HTML page."""

from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.rows import ASTHMA, Rows

EXPECTED = {200, 304, 301, 404, 409, 410, 422}
ANY_TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "0", "-1", "1e3", "nb", "٣", "99999999999999999999", "\0", "'", "%s", "{}"]
    ),
    st.integers().map(str),
    st.datetimes().map(str),
    st.from_regex(r"[0-9]{1,20}-[0-9a-f]{0,70}", fullmatch=True),
    st.from_regex(r"(ICPC-2|ICD-10|ATC):.{0,9}", fullmatch=True),
)
NAMES = st.sampled_from(
    ["lang", "type", "topic", "audience", "code", "updated_since", "cursor", "limit", "since", "q"]
)
QUERY = st.lists(st.tuples(NAMES | st.text(max_size=8), ANY_TEXT), max_size=5)
PLACES = st.sampled_from(
    ["content", f"content/{ASTHMA}", "changes", "search", "suggest", "content/nb/a"]
)
quiet = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def judge(response: Any) -> None:
    """A status that we decided on, in our own form."""
    assert response.status_code in EXPECTED
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json"
        assert response["Cache-Control"] == "no-store"


def encoded(pairs: list[tuple[str, str]]) -> str:
    """A query string; what UTF-8 can not carry is left out."""
    return urlencode(
        [(name.encode(errors="ignore"), value.encode(errors="ignore")) for name, value in pairs]
    )


@quiet
@given(place=PLACES, query=QUERY, has_lang=st.booleans())
def test_any_query(
    client: Client,
    rows: Rows,
    place: str,
    query: list[tuple[str, str]],
    has_lang: bool,
) -> None:
    pairs = [("lang", "nb"), *query] if has_lang else query
    judge(client.get(f"/api/v1/{place}?{encoded(pairs)}"))


@quiet
@given(moment=st.datetimes(timezones=st.timezones()))
def test_any_moment(client: Client, rows: Rows, moment: Any) -> None:
    judge(client.get(f"/api/v1/content?lang=nb&updated_since={quote(moment.isoformat())}"))


@quiet
@given(
    path=st.binary(max_size=60), prefix=st.sampled_from(["content/", "content/nb/", "editions/"])
)
def test_any_path(client: Client, rows: Rows, path: bytes, prefix: str) -> None:
    judge(client.get(f"/api/v1/{prefix}{quote_from_bytes(path)}?lang=nb"))


@quiet
@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60))
def test_any_tag(client: Client, rows: Rows, header: str) -> None:
    rows.numbers.clear()
    judge(client.get(f"/api/v1/content/{ASTHMA}?lang=nb", headers={"if-none-match": header}))
