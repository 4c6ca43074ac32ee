"""What Wagtail's scripts write is in the language of the person at work."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import wagtail.admin
from django.test import Client
from wagtail.users.models import UserProfile

from cms.admin.wagtail_script_words import COUNTED_SCRIPT_WORDS, SCRIPT_WORDS

SOURCE = Path(wagtail.admin.__file__).parent / "locale/en/LC_MESSAGES/djangojs.po"
MESSAGE = re.compile(r'^msgid ((?:"[^\n]*"\n)+)', re.MULTILINE)


def test_every_word_of_wagtails_scripts_is_named() -> None:
    found = MESSAGE.findall(SOURCE.read_text(encoding="utf-8"))
    written = {"".join(re.findall(r'"(.*)"', lines)) for lines in found} - {""}
    assert written == {*SCRIPT_WORDS, *(one for one, _many, _both in COUNTED_SCRIPT_WORDS)}


@pytest.mark.parametrize(
    ("lang", "all_folded", "errors"),
    [
        ("nb", "Fold sammen alt", ["%(num)s feil", "%(num)s feil"]),
        ("nn", "Fald saman alt", ["%(num)s feil", "%(num)s feil"]),
        ("se", "Máhco buot", ["%(num)s meattáhus", "%(num)s meattáhusa"]),
        ("en", "Collapse all", ["%(num)s error", "%(num)s errors"]),
    ],
)
def test_the_browser_is_given_them(
    client: Client, house: dict[str, Any], lang: str, all_folded: str, errors: list[str]
) -> None:
    UserProfile.objects.update_or_create(
        user=house["author"], defaults={"preferred_language": lang}
    )
    client.force_login(house["author"])
    script = client.get("/admin/jsi18n/").text
    found = re.search(r"const newcatalog = (\{.*?\});", script, re.DOTALL)
    assert found is not None
    catalog = json.loads(found[1])
    assert (catalog["Collapse all"], catalog["%(num)s error"]) == (all_folded, errors)
    assert set(SCRIPT_WORDS) <= set(catalog)
