"""The cache in Redis or Valkey, which nobody needs: without it all is slower, and nothing fails.

A server that is away, full, read-only or that hangs is a cache that holds nothing. After a few
failures it is left alone for a while, so that a page does not wait for each of its questions.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from search.engines.base import EngineUnavailable
from search.engines.breaker import Breaker

logger = logging.getLogger(__name__)
_breaker: Final = Breaker()


class SoftRedisCache(RedisCache):
    """Django's own, whose every failure is a miss: nothing is found, and nothing is kept."""

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return _softly(lambda: super(SoftRedisCache, self).get(key, default, version), default)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        keys = list(keys)
        return _softly(lambda: super(SoftRedisCache, self).get_many(keys, version), {})

    def has_key(self, key: Any, version: Any = None) -> Any:
        return _softly(lambda: super(SoftRedisCache, self).has_key(key, version), False)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return _softly(lambda: super(SoftRedisCache, self).add(*args, **kwargs), False)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return _softly(lambda: super(SoftRedisCache, self).set(*args, **kwargs), None)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        failed = list(data)
        return _softly(lambda: super(SoftRedisCache, self).set_many(data, *args, **kwargs), failed)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return _softly(lambda: super(SoftRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return _softly(lambda: super(SoftRedisCache, self).delete(*args, **kwargs), False)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return _softly(lambda: super(SoftRedisCache, self).delete_many(*args, **kwargs), None)

    def clear(self) -> Any:
        return _softly(super().clear, False)

    def incr(self, key: Any, delta: Any = 1, version: Any = None) -> Any:
        """Raises ValueError where the key is not there, as while the server is away."""
        found = _softly(lambda: super(SoftRedisCache, self).incr(key, delta, version), None)
        if found is None:
            raise ValueError(f"Key '{key}' not found.")
        return found


def _softly(function: Callable[[], Any], otherwise: Any) -> Any:
    def asked() -> Any:
        try:
            return function()
        except (RedisError, OSError) as error:
            logger.warning("The cache does not answer (%s).", type(error).__name__)
            raise EngineUnavailable(type(error).__name__) from error

    try:
        return _breaker.call(asked)
    except EngineUnavailable:
        return otherwise
