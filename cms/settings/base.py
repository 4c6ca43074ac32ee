"""Settings that are the same everywhere. What differs comes from `env.py` or the sibling files."""

import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

from cms.settings import contact, mail, proxies
from cms.settings.env import BASE_DIR, env_read, split
from cms.settings.languages import LANGUAGES

ENV = env_read()
DATA_DIR: Path = ENV.helsekilde_data

SECRET_KEY = ENV.secret_key
DEBUG = False
ALLOWED_HOSTS = split(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = split(ENV.csrf_trusted_origins)
PUBLIC_BASE_URL = ENV.public_base_url.rstrip("/")

INSTALLED_APPS = [
    "cms",
    "cms.installation",
    "cms.users",
    "cms.site",
    "cms.api",
    "cms.health",
    "cms.worker",
    "cms.continuity",
    "cms.purging",
    "search",
    "search.curation",
    "search.statistics",
    "editorial.workflow",
    "editorial.editions",
    "editorial.signoff",
    "editorial.people",
    "editorial.clocks",
    "content_models",
    "modeltranslation",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "cms.admin",
    "modelcluster",
    "taggit",
    "ninja",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "cms.health.probes.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.headers.AdminHeadersMiddleware",
    "cms.database.patience.PatienceMiddleware",
    "cms.continuity.middleware.ContinuityMiddleware",
    "cms.middleware.AdminSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cms.middleware.AdminCsrfMiddleware",
    "cms.middleware.AdminAuthenticationMiddleware",
    "cms.users.sessions.middleware.SessionTouchMiddleware",
    "cms.middleware.AdminMessageMiddleware",
    "cms.admin.unreadable.UnreadableMiddleware",
    "cms.admin.refusals.RefusalMiddleware",
    "cms.admin.choosing.ChooserMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["cms.users.attempts.backend.SlowedBackend"]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = ["cms.database.router.OneDatabaseRouter"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cms.installation.accounts.KnownPasswordValidator"},
]

LANGUAGE_CODE = "nb"
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
# A person's own clock is that of a place: a machine's other names for zones no browser knows.
WAGTAIL_USER_TIME_ZONES = sorted(
    zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC"
)
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "nb"
MODELTRANSLATION_LANGUAGES = ("nb", "nn", "se", "en")
# What is published is never filled in from another language: an empty name is an error to mend.
MODELTRANSLATION_ENABLE_FALLBACKS = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "content_models.pictures.PictureStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A draft's media are private: this folder is served by no route. Public copies lie in
# PUBLIC_MEDIA_ROOT under the digest of their bytes.
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/admin/private-media/"
PUBLIC_MEDIA_ROOT = DATA_DIR / "public-media"

WAGTAIL_SITE_NAME = "Helsekilde"
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FINISH_WORKFLOW_ACTION = "editorial.workflow.finish.workflow_publish_signed"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database"},
}
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.admin.pictures.PictureForm"
# Those that a document can name.
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
# A connection that PostgreSQL has closed must not keep the clocks from being deferred for ever.
PROCRASTINATE_ON_APP_READY = "cms.worker.connector.connector_install"
# A nightly turn that was missed (seconds) is made up for at the next start.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 60 * 60}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

REDIS_URL = ENV.redis_url
CACHES = (
    {
        "default": {
            "BACKEND": "cms.cache.SoftRedisCache",
            "LOCATION": ENV.redis_url,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": None},
            # Two installations may share a server: each site has an address of its own.
            "KEY_PREFIX": urlsplit(PUBLIC_BASE_URL).netloc,
        }
    }
    if ENV.redis_url
    else {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
)

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# The cookie ends with the browser; the session ends on the server (cms/users/sessions/store.py).
SESSION_ENGINE = "cms.users.sessions.store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Nobody frames the house; the admin's views that are shown inside its own pages say so themselves.
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "cms.users.views.csrf_failure"
LOGIN_URL = "wagtailadmin_login"
WAGTAILADMIN_USER_LOGIN_FORM = "cms.users.forms.HouseLoginForm"

EMAIL_HOST = ENV.email_host
EMAIL_PORT = mail.port(ENV)
EMAIL_USE_TLS = ENV.email_security == "starttls"
EMAIL_USE_SSL = ENV.email_security == "tls"
EMAIL_HOST_USER = ENV.email_user
EMAIL_HOST_PASSWORD = ENV.email_password
EMAIL_TIMEOUT = 5
EMAIL_BACKEND = "cms.mail.SoftEmailBackend"
DEFAULT_FROM_EMAIL = ENV.email_from
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# A link that nobody can send is not offered.
WAGTAIL_PASSWORD_RESET_ENABLED = bool(EMAIL_HOST)
SECURITY_CONTACT = contact.parse(ENV.security_contact)
TRUSTED_PROXIES = proxies.parse(ENV.trusted_proxies)

SEARCH_STATISTICS = ENV.search_statistics
SEARCH_ENCODER = ENV.search_encoder
if SEARCH_ENCODER:
    INSTALLED_APPS.insert(INSTALLED_APPS.index("search") + 1, "search.vectors")
ELASTICSEARCH_URL = ENV.elasticsearch_url
ELASTICSEARCH_API_KEY = ENV.elasticsearch_api_key
ELASTICSEARCH_CA_FILE = ENV.elasticsearch_ca_file
ELASTICSEARCH_INDEX_PREFIX = ENV.elasticsearch_index_prefix
CDN_PURGE_URL = ENV.cdn_purge_url
SIGNING_KEY_FILE = ENV.signing_key_file
SIGNING_KEY = ENV.signing_key
SIGNING_RETIRED_KEYS_DIR = ENV.signing_retired_keys_dir
SIGNED_HEADS_DIRS = ENV.heads_folders()
# Demo and test settings may make a key of their own; production may not.
SIGNING_KEY_AUTOCREATE = False
SIGNING_KEY_HEAD = ""
# Each of the sibling files says what kind it is for; a process opens databases of that kind alone.
INSTALLATION_KIND = ""
DEMONSTRATION = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
