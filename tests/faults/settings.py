"""Demo settings with a consumer that counts, in the database, how often it was given each entry."""

from cms.settings.demo import *  # noqa: F403
from cms.settings.demo import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.witness.WitnessConfig"]
# What is measured is the house, not how slowly a password is hashed.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
