"""What a command says of arguments that it cannot take: one line, and exit code 2."""

from typing import NoReturn

from django.core.management import CommandError, CommandParser


def arguments_refuse(parser: CommandParser, message: str) -> NoReturn:
    """In place of Python's own answer, which is many lines of usage before the one that matters.

    Raises:
        SystemExit: with code 2, at a terminal.
        CommandError: where another program called the command.
    """
    if not parser.called_from_command_line:
        raise CommandError(f"Error: {message}")
    parser.exit(2, f"{parser.prog}: {message}. --help says what it takes.\n")
    raise AssertionError  # argparse's exit has left


def connect() -> None:
    """Let every command say it so; called once, by `manage.py`."""
    setattr(CommandParser, "error", arguments_refuse)  # noqa: B010 - the method's own name for it
