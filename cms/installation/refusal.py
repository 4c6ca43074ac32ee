"""The error of a process that has met another house's database."""

from django.core.management.base import CommandError
from django.db.utils import OperationalError


class DatabaseRefused(OperationalError, CommandError):
    """This database is not of the kind that the settings are for; the text is one line.

    Both kinds of error on purpose: any `manage.py` command, of Django and third parties too, ends
    with the line and exit code 1; who can live without a database treats it as one that is away.
    """
