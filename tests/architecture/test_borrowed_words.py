"""What we translate of Django's and Wagtail's is what they say: a word of theirs that has changed
leaves a half-translated screen without a word.
"""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from cms.admin import wagtail_words
from cms.users import words

CALLS = {"_", "ngettext_lazy"}
# A page of the database, not a text of the program.
NO_TEXTS = {"Root"}
MESSAGE = re.compile(r'^(?:msgid|msgid_plural) ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"')


def said_by(package: str) -> set[str]:
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return {
        "".join(ast.literal_eval(piece) for piece in PIECE.findall(message))
        for catalogue in Path(found.origin).parent.rglob("locale/en/LC_MESSAGES/*.po")
        for message in MESSAGE.findall(catalogue.read_text(encoding="utf-8"))
    }


def named_in(module: object) -> set[str]:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    return {
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in CALLS
        # The singular and the plural; what counts them is a name.
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant)
    }


@pytest.mark.parametrize("module", [words, wagtail_words], ids=["log-in", "admin"])
def test_each_word_is_one_that_they_say(module):
    theirs = said_by("django") | said_by("wagtail")
    assert len(theirs) > 2000
    named = named_in(module)
    assert len(named) > 20
    assert sorted(named - theirs - NO_TEXTS) == []
