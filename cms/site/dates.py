"""Dates as people write them in each of the four languages.

Django has no Northern Sámi and an incomplete nynorsk calendar, so months and word order come from
our own catalogue.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, pgettext

_MONTHS = (
    lambda: pgettext("month of a date", "January"),
    lambda: pgettext("month of a date", "February"),
    lambda: pgettext("month of a date", "March"),
    lambda: pgettext("month of a date", "April"),
    lambda: pgettext("month of a date", "May"),
    lambda: pgettext("month of a date", "June"),
    lambda: pgettext("month of a date", "July"),
    lambda: pgettext("month of a date", "August"),
    lambda: pgettext("month of a date", "September"),
    lambda: pgettext("month of a date", "October"),
    lambda: pgettext("month of a date", "November"),
    lambda: pgettext("month of a date", "December"),
)


def day_of(value: str | date | datetime | None) -> date | None:
    """The calendar day in Norway of a date, a moment, or either in ISO 8601; else None."""
    if isinstance(value, str):
        moment = parse_datetime(value) if "T" in value else None
        value = moment or parse_date(value[:10])
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def spelled_out(day: date) -> str:
    """The day in words, e.g. `24. november 2026`, in the active language."""
    return gettext("%(day)d %(month)s %(year)d") % {
        "day": day.day,
        "month": _MONTHS[day.month - 1](),
        "year": day.year,
    }
