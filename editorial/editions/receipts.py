"""The review receipt: who vouched for an edition and when, signed, to be verified offline.

A compact JWS (RFC 7515) with EdDSA over Ed25519. It names the digest of the document's bytes
and that of the article, so it proves both which text a clinician signed and which document was
delivered.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from content_models.digest import canonical, sha256_hex
from editorial.editions.keys import b64url, jwk_of, signing_key

TYPE = "review-receipt+jwt"
_REQUIRED = {
    "iss": str, "iat": int, "contentId": str, "lang": str, "number": int, "action": str,
    "path": str, "editionDigest": str, "clinicalDigest": str, "signOffs": list, "evidence": list,
    "lastReviewed": str, "nextReviewDue": str,
}  # fmt: skip


class ReceiptInvalid(ValueError):
    """A receipt does not prove what it should; holds every reason that could be found."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@dataclass(frozen=True)
class VerifiedReceipt:
    """A receipt whose signature holds."""

    kid: str
    claims: dict[str, Any]


def sign_jws(claims: dict[str, Any], *, type_: str) -> str:
    """Claims as a compact JWS by the current key."""
    key = signing_key()
    header = {"alg": "EdDSA", "kid": jwk_of(key.public_key())["kid"], "typ": type_}
    signed = f"{b64url(canonical(header))}.{b64url(canonical(claims))}"
    return f"{signed}.{b64url(key.sign(signed.encode('ascii')))}"


def receipt_claims(*, document: dict[str, Any], edition_digest: str) -> dict[str, Any]:
    """What the receipt of an edition says: `editions_check_receipt` expects the same at commit."""
    edition, article = document["edition"], document["article"]
    return {
        "iss": settings.PUBLIC_BASE_URL,
        "iat": int(datetime.fromisoformat(edition["publishedAt"]).timestamp()),
        "contentId": edition["contentId"],
        "lang": edition["lang"],
        "number": edition["number"],
        "action": edition["action"],
        "status": edition["status"],
        "path": edition["path"],
        "editionScheme": edition["scheme"],
        "editionDigest": edition_digest,
        "clinicalScheme": edition["clinicalScheme"],
        "clinicalDigest": edition["clinicalDigest"],
        "signOffs": edition["signOffs"],
        "publishedAt": edition["publishedAt"],
        "lastReviewed": edition["lastReviewed"],
        "nextReviewDue": edition["nextReviewDue"],
        "publicUntil": edition["publicUntil"],
        "evidence": [
            {
                "title": source["title"],
                "identifierType": source["identifierType"],
                "identifier": source["identifier"],
                "level": source["evidenceLevel"],
                "scheme": source["evidenceScheme"],
            }
            for source in article.get("references", [])
        ],
    }


def receipt_sign(*, document: dict[str, Any], edition_digest: str) -> str:
    """The receipt of an edition, from its document, issued at the moment that stands in it."""
    claims = receipt_claims(document=document, edition_digest=edition_digest)
    return sign_jws(claims, type_=TYPE)


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verify_jws(token: str, *, jwks: dict[str, Any], type_: str) -> VerifiedReceipt:
    """Check form, key and signature of a compact JWS.

    Raises:
        ReceiptInvalid: it has not the form, names an unknown key, or the signature does not hold.
    """
    try:
        first, second, third = token.strip().split(".")
        header, claims = json.loads(_decode(first)), json.loads(_decode(second))
        signature = _decode(third)
        if not (isinstance(header, dict) and isinstance(claims, dict)):
            raise TypeError("not objects")
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise ReceiptInvalid(["This is no signed receipt (compact JWS)."]) from error
    if header.get("alg") != "EdDSA" or header.get("typ") != type_:
        raise ReceiptInvalid([f"The header names {header.get('alg')} and {header.get('typ')}."])
    if "crit" in header:
        raise ReceiptInvalid(["The header asks for an extension that is not known here."])
    kid = str(header.get("kid"))
    public = _keys_of(jwks).get(kid)
    if public is None:
        raise ReceiptInvalid([f"The key {kid} is not published."])
    try:
        public.verify(signature, f"{first}.{second}".encode("ascii"))
    except (InvalidSignature, ValueError) as error:
        raise ReceiptInvalid(["The signature does not hold."]) from error
    return VerifiedReceipt(kid=kid, claims=claims)


def _keys_of(jwks: dict[str, Any]) -> dict[str, Ed25519PublicKey]:
    """The Ed25519 keys of a key set by name; keys of other kinds are none of ours."""
    try:
        return {
            key["kid"]: Ed25519PublicKey.from_public_bytes(_decode(key["x"]))
            for key in jwks["keys"]
            if key.get("kty") == "OKP" and key.get("crv") == "Ed25519"
        }
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise ReceiptInvalid(["The key set is no JSON Web Key Set."]) from error


def receipt_verify(
    token: str, *, jwks: dict[str, Any], document: bytes | None = None
) -> VerifiedReceipt:
    """Verify a receipt and, where its document is given, that it is about exactly these bytes.

    Raises:
        ReceiptInvalid: with every reason.
    """
    verified = verify_jws(token, jwks=jwks, type_=TYPE)
    reasons = [
        f"The receipt says nothing of {name}."
        for name, form in _REQUIRED.items()
        if not isinstance(verified.claims.get(name), form)
    ]
    if reasons:
        raise ReceiptInvalid(reasons)
    if document is None:
        return verified
    if sha256_hex(document) != verified.claims.get("editionDigest"):
        reasons.append("The document is not the one that the receipt is about.")
    try:
        article = json.loads(document)["article"]
        if sha256_hex(canonical(article)) != verified.claims.get("clinicalDigest"):
            reasons.append("The article is not the one that was signed.")
    except (ValueError, KeyError, TypeError, RecursionError):
        reasons.append("The document is not one of ours.")
    if reasons:
        raise ReceiptInvalid(reasons)
    return verified
