"""Text in which a reader sees nothing."""

import re
from html import unescape
from typing import Final

# Spaces, controls and marks without a form of their own: what Unicode calls white space, controls
# and default ignorable, the empty pattern of braille, the marks beside lines, and of music,
# hieroglyphs and old scripts the heads, joiners, selectors and fillers that show nothing.
# `helsekilde_is_blank` says the same in the database, which has no character 0.
_BLANK: Final = re.compile(
    r"[\x00-\x20\u007F-\u00A0\u00AD\u034F\u061C\u115F-\u1160\u1680\u17B4-\u17B5"
    r"\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F"
    r"\uFEFF\uFFA0\uFFF0-\uFFFB\U0001107F\U00013430-\U00013442\U00016FE4\U0001BC9D"
    r"\U0001BCA0-\U0001BCA3\U0001D159\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]*"
)

_TAG: Final = re.compile(r"""<[^<>"]*(?:"[^"]*"[^<>"]*)*>""")


def is_blank(text: str) -> bool:
    """True where there is no text, or nothing in it that a reader could see."""
    return _BLANK.fullmatch(text) is not None


def html_is_blank(html: str) -> bool:
    """True where a reader sees no words in this sanitised HTML."""
    return is_blank(unescape(_TAG.sub("", html)))
