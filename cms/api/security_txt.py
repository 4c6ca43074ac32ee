"""Where to report a weakness, for finders and their tools (RFC 9116)."""

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cms.api.delivery.problems import problem
from cms.api.delivery.responses import respond
from editorial.editions.clock import database_now

PATH: Final = "/.well-known/security.txt"
# Whoever reads an old copy should ask again within a year (section 2.5.5 of the RFC).
GOOD_FOR: Final = timedelta(days=180)
KEPT_SECONDS: Final = 3600
LANGUAGES: Final = "nb, nn, se, en"


def security_txt(request: HttpRequest) -> HttpResponseBase:
    """The file, or 404 where no contact is set. What it promises is renewed each day."""
    if not settings.SECURITY_CONTACT:
        return problem("not-found", "No contact for weaknesses is set here.")
    body = text(now=database_now(using="public")).encode()
    return respond(
        request,
        body=body,
        tag=hashlib.sha256(body).hexdigest(),
        headers={"Cache-Control": f"public, max-age={KEPT_SECONDS}"},
        content_type="text/plain; charset=utf-8",
    )


def text(*, now: datetime) -> str:
    """The lines of the file as it is on the day of `now`."""
    day = datetime.combine(now.astimezone(UTC).date(), time(0), UTC)
    lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
    lines += [
        f"Expires: {day + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {LANGUAGES}",
    ]
    if settings.PUBLIC_BASE_URL.startswith("https://"):
        lines.append(f"Canonical: {settings.PUBLIC_BASE_URL}{PATH}")
    return "\n".join([*lines, ""])
