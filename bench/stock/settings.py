"""Stock Wagtail on the same PostgreSQL server, in a database of its own, caches off."""

import os

from cms.database.embedded import start
from cms.settings.database import parse
from cms.settings.env import BASE_DIR, env_read

DATABASE = "stock"
_embedded = start(data_dir=env_read().helsekilde_data)
DATABASE_OWNER = parse(_embedded.owner, conn_max_age=0)
DATABASES = {"default": {**DATABASE_OWNER, "NAME": DATABASE, "CONN_MAX_AGE": 60}}
SECRET_KEY = "bench-only-key-of-a-database-that-is-thrown-away-afterwards-0000"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [
    "bench.stock", "wagtail.api.v2", "rest_framework", "wagtail.users", "wagtail.snippets",
    "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail",
    "modelcluster", "taggit", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
]  # fmt: skip
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.stock.urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
WAGTAIL_SITE_NAME = "Stock"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILAPI_LIMIT_MAX = 100
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_ROOT = BASE_DIR / "var" / "stock-media"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.stock.settings")
