"""Canonical bytes and digests: the arithmetic that a sign-off and an edition rest on.

Canonical JSON is RFC 8785 (JCS): members sorted, no insignificant space, one spelling of each
value. It composes: the canonical bytes of an inner object stand verbatim in those of the outer
one, which is what lets the database check an edition without parsing what it vouches for.
"""

import hashlib
from typing import Any

import rfc8785

# The version of the scheme is stored with every digest. A new field or another way to project a
# page is a new scheme, and old digests go on being recomputed by the old one.
CLINICAL_SCHEME = 1


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value. Raises ValueError for what JSON can not carry exactly."""
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise ValueError(f"This value has no canonical form: {error}") from error


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def clinical_digest(article: dict[str, Any]) -> str:
    """The digest that a clinician signs: SHA-256 of the article's canonical bytes."""
    return sha256_hex(canonical(article))
