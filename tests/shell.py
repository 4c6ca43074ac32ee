"""The environment of a shell that has told nothing about a house."""

import os

from cms.settings.env import Env

_BESIDE = {"DJANGO_SETTINGS_MODULE", "HELSEKILDE_TEST_TEMPLATE"}


def plain() -> dict[str, str]:
    """This process's environment without any setting of ours: they are those of another house.

    A test that is under way may have set some, for its own children: a folder for signed heads.
    """
    ours = {name.upper() for name in Env.model_fields} | _BESIDE
    return {name: value for name, value in os.environ.items() if name.upper() not in ours}
