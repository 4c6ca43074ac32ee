"""A receipt is public, so it says of an edition what the edition says, and nothing else."""

import base64
import json

import pytest
from django.db import DatabaseError

from content_models.digest import canonical
from editorial.editions.audit import audit
from editorial.editions.models import Edition, LogEntry
from editorial.editions.receipts import TYPE, receipt_claims, sign_jws
from tests.flows.gate import forging
from tests.flows.gate.forging import forge

KNOWN = {"role": "clinical", "name": "Helsedirektøren", "profession": "lege",
         "organisation": "Staten", "signedAt": "2020-01-01T00:00:00Z",
         "checklist": "1"}  # fmt: skip
# Each claim with another value, as who holds the key and the database could write it.
CLAIMS = {
    "iat": 0, "contentId": "5b0a5b0e-0000-4000-8000-000000000000", "lang": "nn", "number": 7,
    "action": "published", "status": "overdue", "path": "levevaner/annet", "editionScheme": 1,
    "editionDigest": "0" * 64, "clinicalScheme": 2, "clinicalDigest": "0" * 64,
    "signOffs": [KNOWN], "publishedAt": "2000-01-01T00:00:00Z", "lastReviewed": "2099-01-01",
    "nextReviewDue": "2099-01-01", "publicUntil": "2099-01-01T00:00:00Z",
    "evidence": [{"title": "En kilde"}],
}  # fmt: skip


@pytest.fixture
def receipted(live, monkeypatch):
    """Forges the next edition with the receipt that a function makes of the true claims."""

    def write(make):
        def instead(*, document, edition_digest):
            return make(receipt_claims(document=document, edition_digest=edition_digest))

        monkeypatch.setattr(forging, "receipt_sign", instead)
        forge(live, lambda row, envelope: None)

    return write


def refused(receipted, make):
    before = LogEntry.objects.count()
    with pytest.raises(DatabaseError, match=r"The receipt|It is no signed statement"):
        receipted(make)
    assert (LogEntry.objects.count(), Edition.objects.count()) == (before, before)


def test_the_true_receipt_is_accepted(receipted):
    receipted(lambda claims: sign_jws(claims, type_=TYPE))
    assert [str(finding) for finding in audit()] == []


def test_the_list_of_claims_is_that_of_the_receipt(receipted):
    told = []
    receipted(lambda claims: told.append(claims) or sign_jws(claims, type_=TYPE))
    assert set(told[0]) == {*CLAIMS, "iss"}


@pytest.mark.parametrize("name", CLAIMS)
def test_no_claim_has_another_value_or_is_missing(receipted, name):
    refused(receipted, lambda claims: sign_jws(claims | {name: CLAIMS[name]}, type_=TYPE))
    claims_without = lambda claims: {k: v for k, v in claims.items() if k != name}  # noqa: E731
    refused(receipted, lambda claims: sign_jws(claims_without(claims), type_=TYPE))


def part(text):
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def twice(claims):
    head, _said, signature = sign_jws(claims, type_=TYPE).split(".")
    said = canonical(claims).replace(b'"signOffs":', b'"signOffs":[],"signOffs":')
    return ".".join([head, part(said), signature])


FORMS = {
    "nothing": lambda claims: "",
    "words": lambda claims: "<script>alert(1)</script>",
    "no signature": lambda claims: sign_jws(claims, type_=TYPE).rpartition(".")[0] + ".",
    "an added claim": lambda claims: sign_jws(claims | {"approvedBy": "Staten"}, type_=TYPE),
    "a claim twice": twice,
    "spaces": lambda claims: ".".join(
        [*sign_jws(claims, type_=TYPE).split(".")[:1], part(json.dumps(claims).encode()), "A" * 86]
    ),
    "another kind of token": lambda claims: sign_jws(claims, type_="JWT"),
    "no base64": lambda claims: f"A.{'_' * 5}.{'A' * 86}",
    "no issuer": lambda claims: sign_jws(claims | {"iss": None}, type_=TYPE),
    "that of another edition": lambda claims: Edition.objects.get().receipt,
    "a key of another form": lambda claims: ".".join(
        [part(b'{"alg":"EdDSA","kid":"<b>","typ":"' + TYPE.encode() + b'"}'),
         part(canonical(claims)), "A" * 86]
    ),
    "no key": lambda claims: ".".join(
        [part(b'{"alg":"EdDSA","typ":"' + TYPE.encode() + b'"}'), part(canonical(claims)), "A" * 86]
    ),
    "an algorithm of none": lambda claims: ".".join(
        [part(b'{"alg":"none","kid":"x","typ":"' + TYPE.encode() + b'"}'),
         part(canonical(claims)), "A" * 86]
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_receipt_of_the_edition_is_refused(receipted, form):
    refused(receipted, FORMS[form])
