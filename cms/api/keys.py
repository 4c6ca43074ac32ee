"""The public keys that receipts are verified with, where every JOSE library looks for them."""

import hashlib

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cms.api.delivery.responses import respond
from content_models.digest import canonical
from editorial.editions.keys import public_jwks

# A new key signs from the moment it is made: a reader who meets an unknown `kid` asks again anyway.
KEPT_SECONDS = 300


def jwks(request: HttpRequest) -> HttpResponseBase:
    """The key that signs now and every retired one, as a JSON Web Key Set (RFC 7517)."""
    body = canonical(public_jwks())
    return respond(
        request,
        body=body,
        tag=hashlib.sha256(body).hexdigest(),
        headers={"Cache-Control": f"public, max-age={KEPT_SECONDS}"},
        content_type="application/jwk-set+json",
    )
