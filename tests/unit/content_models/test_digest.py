"""Canonical bytes: the same value has one spelling, another value another."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_models.digest import canonical, clinical_digest, sha256_hex

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # RFC 8785, section 3.2.2 and appendix B.
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        (
            [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27],
            b"[333333333.3333333,1e+30,4.5,0.002,1e-27]",
        ),
        ("\u20ac$\u000f\nA'B\"\\\"/", '"€$\\u000f\\nA\'B\\"\\\\\\"/"'.encode()),
        # Members are sorted by UTF-16 code units: U+FB33 comes after the surrogates of U+1F600.
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'.encode()),
    ],
)  # fmt: skip
def test_the_bytes_are_those_of_the_standard(value, expected):
    assert canonical(value) == expected


@given(values)
def test_the_bytes_say_the_value_and_nothing_else(value):
    assert json.loads(canonical(value)) == value


@given(values, values)
def test_other_values_have_other_digests(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (sha256_hex(canonical(one)) == sha256_hex(canonical(other))) is same


@given(st.dictionaries(text, values, min_size=2, max_size=6))
def test_the_order_of_members_does_not_matter(value):
    turned = dict(reversed(list(value.items())))
    assert canonical(turned) == canonical(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, {1: "a"}, object()])
def test_what_json_can_not_carry_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        canonical(value)


def test_the_digest_is_sha256_of_the_bytes():
    assert clinical_digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
