"""Days in Norway, in words, in four languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from cms.site.dates import day_of, spelled_out
from cms.site.templatetags.site_text import day, iso_day, phone, tel

MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "nn": "januar februar mars april mai juni juli august september oktober november desember",
    "se": "ođđajagemánu guovvamánu njukčamánu cuoŋománu miessemánu geassemánu suoidnemánu "
    "borgemánu čakčamánu golggotmánu skábmamánu juovlamánu",
    "en": "January February March April May June July August September October November December",
}
ORDER = {
    "nb": "{day}. {month} {year}",
    "nn": "{day}. {month} {year}",
    "se": "{month} {day}. b. {year}",
    "en": "{day} {month} {year}",
}


@pytest.mark.parametrize("lang", MONTHS)
def test_every_month_in_words(lang):
    with translation.override(lang):
        for number, month in enumerate(MONTHS[lang].split(), start=1):
            expected = ORDER[lang].format(day=7, month=month, year=2026)
            assert spelled_out(date(2026, number, 7)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026-11-24T22:59:59Z", date(2026, 11, 24)),
        ("2026-11-24T23:00:00Z", date(2026, 11, 25)),
        ("2026-06-30T22:30:00Z", date(2026, 7, 1)),
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), date(2026, 11, 25)),
        (date(2026, 11, 24), date(2026, 11, 24)),
        ("", None),
        ("snart", None),
        (None, None),
    ],
)
def test_a_moment_is_the_calendar_day_in_norway(value, expected):
    assert day_of(value) == expected
    assert iso_day(value) == (expected.isoformat() if expected else "")


def test_a_day_that_is_not_there_is_shown_as_nothing():
    assert day(None) == ""


@pytest.mark.parametrize(
    ("number", "shown", "address"),
    [
        ("113", "113", "tel:113"),
        ("116117", "116 117", "tel:116117"),
        ("+47 22 33 44 55", "+47 22 33 44 55", "tel:+4722334455"),
        ("ring:oss", "ring:oss", "tel:"),
    ],
)
def test_phone_numbers_as_people_read_and_dial_them(number, shown, address):
    assert phone(number) == shown
    assert tel(number) == address
