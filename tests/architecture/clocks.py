"""Finds where code asks a clock that is not the database's: a process's own, or a bare SQL one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# By the module that they come from, however it is imported and called there.
ASKED = {
    "django.utils.timezone.now", "datetime.datetime.now", "datetime.datetime.utcnow",
    "datetime.datetime.today", "datetime.date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime", "time.ctime",
}  # fmt: skip
# These ask only where they are given no moment.
ASKED_IF_BARE = {"django.utils.timezone.localdate", "django.utils.timezone.localtime"}
FIELDS = {"auto_now", "auto_now_add"}
BARE_SQL = re.compile(
    r"(?<!\w)(now\s*\(\s*\)|(transaction|statement|clock)_timestamp\s*\(|timeofday\s*\("
    r"|current_(date|time|timestamp)\b|local(time|timestamp)\b)",
    re.IGNORECASE,
)


def asked(source: str) -> Iterator[str]:
    """The clocks that a module asks, each as often as it is asked."""
    tree = ast.parse(source)
    names = dict(_imports(tree))
    bare = {
        id(node.func) for node in ast.walk(tree)
        if isinstance(node, ast.Call) and not node.args and not node.keywords
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in FIELDS:
            yield str(node.arg)
        elif isinstance(node, ast.Attribute | ast.Name):
            name = _full(node, names)
            if name in ASKED or (name in ASKED_IF_BARE and id(node) in bare):
                yield str(name)


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield each.asname or each.name, each.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for each in node.names:
                yield each.asname or each.name, f"{node.module}.{each.name}"


def _full(node: ast.expr, names: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        before = _full(node.value, names)
        return f"{before}.{node.attr}" if before else None
    return None


def bare_sql(source: str) -> list[str]:
    """The SQL clocks in the strings of a module that are no sentence of ours about them."""
    return [
        found.group(0).strip()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and re.search(r"\b(SELECT|UPDATE|INSERT|DELETE|WHERE|SET)\b", node.value)
        for found in BARE_SQL.finditer(node.value)
    ]  # fmt: skip


def modules(root: Path) -> Iterator[tuple[Path, str]]:
    """Every module below a folder that is neither a migration nor a test."""
    for path in sorted(root.rglob("*.py")):
        if not {"migrations", "tests", "test"} & set(path.relative_to(root).parts):
            yield path, path.read_text(encoding="utf-8")
