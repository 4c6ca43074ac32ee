"""How long an answer may be kept, and when "you have it already" is the whole answer. Pure."""

import re
from datetime import datetime
from email.utils import formatdate

FRESH_SECONDS = 60
STALE_SECONDS = 3600
_OPEN_ENDED = f"public, max-age={FRESH_SECONDS}, stale-if-error={STALE_SECONDS - FRESH_SECONDS}"
MAX_HEADER = 4000
_TAG = re.compile(r'"([!#-~]+)"')
# What says whether signatures stand is asked anew after a minute, and never answered from old.
SHORT = f"public, max-age={FRESH_SECONDS}, must-revalidate"


def cache_control(left: int | None) -> str:
    """A `Cache-Control` under which no copy is shown when the time of the text is over.

    `left` is how many seconds it has, as the query that read it counted them by the database's
    clock; None where it has no end.

    ```
      now ──── max-age ────┬──────── stale-if-error ────────┐
      (at most a minute)   │ (an hour after now at the most) │ neither passes the end
    ```
    """
    if left is None:
        return _OPEN_ENDED
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
