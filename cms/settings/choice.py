"""Which settings `manage.py` takes: those that are named, else the demo's, and never on a guess."""

from collections.abc import MutableMapping, Sequence

from django.core.exceptions import ImproperlyConfigured

VARIABLE = "DJANGO_SETTINGS_MODULE"
DEMO = "cms.settings.demo"
# Where one of these is set, somebody means an installation, and which one is not to be guessed.
TELLING = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "SIGNING_KEY", "SIGNING_KEY_FILE",
)  # fmt: skip


def settings_choose(*, arguments: Sequence[str], environment: MutableMapping[str, str]) -> None:
    """Take the demo's settings where none are named.

    Raises ImproperlyConfigured where the environment names a database or a key, but no settings.
    """
    if any(each.split("=")[0] == "--settings" for each in arguments) or environment.get(VARIABLE):
        return
    told = [name for name in TELLING if environment.get(name)]
    if told:
        raise ImproperlyConfigured(
            f"{', '.join(told)} set, but no settings named, so nothing was done: set {VARIABLE} to "
            f"cms.settings.production, or to {DEMO} for a demonstration on a server of your own."
        )
    environment[VARIABLE] = DEMO
