"""Databases in which something stands already: made the real way, once a process and day.

Most tests begin with the people of the house, and many with one text that these have signed. Each
of them gets a clone of such a database, as it would get one of the template.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.utils import translation
from django.utils.timezone import localdate
from wagtail.models import Site

from content_models.policy import risk_class
from editorial.people import groups
from search.curation import active
from tests import databases, signing
from tests.factories import people
from tests.factories.pages import draft

# By the fixture that asks for it; one that comes later has all of those before it.
HOUSE, TEXT = "_with_house", "_with_text"
_made: dict[str, tuple[int, date, str]] = {}


def forget() -> None:
    """This process knows nothing any more of a database that it was in before."""
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    cache.clear()
    active.forget()


def people_make() -> dict[str, Any]:
    """One person of each role, by role."""
    return {
        "author": people.user("author", groups.AUTHORS),
        "desk": people.user("desk", groups.DESK),
        "clinician": people.clinician("clinician"),
        "second": people.clinician("second"),
        "duty": people.user("duty", groups.DUTY),
        "chief": people.user("chief", groups.CHIEF),
        "superuser": people.user("superuser", is_superuser=True),
    }


def people_found() -> dict[str, Any]:
    """The same, where they stand in the database already."""
    roles = ("author", "desk", "clinician", "second", "duty", "chief", "superuser")
    found = {user.username: user for user in people.User.objects.filter(username__in=roles)}
    return {role: found[role] for role in roles}


def publish(page: Any, *, house: dict[str, Any]) -> Any:
    """Walk a draft through the review, with as many signatures as it needs; as it stands then."""
    quorum = risk_class(page.risk_class).quorum
    signing.publish(
        page,
        author=house["author"],
        desk=house["desk"],
        clinicians=[house["clinician"], house["second"]][:quorum],
    )
    return type(page).objects.get(pk=page.pk)


def text_make() -> None:
    """The text that `draft` writes by itself, signed and public."""
    house = people_found()
    publish(draft(author=house["author"]), house=house)


MAKERS: dict[str, Callable[[], Any]] = {HOUSE: people_make, TEXT: text_make}


def wanted(fixtures: Iterable[str]) -> str:
    """The database that a test with these fixtures begins with; empty for the bare template."""
    asked = [name for name in MAKERS if name in fixtures]
    return asked[-1] if asked else ""


def make(name: str) -> str:
    """The database of this name, and those that it is made from, where they are not of today.

    Nothing that a test changes is to be in force meanwhile. Returns the database's own name.
    """
    kept = _made.get(name)
    if kept and kept[:2] == (os.getpid(), localdate()):
        return kept[2]
    names = list(MAKERS)
    below = names[: names.index(name)]
    template = make(below[-1]) if below else ""
    database = databases.clone_create(template)
    databases.point_at(database)
    with databases.heads_apart(), translation.override(settings.LANGUAGE_CODE):
        forget()
        MAKERS[name]()
    databases.point_at(databases.NOWHERE)
    drop(name)
    _made[name] = (os.getpid(), localdate(), database)
    return database


def drop(name: str) -> None:
    """Drop the database of this name, if this process has made one."""
    pid, _day, database = _made.pop(name, (0, date.min, ""))
    if pid == os.getpid():
        databases.clone_drop(database)


@contextmanager
def cloned(name: str) -> Iterator[str]:
    """A fresh clone of what stands under this name, or of the bare template. Yields its name."""
    with databases.cloned(make(name) if name else "") as database:
        forget()
        yield database
