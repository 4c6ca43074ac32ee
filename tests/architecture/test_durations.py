"""No test decides by a clock: `tests.patience` waits, figures are printed, `bench/` compares."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.patience import LEAST_SECONDS

TESTS = Path(__file__).parents[1]
WAITS = TESTS / "patience.py"
# No time-out in seconds is longer: a greater number is one of milliseconds.
LONGEST = 3600
CLOCKS = {
    "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time",
    "process_time_ns", "thread_time", "thread_time_ns", "time", "time_ns", "default_timer",
}  # fmt: skip
MODULES = {"time", "timeit"}
# What these return is a moment, which may be compared; how far away it is is a duration.
MOMENTS = {"now", "utcnow", "database_now"}
READS = re.compile(rf"\b(?:{'|'.join(CLOCKS | MOMENTS)})\b")


class Readings:
    """What in a module comes from a clock: names, attributes, and functions that return it.

    `known` are attributes and functions of other modules that do.
    """

    def __init__(self, tree: ast.Module, known: frozenset[str] = frozenset()) -> None:
        self.tree = tree
        self.aliases = set(MODULES)
        self.known = known
        self.names: set[str] = set()
        self.variables: set[str] = set()
        self.clocks: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.aliases |= {a.asname for a in node.names if a.name in MODULES and a.asname}
            if isinstance(node, ast.ImportFrom):
                names = CLOCKS if node.module in MODULES else frozenset()
                self.clocks |= {a.asname or a.name for a in node.names if a.name in names}
                self.names |= {a.asname or a.name for a in node.names if a.name in known}
        while self._spread():
            pass

    def _spread(self) -> bool:
        before = len(self.names)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target, value in _pairs(targets, node.value):
                    if self.read(value):
                        self.names |= _named(target)
                        self.variables |= {target.id} if isinstance(target, ast.Name) else set()
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
                if any(self.read(value) for value in returned if value):
                    self.names.add(node.name)
        return len(self.names) > before

    def shared(self) -> set[str]:
        """What a module that imports this one may find in it."""
        return self.names - self.variables

    def read(self, expression: ast.AST) -> bool:
        """Whether anything in the expression comes from a clock."""
        return any(
            (isinstance(node, ast.Call) and self._is_clock(node.func))
            or (isinstance(node, ast.BinOp) and _is_distance(node))
            or (isinstance(node, ast.Name) and node.id in self.names)
            or (isinstance(node, ast.Attribute) and node.attr in self.names | self.known)
            for node in ast.walk(expression)
        )

    def _is_clock(self, function: ast.expr) -> bool:
        if isinstance(function, ast.Name):
            return function.id in self.clocks
        owner = function.value if isinstance(function, ast.Attribute) else None
        name = getattr(owner, "id", None) or getattr(owner, "attr", None)
        return owner is not None and function.attr in CLOCKS and name in self.aliases

    def decisions(self) -> Iterator[ast.AST]:
        """Comparisons and assertions about what a clock says."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Compare | ast.Assert) and self.read(node):
                yield node


def _is_distance(node: ast.BinOp) -> bool:
    """Whether it says how far something is from a moment that is asked for here."""
    if not isinstance(node.op, ast.Sub) or not isinstance(node.right, ast.Call):
        return False
    function = node.right.func
    return (getattr(function, "id", None) or getattr(function, "attr", None)) in MOMENTS


