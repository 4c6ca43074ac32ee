#!/usr/bin/env python
"""Command line entry point. Where nothing names a database or settings, it runs the demo's."""

import os
import signal
import sys
from typing import NoReturn


def leave(number: int, _frame: object) -> NoReturn:
    """End as Ctrl-C does, so that the embedded database is stopped on the way out."""
    raise SystemExit(128 + number)


def main() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import Error as DatabaseError

    from cms import command_line
    from cms.database.embedded import DatabaseNotStarted
    from cms.database.said import line_of
    from cms.settings.choice import settings_choose

    command_line.connect()
    try:
        settings_choose(arguments=sys.argv[2:], environment=os.environ)
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except (ImproperlyConfigured, DatabaseNotStarted) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"{error}")
    except DatabaseError as error:
        line = line_of(error)
        if "--traceback" in sys.argv or not line:
            raise
        sys.exit(line)


if __name__ == "__main__":
    main()
