"""Template filters of the citizens' site. The only file of the site that marks text as safe."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from cms.site.dates import day_of, spelled_out
from cms.site.vocabulary import kind_name

register = template.Library()
SIX_DIGITS = 6  # 116117, 116123
# The characters that can end a script element or open a comment in it.
_IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.filter
def clinical_html(fragment: str) -> SafeString:
    """An HTML fragment of an edition, as it was signed.

    Safe because every fragment passed the one sanitiser before it was stored, the sign-off binds
    those bytes, and the log refuses at commit whatever the sanitiser would drop, whoever is said to
    have signed it (`editions_check_html`). Escaping it, or cleaning it again, would show something
    else than what was signed.
    """
    return mark_safe(fragment)  # noqa: S308 - see above


@register.filter
def json_data(value: dict[str, Any]) -> SafeString:
    """A value as JSON inside a script element that is data and not code.

    Safe because no character is left in it that means anything to HTML.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_IN_SCRIPT))  # noqa: S308 - see above


@register.filter
def kind_label(kind: str) -> str:
    """What a kind of article is called in the active language: `Sykdom`."""
    return kind_name(kind)


@register.filter
def day(value: str | date | datetime | None) -> str:
    """`2026-11-24` as `24. november 2026`; an empty string where there is no day."""
    found = day_of(value)
    return spelled_out(found) if found else ""


@register.filter
def iso_day(value: str | date | datetime | None) -> str:
    """The same day for a `datetime` attribute: `2026-11-24`."""
    found = day_of(value)
    return found.isoformat() if found else ""


@register.filter
def tel(number: str) -> str:
    """A phone number as a `tel:` address: digits, and the plus of a country's code."""
    return "tel:" + "".join(character for character in number if character in "+0123456789")


@register.filter
def phone(number: str) -> str:
    """A number as people read it: `116 117`. Three and three digits, where there are six."""
    return (
        f"{number[:3]} {number[3:]}" if len(number) == SIX_DIGITS and number.isdigit() else number
    )
