"""The demo settings with a scratch database of their own, no cache, and the bare views beside."""

from cms.settings.demo import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
