"""Every word of the site in all four languages, and the compiled catalogues in step with them."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.unit.cms.site.messages import site_messages

LANGUAGES = ("nb", "nn", "se", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")
CONTEXT = "\x04"


def folder(lang: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / lang / "LC_MESSAGES"


def compiled(lang: str) -> dict[str, str]:
    with (folder(lang) / "django.mo").open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)


def written(lang: str) -> dict[str, str]:
    """The entries of a .po file that are translated and not marked as fuzzy."""
    found = {}
    for entry in (folder(lang) / "django.po").read_text(encoding="utf-8").split("\n\n"):
        if "msgid_plural" in entry or re.search(r"^#,.*fuzzy", entry, re.MULTILINE):
            continue
        parts = {}
        for name in ("msgctxt", "msgid", "msgstr"):
            match = re.search(rf'^{name} ((?:".*"\n?)+)', entry, re.MULTILINE)
            lines = match.group(1).splitlines() if match else []
            parts[name] = "".join(ast.literal_eval(line) for line in lines)
        if parts["msgid"] and parts["msgstr"]:
            context = parts["msgctxt"] + CONTEXT if parts["msgctxt"] else ""
            found[context + parts["msgid"]] = parts["msgstr"]
    return found


def keys() -> list[str]:
    return [context + CONTEXT + text if context else text for context, text in site_messages()]


def test_the_collector_finds_texts_of_templates_and_of_code():
    assert {("", "Skip to content"), ("", "Illness"), ("month of a date", "May")} <= site_messages()
    assert len(site_messages()) > 120


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_translated_with_the_same_blanks(lang):
    catalogue = compiled(lang)
    assert sorted(key for key in keys() if not catalogue.get(key)) == []
    for key in keys():
        blanks = sorted(PLACEHOLDER.findall(key))
        assert sorted(PLACEHOLDER.findall(catalogue[key])) == blanks, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_compiled_is_what_is_written(lang):
    catalogue = compiled(lang)
    assert {key: catalogue.get(key) for key in written(lang)} == written(lang)


@pytest.mark.parametrize("lang", ["nb", "nn", "se"])
def test_no_text_is_left_in_english(lang):
    catalogue, english = compiled(lang), compiled("en")
    same = {key for key in keys() if catalogue[key] == english[key] and " " in english[key].strip()}
    assert same == set()