def _pairs(targets: list[ast.expr], value: ast.expr | None) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each target with what is assigned to it, also where several are at once."""
    for target in targets if value else ():
        parts = getattr(target, "elts", None), getattr(value, "elts", None)
        if parts[0] and parts[1] and len(parts[0]) == len(parts[1]):
            yield from zip(*parts, strict=True)
        elif value:
            yield target, value


def _named(target: ast.expr) -> set[str]:
    """The names and attributes that an assignment sets."""
    if isinstance(target, ast.Name):
        return {target.id}
    if isinstance(target, ast.Attribute):
        return {target.attr}
    if isinstance(target, ast.Tuple | ast.List):
        return {name for each in target.elts for name in _named(each)}
    return _named(target.value) if isinstance(target, ast.Starred) else set()


def decisions(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    return sorted({ast.unparse(node) for node in Readings(ast.parse(text), known).decisions()})


def imported(tree: ast.Module) -> set[str]:
    """The modules of the tests from which a module takes something."""
    return {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests")
        for name in (node.module, *(f"{node.module}.{each.name}" for each in node.names))
    }


def test_no_test_decides_by_a_clock():
    texts = {
        ".".join(file.relative_to(TESTS.parent).with_suffix("").parts): file.read_text("utf-8")
        for file in sorted(TESTS.rglob("*.py"))
        if file != WAITS
    }
    trees = {module: ast.parse(text) for module, text in texts.items()}
    clocked = {module for module, text in texts.items() if READS.search(text)}
    shared = {module: Readings(trees[module]).shared() for module in clocked}
    assert "slowest" in shared["tests.integration.search.asking"]
    found = {
        f"{module}: {decision}"
        for module, tree in trees.items()
        if (known := frozenset().union(*(shared.get(name, ()) for name in imported(tree))))
        or module in clocked
        for decision in decisions(texts[module], known)
    }
    assert not found, "Wait with tests.patience.until:\n" + "\n".join(sorted(found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import time\nassert time.monotonic() - 3 < 5", 2),
        ("import time as t\nbegan = t.perf_counter()\nassert t.time() - began < 5", 2),
        ("from time import monotonic as now\ndef took():\n    return now()\nassert took() < 1", 2),
        ("import time\nwhile time.time() < end:\n    pass", 1),
        ("import time\nself.end = time.time()\nleft, _ = self.end - 1, 0\nassert is_one(left)", 1),
        ("from timeit import default_timer\nif (took := default_timer()) > 5:\n    fail()", 1),
        ("import counting\nassert counting.time.monotonic() > 5", 2),
        ("import time\nbegan = time.monotonic()\nfigure(f'{time.monotonic() - began} s')", 0),
        ("import time\ntime.sleep(1)\nassert answer < 5", 0),
        ("assert row.due - timezone.now() < timedelta(seconds=5)", 2),
        ("left = due - database_now()\nassert left.seconds in (28, 29)", 2),
        ("assert before < row.due < timezone.now() - timedelta(days=1)", 0),
        ("assert event.time < 5", 0),
        ("import time\nbefore, began = count(), time.monotonic()\nassert count() > before", 0),
        ("import time\nbefore, began = count(), time.monotonic()\nassert count() > began", 2),
    ],
)
def test_decisions_by_a_clock_are_seen_whatever_way_they_take(text, found):
    assert len(decisions(text)) == found


def test_what_another_module_has_measured_is_seen_too():
    text = "assert cost.of(answer).slowest < 5"
    assert (decisions(text), len(decisions(text, frozenset({"slowest"})))) == ([], 2)


def too_soon(text: str) -> list[str]:
    """Time-outs that are numbers, in seconds or a browser's milliseconds, and bounds by that."""
    return [
        ast.unparse(node.value)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.keyword) and node.arg == "timeout"
        and isinstance(node.value, ast.Constant) and isinstance(node.value.value, int | float)
        and not (
            LEAST_SECONDS <= node.value.value <= LONGEST
            or node.value.value >= 1000 * LEAST_SECONDS
        )
    ]  # fmt: skip


def test_no_test_ends_what_only_is_slow():
    found = {
        f"{file.relative_to(TESTS)}: {short}"
        for file in sorted(TESTS.rglob("*.py"))
        for short in too_soon(file.read_text("utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("run(['x'], timeout=59)", ["59"]),
        ("expect(tab).to_be_hidden(timeout=5_000)", ["5000"]),
        ("run(['x'], timeout=60)", []),
        ("expect(tab).to_be_hidden(timeout=60_000)", []),
        ("run(['x'], timeout=WORK_SECONDS)", []),
    ],
)
def test_a_bound_of_work_is_seen(text, found):
    assert too_soon(text) == found


def test_nothing_generated_is_judged_by_the_time_it_took():
    assert hypothesis.settings().deadline is None
    assert hypothesis.HealthCheck.too_slow in hypothesis.settings().suppress_health_check


def test_waiting_gives_up_only_after_a_long_time():
    from tests import patience

    assert patience.SECONDS >= patience.LEAST_SECONDS >= 60
    with pytest.raises(ValueError, match="59 s are a bound and no patience"):
        patience.until(lambda: True, "it is true", seconds=59)
