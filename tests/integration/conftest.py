"""Commands, run as somebody at a terminal runs them."""

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from tests.factories import people
from tests.unit.cms.imports.lines import AS


@pytest.fixture
def run(db, capsys):
    """Run a command; returns its exit code, what it printed, and its complaints.

    There is a person who brings texts in.
    """
    people.user(AS[-1])

    def call(*arguments):
        try:
            with override("en"):
                call_command(*map(str, arguments))
            code = 0
        except SystemExit as left:
            code = left.code
        except CommandError as error:
            return 1, capsys.readouterr().out.splitlines(), [str(error)]
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return call
