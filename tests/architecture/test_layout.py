"""What keeps the house in shape and no test of behaviour would notice."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cms", "editorial", "search", "content_models")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
CODE = [path for path in SOURCES if "migrations" not in path.parts]
LONGEST = 350
TOP = {
    "cms", "editorial", "search", "content_models", "locale", "tests", "docs", "deploy", "bench",
    "requirements", "manage.py", "pyproject.toml", "README.md", "Makefile", "CHANGELOG.md",
    "SECURITY.md", "LICENSE", ".ci", ".gitignore", ".pre-commit-config.yaml",
}  # fmt: skip


def tracked() -> list[str]:
    """Every file that git knows."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in done.stdout.split("\0") if name]


def test_locale_is_no_package():
    """With an `__init__.py` it would shadow the standard library's `locale`."""
    assert not list((ROOT / "locale").rglob("__init__.py"))


def test_the_top_level_is_the_one_that_was_agreed():
    assert {name.split("/")[0] for name in tracked()} <= TOP


def test_models_and_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", ["utils", "helpers", "core", "common", "misc"])
def test_no_room_is_called_after_nothing(name):
    found = [path for path in SOURCES if name in (path.stem, *path.relative_to(ROOT).parts)]
    assert found == []


def test_files_stay_small():
    long = {
        str(path.relative_to(ROOT)): count
        for path in CODE
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_nobody_updates_live_past_the_funnel():
    """`QuerySet.update(live=…)` goes round `save()`; the database refuses it, nobody writes it."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("update", "bulk_update", "bulk_create")
        and any(keyword.arg == "live" for keyword in node.keywords)
    ]
    assert found == []


def routes(patterns=None, prefix="") -> list[tuple[str, object]]:
    """Every address of the house with its view."""
    found = []
    for item in get_resolver().url_patterns if patterns is None else patterns:
        place = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            found += routes(item.url_patterns, place)
        elif isinstance(item, URLPattern):
            found.append((place, item.callback))
    return found


def test_wagtails_own_public_doors_stay_shut():
    """Pages, documents, images and its APIs are served by nobody; drafts have no public address."""
    outside = [(place, view) for place, view in routes() if not place.startswith("admin/")]
    assert len(outside) > 10
    foreign = [place for place, view in outside if view.__module__.startswith("wagtail")]
    assert foreign == []


def test_nothing_below_the_admin_is_djangos_own_admin():
    assert [place for place, view in routes() if "django.contrib.admin" in view.__module__] == []
