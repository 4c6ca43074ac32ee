"""The document can be run, and says what the repository holds."""

import re

import pytest

from tests.drill import document, machine, people, supplies
from tests.drill.document import Commands, Scene, Unreadable, steps
from tests.drill.machine import ROOT


def commands() -> str:
    return "\n".join(step.text for step in steps() if isinstance(step, Commands))


def test_blocks_and_scenes_come_in_their_order():
    text = "# A\n```sh drill\na\nb\n```\n```sh\nnot this\n```\n<!-- drill: somebody acts -->\n"
    assert steps(text) == [Commands(3, "a\nb"), Scene(9, "somebody acts")]


def test_each_knows_the_section_that_it_stands_in():
    text = "```sh drill\na\n```\n## 1. A\n```sh drill\n## 7. b\n```\n## 12. B\n<!-- drill: c -->\n"
    assert [step.section for step in steps(text)] == [0, 1, 12]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("```sh drill\na\n", "line 1: the block has no end"),
        ("```drill\na\n```\n", "line 1: '```drill' is not"),
        ("a\n```sh drill now\na\n```\n", "line 2: '```sh drill now' is not"),
        ("<!-- drill -->\n", "line 1: '<!-- drill -->' names no scene"),
    ],
)
def test_what_cannot_be_run_is_said(text, says):
    with pytest.raises(Unreadable, match=re.escape(says)):
        steps(text)


def test_every_block_of_shell_in_the_document_is_run():
    text = document.FILE.read_text(encoding="utf-8")
    fences = re.findall(r"^```(.+)$", text, re.MULTILINE)
    assert set(fences) == {"sh drill"}
    assert len(fences) == sum(isinstance(step, Commands) for step in steps())


def test_every_scene_is_played_and_every_play_is_in_the_document():
    assert [step.name for step in steps() if isinstance(step, Scene)] == list(people.SCENES)


def test_it_installs_what_the_drill_runs_on_and_nothing_else():
    """The drill's machine has no way out: what the line left out would be there all the same."""
    (line,) = re.findall(r"^apt-get install --yes (.+)$", commands(), re.MULTILINE)
    assert sorted(line.split()) == sorted([*machine.INSTALLED.values(), machine.PYTHON_PACKAGE])


def test_a_restore_is_written_as_it_is_run():
    """`backup.md` says the same as the drill does, command by command."""
    page = (document.FILE.parent / "backup.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```sh\n(.+?)^ *```$", page, re.MULTILINE | re.DOTALL)
    said = [line.strip() for block in blocks for line in block.splitlines()]
    run = [line.strip() for line in commands().splitlines()]
    assert len(said) > 8
    assert [line for line in said if line not in run] == []


def test_what_the_document_copies_is_there():
    named = re.findall(r"/opt/helsekilde/((?:deploy|requirements)/[\w./*-]+)", commands())
    assert len(named) > 4
    for name in named:
        assert list(ROOT.glob(name)), name


def test_every_lock_file_that_it_installs_is_at_hand():
    assert tuple(re.findall(r"requirements/(\w+)\.txt", commands())) == supplies.LOCKS


def test_the_proxy_of_the_document_is_the_one_of_the_repository():
    text = (ROOT / "deploy" / "nginx" / "helsekilde.conf").read_text(encoding="utf-8")
    assert f"server_name {people.SITE};" in text
    for file in re.findall(r"ssl_certificate(?:_key)? (\S+);", text):
        assert file in commands()
    # What somebody asks, and where they come from, stands in no log.
    formats = "".join(re.findall(r"log_format[^;]*;", text))
    assert formats
    for name in ("request", "request_uri", "args", "query_string", "http_referer", "uri"):
        assert not re.search(rf"\${name}\b", formats), name
