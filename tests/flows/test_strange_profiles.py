"""Whatever stands in somebody's own settings of the admin, the admin answers them."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from wagtail.users.models import UserProfile

from cms.database.owner import as_owner
from tests.factories.pages import draft

REFUSED = {
    "current_time_zone": [
        "Mars/Phobos", "../../etc/passwd", "UTC+25", " ", "/", "Europe", "Europe/Oslo\t",
        "tzdata.zi", "a\nb", "europe/oslo",
    ],
    "preferred_language": ["xx", "../..", " ", "NB", "nb_NO", "ar", "%s"],
    "theme": ["", "neon"],
    "contrast": ["", "x"],
    "density": ["", "x"],
}  # fmt: skip
TAKEN = {
    "avatar": ["/etc/passwd", "../../x.png", "no\nsuch", "http://other.test/x.png", "%zz", " "],
    "dismissibles": ['{"a": 1}', '{"a": {"b": [null]}}'],
}
PLACES = ["/admin/", "/admin/account/", "/admin/pages/{}/edit/"]


def put(person, field, value):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE wagtailusers_userprofile SET {field} = %s WHERE user_id = %s",
            [value, person.pk],
        )


@pytest.mark.parametrize("field", [*REFUSED, *TAKEN])
def test_the_admin_answers(house, field):
    """Also with what the database refuses today, and an older house may have."""
    page, person = draft(author=house["author"]), house["chief"]
    UserProfile.get_for_user(person)
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    wrong = []
    for value in REFUSED.get(field) or TAKEN[field]:
        if field in REFUSED:
            with as_owner(), connection.cursor() as cursor:
                cursor.execute("ALTER TABLE wagtailusers_userprofile DISABLE TRIGGER USER")
                put(person, field, value)
                cursor.execute("ALTER TABLE wagtailusers_userprofile ENABLE TRIGGER USER")
        else:
            put(person, field, value)
        statuses = [browser.get(place.format(page.pk)).status_code for place in PLACES]
        if statuses != [200, 200, 200]:
            wrong.append((value, statuses))
        # What is there does not stand in the way of another change.
        put(person, "rejected_notifications", "false")
    assert wrong == []


@pytest.mark.parametrize("field", REFUSED)
def test_the_database_refuses_what_there_is_not(house, field):
    UserProfile.get_for_user(house["chief"])
    for value in REFUSED[field]:
        with pytest.raises(DatabaseError, match="The admin knows no such"), transaction.atomic():
            put(house["chief"], field, value)
        with pytest.raises(DatabaseError, match="The admin knows no such"), transaction.atomic():
            UserProfile.objects.create(user=house["desk"], **{field: value})
    assert UserProfile.objects.filter(**{f"{field}__in": REFUSED[field]}).count() == 0


def test_the_database_takes_what_there_is_to_choose(house):
    person = house["chief"]
    UserProfile.get_for_user(person)
    for field in ("theme", "contrast", "density"):
        for value in UserProfile._meta.get_field(field).choices:
            put(person, field, value[0])
    for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        put(person, "preferred_language", code)
    for zone in ("Europe/Oslo", "UTC", "America/New_York", ""):
        put(person, "current_time_zone", zone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        known = {name for (name,) in cursor.fetchall()}
    assert set(settings.WAGTAIL_USER_TIME_ZONES) <= known


@pytest.mark.parametrize(("chosen", "zone"), [("Mars/Phobos", "Europe/Oslo"), ("UTC", "UTC")])
def test_in_whose_time_it_is_read(chosen, zone):
    assert UserProfile(current_time_zone=chosen).get_current_time_zone() == zone
