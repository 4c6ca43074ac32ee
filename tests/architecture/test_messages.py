"""The catalogues are whole: every text in four languages, with the same places for values."""

import ast
import gettext
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# `%(name)s`, `%s`, `%%` and `{name}`: all that a text may hold in place of a value.
PLACES = re.compile(r"%\((\w+)\)[sdif]|(%[sd%])|\{(\w+)\}")


class Entry:
    """One entry of a catalogue, as it is written."""

    def __init__(self, block: str) -> None:
        self.is_fuzzy = bool(re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE))
        self.context = self._text(block, "msgctxt")
        self.id = self._text(block, "msgid")
        self.plural = self._text(block, "msgid_plural")
        tags = re.findall(r"^(msgstr(?:\[\d\])?) ", block, re.MULTILINE)
        self.texts = [self._text(block, re.escape(tag)) for tag in tags]

    @staticmethod
    def _text(block: str, tag: str) -> str:
        found = re.search(rf'^{tag} ((?:".*"\n?)+)', block, re.MULTILINE)
        lines = found[1].strip().splitlines() if found else []
        return "".join(ast.literal_eval(line) for line in lines)


def folder(lang: str) -> Path:
    return ROOT / "locale" / lang / "LC_MESSAGES"


@cache
def catalogue(lang: str) -> list[Entry]:
    text = (folder(lang) / "django.po").read_text(encoding="utf-8")
    entries = [Entry(block) for block in text.split("\n\n") if "msgid" in block]
    return [entry for entry in entries if entry.id]


def places(text: str) -> set[str]:
    return {"".join(found) for found in PLACES.findall(text)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_missing_or_guessed(lang):
    assert [entry.id for entry in catalogue(lang) if entry.is_fuzzy] == []
    assert [entry.id for entry in catalogue(lang) if not all(map(str.strip, entry.texts))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_have_the_same_places_in_every_language(lang):
    wrong = {
        entry.id: text
        for entry in catalogue(lang)
        for text in entry.texts
        if places(text) != places(entry.id + entry.plural)
    }
    assert wrong == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_plural_has_both_forms(lang):
    assert {len(entry.texts) for entry in catalogue(lang) if entry.plural} == {2}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_compiled_is_what_is_written(lang):
    with (folder(lang) / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in catalogue(lang):
        if entry.plural:
            found = [compiled.ngettext(entry.id, entry.plural, count) for count in (1, 2)]
            assert found == entry.texts
        elif entry.context:
            assert compiled.pgettext(entry.context, entry.id) == entry.texts[0]
        else:
            assert compiled.gettext(entry.id) == entry.texts[0]


def test_the_languages_have_the_same_texts():
    ids = {lang: {(entry.context, entry.id) for entry in catalogue(lang)} for lang in LANGUAGES}
    assert all(found == ids["nb"] for found in ids.values())


def test_every_text_of_the_code_is_in_the_catalogues(tmp_path, monkeypatch):
    """Collects the texts again beside the checkout: nothing is new, nothing is left over."""
    for package in ("cms", "editorial", "search", "content_models"):
        (tmp_path / package).symlink_to(ROOT / package)
    copy = tmp_path / "locale" / "nb" / "LC_MESSAGES"
    copy.mkdir(parents=True)
    written = (folder("nb") / "django.po").read_text(encoding="utf-8")
    (copy / "django.po").write_text(written, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "LOCALE_PATHS", [str(tmp_path / "locale")])
    call_command("makemessages", locale=["nb"], symlinks=True, verbosity=0)
    collected = (copy / "django.po").read_text(encoding="utf-8")
    assert sorted(collected.strip().split("\n\n")) == sorted(written.strip().split("\n\n"))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nb", "Ikke signert: 0 av 2"),
        ("nn", "Ikkje signert: 0 av 2"),
        ("se", "Ii leat vuolláičállojuvvon: 0 / 2"),
        ("en", "Not signed: 0 of 2"),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_reader(lang, text):
    from editorial.editions.rules import signoff_verdict

    with translation.override(lang):
        verdict = signoff_verdict(
            signoffs=[], boundary=None, withdrawn_at=None, now=None, quorum=2, interval_months=12
        )
    assert verdict.reasons[0].text.startswith(text)
