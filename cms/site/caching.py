"""How long a page may be kept, and how a browser asks whether it still holds.

Pure, but for the fingerprint of the templates, which is read once from disk.
"""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

FRESH_SECONDS = 60
SHARED_SECONDS = 300
# A page may be shown while the server can not be reached, but never for more than an hour.
STALE_SECONDS = 3300


def cache_control(*, now: datetime, public_until: datetime | None) -> str:
    """The Cache-Control header of a page.

    ```
       now ── fresh ──► stale, only if the server fails
        └────── never later than public_until ──────┘ + 1 h
    ```
    A page is fresh for five minutes in a shared cache at most, and never past `public_until`;
    fresh and stale time together end within the hour after it.
    """
    left = None if public_until is None else max(0, int((public_until - now).total_seconds()))
    fresh = FRESH_SECONDS if left is None else min(FRESH_SECONDS, left)
    shared = SHARED_SECONDS if left is None else min(SHARED_SECONDS, left)
    return f"public, max-age={fresh}, s-maxage={shared}, stale-if-error={STALE_SECONDS}"


def item_key(content_id: UUID) -> str:
    """The surrogate key that purges an item in every language, here and in the API."""
    return f"content-{content_id}"


def list_key(lang: str) -> str:
    """The surrogate key that purges every list of a language, here and in the API."""
    return f"list-{lang}"


def entity_tag(*parts: str) -> str:
    """A strong ETag over what the page shows (`parts`) and how it is drawn (the templates)."""
    text = "\n".join((template_version(), *parts))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


@cache
def template_version() -> str:
    """Fingerprint of everything that turns an edition into a page: code, templates, styles, words.

    A new release of the site changes it, so that nobody keeps an old drawing of a current text.
    """
    here = Path(__file__).parent
    kinds = {".py", ".html", ".css", ".js", ".svg"}
    files = [path for path in here.rglob("*") if path.suffix in kinds]
    for folder in settings.LOCALE_PATHS:
        files += Path(folder).rglob("*.mo")
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
