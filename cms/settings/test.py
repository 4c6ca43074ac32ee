"""Test settings. What is switched off, and why: fsync (speed), password hashing cost (speed)."""

import os
from contextlib import suppress

from cms.installation.folders import folder_mark
from cms.installation.kinds import KEY_MARK, TEST
from cms.settings.test_data import folder_for_tests

# Before the settings are read, and for child processes too.
os.environ["HELSEKILDE_DATA"] = str(folder_for_tests())

from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATA_DIR, ENV
from cms.settings.database import databases

INSTALLATION_KIND = TEST
with suppress(OSError):  # the embedded server says what is wrong with the folder
    folder_mark(DATA_DIR, kind=TEST)
DATABASES, DATABASE_OWNER = databases(ENV, durable=False)
for _settings in DATABASES.values():
    # A server's thread that outlives a test must not keep a connection to that test's database.
    _settings["CONN_MAX_AGE"] = 0
SECRET_KEY = "test-only-key-that-production-settings-refuse-to-start-with-0000"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SIGNING_KEY_FILE = DATA_DIR / "keys" / "signing.pem"
SIGNING_KEY_AUTOCREATE = True
SIGNING_KEY_HEAD = KEY_MARK
DEMONSTRATION = True
STORAGES = {
    "default": {"BACKEND": "content_models.pictures.PictureStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A test empties the cache; REDIS_URL may name one that others use.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tests share one server, so each that wants it says so, with index names of its own.
ELASTICSEARCH_URL = ""
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# A refusal is what many tests are about; the log would repeat each of them.
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "ERROR"}}
