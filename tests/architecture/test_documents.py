"""Documents lead where they say: no page that nobody finds, no link that leads nowhere."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.architecture.test_layout import ROOT, tracked

DOCUMENTS = sorted(name for name in tracked() if name.endswith(".md"))
LINK = re.compile(r"\]\((?P<to>[^)\s#]+)(?:#[^)]*)?\)")
PLACE = re.compile(
    r"`(?P<to>(?:cms|editorial|search|content_models|deploy|tests|bench|docs)/[\w./-]+)`"
)
COMMAND = re.compile(r"manage\.py (?P<name>[a-z_]+)")
TARGET = re.compile(r"`make (?P<name>[a-z]+)")
# An ADR tells what was so on its day, the list of changes what was so in its release.
OF_THEIR_DAY = ("docs/adr/", "CHANGELOG.md")
OF_TODAY = [name for name in DOCUMENTS if not name.startswith(OF_THEIR_DAY)]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> set[str]:
    """Of every app, also of those that only a setting installs."""
    ours = {Path(name).stem for name in tracked() if "/management/commands/" in name}
    return ours | set(get_commands())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_a_file(name):
    folder = (ROOT / name).parent
    lost = [
        each["to"]
        for each in LINK.finditer(text(name))
        if "://" not in each["to"] and not each["to"].startswith("mailto:")
        if not (folder / each["to"]).exists()
    ]
    assert lost == []


@pytest.mark.parametrize("name", OF_TODAY)
def test_what_a_document_names_is_there(name):
    said = text(name)
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    lost = [each["to"] for each in PLACE.finditer(said) if not (ROOT / each["to"]).exists()]
    lost += sorted({each["name"] for each in COMMAND.finditer(said)} - commands())
    lost += sorted({each["name"] for each in TARGET.finditer(said)} - targets)
    assert lost == []


@pytest.mark.parametrize("folder", ["docs/operations", "docs/editorial", "docs/adr"])
def test_every_page_stands_in_the_list_of_its_folder(folder):
    pages = {name.split("/")[-1] for name in DOCUMENTS if name.startswith(f"{folder}/")}
    listed = {each["to"] for each in LINK.finditer(text(f"{folder}/README.md"))}
    assert pages - listed == {"README.md"}


def test_the_list_of_decisions_has_their_titles():
    rows = re.findall(
        r"^\| \[(\d+)\]\((\S+)\) \| (.+) \|$", text("docs/adr/README.md"), re.MULTILINE
    )
    titles = [text(f"docs/adr/{file}").splitlines()[0] for _number, file, _title in rows]
    assert titles == [f"# {number}. {title}" for number, _file, title in rows]


def test_the_picture_of_the_house_shows_every_room():
    rooms = {
        name.rpartition("/")[0]
        for name in tracked()
        if re.fullmatch(r"(cms|editorial)/[a-z_]+/__init__\.py", name)
    }
    shown = set(
        re.findall(r"^\| `([a-z]+/[a-z_]+)` \|", text("docs/architecture.md"), re.MULTILINE)
    )
    assert shown == rooms - {"cms/management"}


def test_no_room_of_cms_is_forgotten_by_the_contracts():
    """A new room is held to what the others are held to, or the contract says that it is not."""
    config = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]
    contracts = {each["name"]: each for each in config["contracts"]}
    rooms = {f"cms.{path.parent.name}" for path in (ROOT / "cms").glob("*/__init__.py")}
    held = set(contracts["Ninja only in the API"]["source_modules"])
    assert rooms - held == {"cms.api"}


def test_the_list_of_changes_says_each_thing_once():
    bullets = re.findall(r"^\* (.{40})", text("CHANGELOG.md"), re.MULTILINE)
    assert len(bullets) > 50
    assert sorted(bullets) == sorted(set(bullets))


def test_pages_are_read_from_the_tree_and_not_from_memory():
    """The checks above see something: without pages or links they would all pass."""
    assert len(OF_TODAY) > 20
    assert Path(ROOT / "docs/operations/README.md").exists()
    assert len(list(LINK.finditer(text("docs/operations/README.md")))) > 10
