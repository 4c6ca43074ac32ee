"""Demo settings: everything on one machine, demo accounts allowed, never for production."""

import warnings

from django.core.exceptions import ImproperlyConfigured

from cms.installation.folders import folder_reason, key_reasons
from cms.installation.kinds import DEMO, KEY_MARK
from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATA_DIR, ENV
from cms.settings.database import databases

INSTALLATION_KIND = DEMO
_problems = [
    *filter(None, [folder_reason(DATA_DIR, ours=DEMO)]),
    *key_reasons(file=ENV.signing_key_file, text=ENV.signing_key, data_dir=DATA_DIR, ours=DEMO),
]
if _problems:
    raise ImproperlyConfigured(" ".join(_problems))
DATABASES, DATABASE_OWNER = databases(ENV)
SECRET_KEY = ENV.secret_key or "demo-only-key-that-production-settings-refuse-to-start-with-000"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENV.allowed_hosts.split(",")]
SIGNING_KEY_FILE = ENV.signing_key_file or DATA_DIR / "keys" / "signing.pem"
SIGNING_KEY_AUTOCREATE = True
SIGNING_KEY_HEAD = KEY_MARK
DEMONSTRATION = True
# A demonstration on a search server that others use keeps to names of its own.
ELASTICSEARCH_INDEX_PREFIX = f"{ENV.elasticsearch_index_prefix}-{DEMO}"
STORAGES = {
    "default": {"BACKEND": "content_models.pictures.PictureStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files are taken from the apps themselves, so the folder to collect them in may be missing.
WHITENOISE_USE_FINDERS = True
warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
WHITENOISE_AUTOREFRESH = False
