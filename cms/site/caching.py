"""How long a page may be kept, and how a browser asks whether it still holds.

Pure, but for the fingerprint of the templates, which is read once from disk.
"""

import hashlib
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

FRESH_SECONDS = 60
SHARED_SECONDS = 300
# A page may be shown while the server can not be reached, but never for more than an hour.
STALE_SECONDS = 3300


def cache_control(left: int | None) -> str:
    """The Cache-Control header of a page.

    `left` is how many seconds its text has, as the query that read it counted them by the
    database's clock; None where it has no end.

    ```
       now ── fresh ──► stale, only if the server fails
        └────── never later than its end ──────┘ + 1 h
    ```
    A page is fresh for five minutes in a shared cache at most, and never past its end;
    fresh and stale time together end within the hour after it.
    """
    fresh = FRESH_SECONDS if left is None else max(0, min(FRESH_SECONDS, left))
    shared = SHARED_SECONDS if left is None else max(0, min(SHARED_SECONDS, left))
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
