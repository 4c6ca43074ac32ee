"""A receipt proves what it says, and nothing that was tampered with passes."""

import base64
import hashlib
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from joserfc.errors import BadSignatureError

from content_models.digest import canonical
from editorial.editions import keys
from editorial.editions.receipts import (
    ReceiptInvalid,
    receipt_sign,
    receipt_verify,
    sign_jws,
    verify_jws,
)

ARTICLE = {
    "type": "illness", "lang": "nb", "title": "Astma", "sections": [],
    "references": [
        {"title": "Astma hos voksne", "publisher": "Hdir", "kind": "guideline",
         "identifierType": "DOI", "identifier": "10.1/abc", "year": 2024, "retrieved": None,
         "evidenceLevel": "1a", "evidenceScheme": "OCEBM"},
    ],
}  # fmt: skip
EDITION = {
    "scheme": 2, "contentId": "5f0c8a36-0000-4000-8000-000000000001", "lang": "nb", "number": 3,
    "action": "published", "severity": "major", "path": "sykdom/astma", "status": "current",
    "publishedAt": "2026-11-24T12:00:00Z", "firstPublishedAt": "2026-01-01T12:00:00Z",
    "lastClinicalChange": "2026-11-24T12:00:00Z", "lastReviewed": "2026-11-23",
    "nextReviewDue": "2027-11-23", "publicUntil": None, "clinicalScheme": 1,
    "clinicalDigest": hashlib.sha256(canonical(ARTICLE)).hexdigest(), "withdrawal": None,
    "signOffs": [{"role": "clinical", "name": "Dr. Åse", "profession": "lege",
                  "organisation": "Sykehuset", "signedAt": "2026-11-23T09:00:00Z",
                  "checklist": "2026-1"}],
}  # fmt: skip
DOCUMENT = {
    "article": ARTICLE,
    "edition": EDITION,
    "editorial": {"demonstration": True, "machineTranslated": False},
}
BYTES = canonical(DOCUMENT)
DIGEST = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.SIGNING_KEY = ""
    settings.SIGNING_KEY_FILE = tmp_path / "signing.pem"
    settings.SIGNING_KEY_AUTOCREATE = True
    settings.SIGNING_RETIRED_KEYS_DIR = tmp_path / "retired"
    settings.PUBLIC_BASE_URL = "https://helse.test"


@pytest.fixture
def receipt() -> str:
    return receipt_sign(document=DOCUMENT, edition_digest=DIGEST)


def part(value) -> str:
    return keys.b64url(value if isinstance(value, bytes) else json.dumps(value).encode())


def opened(token: str, index: int) -> dict:
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_a_receipt_states_who_vouched_for_which_edition(receipt):
    claims = receipt_verify(receipt, jwks=keys.public_jwks(), document=BYTES).claims
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC)  # the document's, whatever this process's is
    assert claims.pop("iat") == int(moment.timestamp())
    assert claims == {
        "iss": "https://helse.test",
        "contentId": "5f0c8a36-0000-4000-8000-000000000001", "lang": "nb", "number": 3,
        "action": "published", "status": "current", "path": "sykdom/astma",
        "editionScheme": 2, "editionDigest": DIGEST,
        "clinicalScheme": 1, "clinicalDigest": EDITION["clinicalDigest"],
        "signOffs": EDITION["signOffs"],
        "publishedAt": "2026-11-24T12:00:00Z", "lastReviewed": "2026-11-23",
        "nextReviewDue": "2027-11-23", "publicUntil": None,
        "evidence": [{"title": "Astma hos voksne", "identifierType": "DOI",
                      "identifier": "10.1/abc", "level": "1a", "scheme": "OCEBM"}],
    }  # fmt: skip
    assert opened(receipt, 0) == {
        "alg": "EdDSA",
        "kid": keys.public_jwks()["keys"][0]["kid"],
        "typ": "review-receipt+jwt",
    }


