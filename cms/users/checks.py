"""What `manage.py check --deploy` says of this room's settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def coming_in(**_options: Any) -> list[CheckMessage]:
    """Settings that work, and with which something is missing."""
    found: list[CheckMessage] = []
    if not settings.SECURITY_CONTACT:
        found.append(
            Warning(
                "SECURITY_CONTACT is not set: /.well-known/security.txt answers 404.",
                hint="Name whom a finder of a weakness may tell, for example mailto:….",
                id="users.W001",
            )
        )
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        found.append(
            Warning(
                "SECURE_PROXY_HEADER is set and TRUSTED_PROXIES is not: log-in attempts of all "
                "people count as the proxy's.",
                hint="Name the proxy's address or network, or unix where it comes by a socket.",
                id="users.W002",
            )
        )
    if settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        found.append(
            Warning(
                "EMAIL_HOST is set and EMAIL_FROM is not: mail from helsekilde@localhost is "
                "refused by most servers.",
                hint="Name a sender that your mail server accepts.",
                id="users.W003",
            )
        )
    return found
