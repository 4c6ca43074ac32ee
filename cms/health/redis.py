"""Whether the cache that this process was given can be written."""

from typing import Final

from django.conf import settings
from redis import Redis, RedisError

from cms.health.registry import Check

SECONDS: Final = 1.0
KEY: Final = "helsekilde:health"
KEPT: Final = 60


def redis() -> Check:
    """Not ok where `REDIS_URL` is set and nothing can be written there within a second."""
    if not settings.REDIS_URL:
        return Check(is_ok=True, says="Not configured: the cache is in process.")
    try:
        with Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=None,
        ) as client:
            client.set(KEY, "1", ex=KEPT)
    except (RedisError, OSError, ValueError) as error:
        return Check(is_ok=False, says=f"The cache cannot be written ({type(error).__name__}).")
    return Check(is_ok=True)
