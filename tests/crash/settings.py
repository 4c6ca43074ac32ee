"""Demo settings with one more consumer of the log, which writes down what it was given."""

from cms.settings.demo import *  # noqa: F403
from cms.settings.demo import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.crash.witness.WitnessConfig"]
