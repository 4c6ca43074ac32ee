"""How long an answer may be kept, and when "you have it already" is the whole answer. Pure."""

import re
from datetime import UTC, datetime
from email.utils import formatdate

FRESH_SECONDS = 60
STALE_SECONDS = 3600
_OPEN_ENDED = f"public, max-age={FRESH_SECONDS}, stale-if-error={STALE_SECONDS - FRESH_SECONDS}"
MAX_HEADER = 4000
_TAG = re.compile(r'"([!#-~]+)"')
# Addressed by a digest: the bytes behind the address can never be others.
IMMUTABLE = "public, max-age=31536000, immutable"


def cache_control(public_until: datetime | None, *, now: datetime | None = None) -> str:
    """A `Cache-Control` under which no copy is shown later than `public_until`.

    ```
      now ──── max-age ────┬──────── stale-if-error ────────┐
      (at most a minute)   │ (an hour after now at the most) │ neither passes public_until
    ```
    """
    if public_until is None:
        return _OPEN_ENDED
    left = int((public_until - (now or datetime.now(UTC))).total_seconds())
    if left <= 0:
        return "no-store"
    fresh = min(FRESH_SECONDS, left)
    stale = min(STALE_SECONDS, left) - fresh
    return f"public, max-age={fresh}, " + (
        f"stale-if-error={stale}" if stale else "must-revalidate"
    )


def known_tags(if_none_match: str | None) -> list[str]:
    """The opaque parts of an If-None-Match header; weak tags count, as RFC 9110 13.1.2 says.

    `*` is left out: it asks whether anything is there, and the answer to that is the document.
    """
    if not if_none_match:
        return []
    return _TAG.findall(if_none_match[:MAX_HEADER])


def http_date(moment: datetime) -> str:
    """A moment as the `Last-Modified` header writes it."""
    return formatdate(moment.timestamp(), usegmt=True)