def test_a_withdrawal_has_a_receipt_without_evidence():
    document = {**DOCUMENT, "article": {"type": "illness", "lang": "nb", "title": "Astma"}}
    token = receipt_sign(document=document, edition_digest=DIGEST)
    assert receipt_verify(token, jwks=keys.public_jwks()).claims["evidence"] == []


def test_a_receipt_of_a_retired_key_goes_on_being_valid(receipt):
    before = keys.public_jwks()
    keys.key_rotate()
    assert receipt_verify(receipt, jwks=keys.public_jwks(), document=BYTES).claims["number"] == 3
    fresh = receipt_sign(document=DOCUMENT, edition_digest=DIGEST)
    with pytest.raises(ReceiptInvalid, match="is not published"):
        receipt_verify(fresh, jwks=before)


def test_every_changed_byte_of_the_document_shows(receipt):
    jwks = keys.public_jwks()
    for place in range(0, len(BYTES), 37):
        changed = BYTES[:place] + bytes([BYTES[place] ^ 1]) + BYTES[place + 1 :]
        with pytest.raises(ReceiptInvalid, match="not the one that the receipt is about"):
            receipt_verify(receipt, jwks=jwks, document=changed)


def test_every_changed_character_of_the_receipt_shows(receipt):
    jwks = keys.public_jwks()
    for place in range(len(receipt) - 1):
        other = "A" if receipt[place] != "A" else "B"
        with pytest.raises(ReceiptInvalid):
            receipt_verify(receipt[:place] + other + receipt[place + 1 :], jwks=jwks)


def test_all_that_is_wrong_with_a_document_is_said_at_once(receipt):
    other = canonical({**DOCUMENT, "article": {**ARTICLE, "title": "Annet"}})
    with pytest.raises(ReceiptInvalid) as caught:
        receipt_verify(receipt, jwks=keys.public_jwks(), document=other)
    assert caught.value.reasons == [
        "The document is not the one that the receipt is about.",
        "The article is not the one that was signed.",
    ]


def forged(header: dict, claims: dict) -> str:
    signed = f"{part(header)}.{part(claims)}"
    return f"{signed}.{part(keys.signing_key().sign(signed.encode()))}"


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"typ": "log-head+jwt"},
        {"typ": None},
        {"kid": "another"},
        {"kid": ["a", "list"]},
        {"kid": None},
        {"crit": ["exp"]},
    ],
)
def test_a_header_that_asks_for_anything_else_is_refused(receipt, change):
    token = forged({**opened(receipt, 0), **change}, opened(receipt, 1))
    with pytest.raises(ReceiptInvalid):
        receipt_verify(token, jwks=keys.public_jwks())


def test_a_signature_by_somebody_else_is_refused(receipt, settings, tmp_path):
    published = keys.public_jwks()
    settings.SIGNING_KEY_FILE = tmp_path / "mallory.pem"
    token = forged(opened(receipt, 0), opened(receipt, 1))
    with pytest.raises(ReceiptInvalid, match="The signature does not hold"):
        receipt_verify(token, jwks=published)


@pytest.mark.parametrize(
    "token",
    ["", "a.b", "a.b.c.d", "é.b.c", "....", f"{part([1])}.{part({})}.", "x" * 100_000,
     f"{part(b'[' * 50_000)}.{part({})}.AA"],
)  # fmt: skip
def test_what_is_no_receipt_is_refused_in_one_sentence(token):
    with pytest.raises(ReceiptInvalid, match="This is no signed receipt"):
        receipt_verify(token, jwks=keys.public_jwks())


@pytest.mark.parametrize(
    "jwks", [{}, {"keys": None}, {"keys": [{"kty": "OKP", "crv": "Ed25519"}]}, {"keys": ["x"]}, []]
)
def test_a_key_set_that_is_none_is_refused(receipt, jwks):
    with pytest.raises(ReceiptInvalid, match="The key set is no JSON Web Key Set"):
        receipt_verify(receipt, jwks=jwks)


def test_keys_of_other_kinds_in_a_set_do_no_harm(receipt):
    jwks = {
        "keys": [{"kty": "RSA", "kid": "r", "n": "x", "e": "AQAB"}, *keys.public_jwks()["keys"]]
    }
    assert receipt_verify(receipt, jwks=jwks).claims["lang"] == "nb"


