"""WSGI entry point."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from cms.encoding import EncodingGuard
from cms.mount import MountGuard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = EncodingGuard(MountGuard(get_wsgi_application()))

from cms.installation.refusal import DatabaseRefused  # noqa: E402 - needs the applications
from cms.installation.services import databases_require  # noqa: E402
from search.warming import warm  # noqa: E402

# gunicorn's own code for "will never come up": any other, and it starts worker after worker.
NEVER = 3

try:
    databases_require()
except DatabaseRefused as refused:
    sys.stderr.write(f"{refused}\n")
    sys.exit(NEVER)
warm()
