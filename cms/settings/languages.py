"""The four languages. Django knows no Northern Sámi, so its entry is added here, once."""

from django.conf.locale import LANG_INFO

LANG_INFO.setdefault(
    "se",
    {"bidi": False, "code": "se", "name": "Northern Sami", "name_local": "davvisámegiella"},
)

LANGUAGES = [
    ("nb", "Norsk bokmål"),
    ("nn", "Norsk nynorsk"),
    ("se", "Davvisámegiella"),
    ("en", "English"),
]
LANGUAGE_CODES = [code for code, _ in LANGUAGES]
