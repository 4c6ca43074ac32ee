"""A command that cannot take its arguments says one line and ends with 2."""

import subprocess
import sys

import pytest
from django.core.management import CommandError, CommandParser, get_commands, load_command_class

from cms import command_line
from cms.settings.env import BASE_DIR
from tests.shell import plain

OURS = sorted(
    (name, app)
    for name, app in get_commands().items()
    if isinstance(app, str)
    and app.split(".")[0] in ("content_models", "editorial", "search", "cms")
)


@pytest.fixture
def connected(monkeypatch):
    monkeypatch.setattr(CommandParser, "error", command_line.arguments_refuse)


def parser_of(name, app):
    parser = load_command_class(app, name).create_parser("manage.py", name)
    parser.called_from_command_line = True
    return parser


def test_there_are_commands_to_ask():
    assert {"person_add", "database_prepare", "audit_editions"} <= {name for name, _app in OURS}


@pytest.mark.parametrize(("name", "app"), OURS)
def test_every_command_says_one_line(connected, capsys, name, app):
    with pytest.raises(SystemExit) as left:
        parser_of(name, app).parse_args(["--nobody-knows-this"])
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert said.startswith(f"manage.py {name}: ")
    assert said.count("\n") == 1
    assert said.endswith(" --help says what it takes.\n")


@pytest.mark.parametrize(("name", "app"), OURS)
def test_a_value_that_is_none_of_the_choices_is_told_them(connected, capsys, name, app):
    chosen = [
        action for action in parser_of(name, app)._actions
        if action.choices and action.option_strings and not isinstance(action.choices, range)
        and all(isinstance(choice, str) for choice in action.choices)
    ]  # fmt: skip
    for action in chosen:
        with pytest.raises(SystemExit):
            parser_of(name, app).parse_args([action.option_strings[0], "nonsense"])
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert all(choice in said for choice in action.choices)


def test_a_program_that_calls_a_command_gets_an_error_it_can_catch(connected):
    parser = load_command_class("cms.users", "person_add").create_parser("manage.py", "person_add")
    with pytest.raises(CommandError, match="invalid choice: 'nurse'"):
        parser.parse_args(["x", "--role=nurse"])


def test_so_it_is_at_a_terminal(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "person_add", "x", "--name=X Y", "--email=x@y.example",
         "--role=nurse"],
        cwd=BASE_DIR, env=plain() | {"HELSEKILDE_DATA": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "manage.py person_add: argument --role: invalid choice: 'nurse' (choose from 'author', "
        "'desk', 'clinician', 'duty', 'chief', 'technical'). --help says what it takes.\n"
    )
