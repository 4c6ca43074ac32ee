"""Production settings: refuse to start with anything that belongs to the demo."""

from django.core.exceptions import ImproperlyConfigured

from cms.installation.folders import folder_reason, key_reasons
from cms.installation.kinds import PRODUCTION
from cms.settings.base import *  # noqa: F403
from cms.settings.base import (
    ALLOWED_HOSTS,
    DATA_DIR,
    ENV,
    SECRET_KEY,
    SIGNING_KEY,
    SIGNING_KEY_FILE,
)
from cms.settings.database import databases

SHORTEST_SECRET = 50
_problems = []
if len(SECRET_KEY) < SHORTEST_SECRET or "only-key" in SECRET_KEY:
    _problems.append("SECRET_KEY must be set to at least 50 random characters.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _problems.append("ALLOWED_HOSTS must name the hosts of this site.")
if not ENV.database_url:
    _problems.append("DATABASE_URL must name a PostgreSQL server; the embedded one is for demos.")
if not ENV.database_public_url:
    _problems.append("DATABASE_PUBLIC_URL must name the read-only role.")
if not (SIGNING_KEY or SIGNING_KEY_FILE):
    _problems.append(
        "SIGNING_KEY_FILE or SIGNING_KEY must hold the Ed25519 key that signs receipts."
    )
if not ENV.public_base_url.startswith("https://"):
    _problems.append("PUBLIC_BASE_URL must start with https://.")
if _reason := folder_reason(DATA_DIR, ours=PRODUCTION):
    _problems.append(_reason)
_problems += key_reasons(
    file=SIGNING_KEY_FILE, text=SIGNING_KEY, data_dir=DATA_DIR, ours=PRODUCTION
)
if _problems:
    raise ImproperlyConfigured(" ".join(_problems))

INSTALLATION_KIND = PRODUCTION
DATABASES, DATABASE_OWNER = databases(ENV)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
# What `check --deploy` warns of although it is meant so. A test holds that it is no more.
SILENCED_SYSTEM_CHECKS = [
    # It looks for Django's CSRF middleware by name. Ours runs that one for the admin's paths, which
    # cms.E001 sees to; no other path knows a user or a cookie, so there is nothing to forge.
    "security.W003",
    # A place on the browsers' preload list holds for all of a domain, for months after it is given
    # up: that is for whoever owns the domain to decide, not for one site below it.
    "security.W021",
]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if ENV.secure_proxy_header:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