def test_a_signed_statement_that_lacks_claims_is_no_receipt():
    token = sign_jws({"iss": "https://helse.test"}, type_="review-receipt+jwt")
    with pytest.raises(ReceiptInvalid) as caught:
        receipt_verify(token, jwks=keys.public_jwks())
    assert "The receipt says nothing of editionDigest." in caught.value.reasons


def test_a_head_can_not_be_passed_off_as_a_receipt():
    token = sign_jws({"seq": 1}, type_="log-head+jwt")
    assert verify_jws(token, jwks=keys.public_jwks(), type_="log-head+jwt").claims == {"seq": 1}
    with pytest.raises(ReceiptInvalid, match=r"The header names EdDSA and log-head\+jwt"):
        receipt_verify(token, jwks=keys.public_jwks())


def test_the_key_is_read_once_for_many_signatures(monkeypatch, figure):
    """Reading it is what costs; each publication signs."""
    read = Mock(side_effect=keys.load_pem_private_key)
    monkeypatch.setattr(keys, "load_pem_private_key", read)
    began = time.process_time()
    for _ in range(200):
        receipt_sign(document=DOCUMENT, edition_digest=DIGEST)
    figure(f"{(time.process_time() - began) / 200 * 1000:.2f} ms of the processor a signature")
    assert read.call_count == 1


def recipe():
    """The code in the partners' documentation, run as it stands there."""
    text = Path("docs/api/receipts.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(code.splitlines()) <= 20
    scope: dict = {}
    exec(code, scope)  # noqa: S102 - our own documentation
    return scope["verify"]


def test_the_published_recipe_accepts_what_we_sign(receipt):
    claims = recipe()(receipt, json.dumps(keys.public_jwks()), BYTES)
    assert claims["editionDigest"] == DIGEST


def test_the_published_recipe_refuses_a_changed_document_and_a_changed_receipt(receipt):
    jwks = json.dumps(keys.public_jwks())
    with pytest.raises(ValueError, match="not the document that the receipt is about"):
        recipe()(receipt, jwks, BYTES + b" ")
    head, _claims, signature = receipt.split(".")
    swapped = f"{head}.{part({**opened(receipt, 1), 'number': 4})}.{signature}"
    with pytest.raises(BadSignatureError):
        recipe()(swapped, jwks, BYTES)


@pytest.fixture
def files(receipt, tmp_path) -> dict[str, str]:
    for name, data in (
        ("receipt", receipt.encode() + b"\n"),
        ("document", BYTES),
        ("other", BYTES + b" "),
        ("jwks", json.dumps(keys.public_jwks()).encode()),
    ):
        (tmp_path / name).write_bytes(data)
    return {name: str(tmp_path / name) for name in ("receipt", "document", "other", "jwks")}


def test_the_command_says_valid_in_one_line(files, capsys):
    call_command(
        "verify_receipt", files["receipt"], "--document", files["document"], "--jwks", files["jwks"]
    )
    kid = keys.public_jwks()["keys"][0]["kid"]
    assert capsys.readouterr().out == (
        "Valid: 5f0c8a36-0000-4000-8000-000000000001 nb edition 3 (published), "
        f"signed by Dr. Åse, key {kid}.\n"
    )


def test_the_command_fails_on_another_document(files):
    with pytest.raises(CommandError, match="Not valid: The document is not the one") as caught:
        call_command("verify_receipt", files["receipt"], "--document", files["other"])
    assert caught.value.returncode == 1
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"keys": 3}'])
def test_the_command_names_a_key_set_that_is_none(files, tmp_path, content):
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(CommandError, match=r"The key set is no JSON Web Key Set\."):
        call_command("verify_receipt", files["receipt"], "--jwks", str(tmp_path / "bad"))


def test_the_command_names_a_file_that_can_not_be_read(tmp_path):
    with pytest.raises(CommandError, match="can not be read: No such file or directory"):
        call_command("verify_receipt", str(tmp_path / "nothing"))
