"""Every text of the citizens' site that a reader can see, found in its code and templates."""

import ast
import re
from pathlib import Path

from django.utils.translation.template import templatize

SITE = Path(__file__).parents[4] / "cms" / "site"
_CALLS = {"gettext": 0, "gettext_lazy": 0, "_": 0, "pgettext": 1}
_TEMPLATE_CALL = re.compile(
    r"gettext\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\)|_\((u?'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\)"
)


def site_messages() -> set[tuple[str, str]]:
    """(context, message) of every translatable text."""
    found: set[tuple[str, str]] = set()
    for path in SITE.rglob("*.py"):
        found |= _in_python(path.read_text(encoding="utf-8"))
    for path in SITE.rglob("*.html"):
        code = templatize(path.read_text(encoding="utf-8"))
        for match in _TEMPLATE_CALL.finditer(code):
            found.add(("", ast.literal_eval(match.group(1) or match.group(2))))
    return found


def _in_python(source: str) -> set[tuple[str, str]]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _CALLS
        ):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if texts:
                context = texts[0] if _CALLS[node.func.id] else ""
                found.add((context, texts[_CALLS[node.func.id]]))
    return found
