"""mypy is strict wherever something is decided, written or read."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("cms", "editorial", "search", "content_models")
DECIDES = re.compile(r"\.(rules|services|selectors\w*|projection)(\.|$)")
# What mypy's own `strict = true` switches on and a part of the modules can have.
STRICT = {
    "disallow_any_generics": True,
    "disallow_subclassing_any": True,
    "disallow_untyped_calls": True,
    "disallow_untyped_defs": True,
    "disallow_incomplete_defs": True,
    "disallow_untyped_decorators": True,
    "warn_return_any": True,
    "warn_unused_ignores": True,
    "implicit_reexport": False,
    "strict_equality": True,
    "extra_checks": True,
}


def strict_patterns():
    """The patterns of `pyproject.toml` under which everything of STRICT is set, as mypy reads them:
    a star stands for any number of parts.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for row in settings["tool"]["mypy"]["overrides"]:
        if STRICT.items() <= row.items():
            for name in row["module"]:
                first, *parts = name.split(".")
                pattern = ".*" if first == "*" else re.escape(first)
                for part in parts:
                    pattern += r"(\..*)?" if part == "*" else re.escape(f".{part}")
                yield re.compile(pattern)


def test_no_module_that_decides_is_left_out():
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]
    deciding = {name for name in names if DECIDES.search(name)}
    assert {
        "search.services", "search.curation.services", "editorial.editions.selectors_log",
        "cms.site.selectors", "content_models.projection",
    } <= deciding  # fmt: skip
    patterns = list(strict_patterns())
    assert [name for name in sorted(deciding) if not any(p.fullmatch(name) for p in patterns)] == []
