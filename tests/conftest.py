"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from cms.installation.kinds import TEST
from content_models.pages import LifestylePage
from search.analysis import lists, shipped
from search.statistics import counting
from tests import databases, prepared

pytest_plugins = [
    "tests.services.network",
    "tests.services.elasticsearch",
    "tests.services.elasticsearch_indices",
    "tests.services.elasticsearch_second",
    "tests.services.proxy",
    "tests.services.valkey",
    "tests.services.browser",
    "tests.services.encoder",
    "tests.services.shared",
    "tests.services.figures",
    "tests.services.garbage",
    "tests.services.properties",
    "tests.services.order",
    "tests.services.sizes",
    "tests.explore.total",
]


def pytest_sessionstart() -> None:
    """Whatever was named otherwise: no test runs under an installation's settings."""
    if settings.INSTALLATION_KIND != TEST:
        pytest.exit(
            "These are no settings for tests. Unset DJANGO_SETTINGS_MODULE, and name none by --ds.",
            returncode=pytest.ExitCode.USAGE_ERROR,
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """The template that every test's database is cloned from."""
    with django_db_blocker.unblock():
        databases.template_prepare()
    yield
    with django_db_blocker.unblock():
        for name in prepared.MAKERS:
            prepared.drop(name)


@pytest.fixture(autouse=True)
def _prepared(request: Any, django_db_blocker: Any) -> None:
    """What many tests begin with is made before any other fixture of this one changes something."""
    if name := prepared.wanted(request.fixturenames):
        request.getfixturevalue("django_db_setup")
        with django_db_blocker.unblock():
            prepared.make(name)


@pytest.fixture
def _with_house() -> None:
    """The database of a test with this has the people of the house."""


@pytest.fixture
def _with_text() -> None:
    """The database of a test with this has a public text of theirs as well."""


@pytest.fixture
def _django_db_helper(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own for each test that asks for one, by `db` or by the marker."""
    with (
        django_db_blocker.unblock(),
        prepared.cloned(prepared.wanted(request.fixturenames)) as name,
    ):
        yield name


@pytest.fixture(autouse=True)
def _words_in_force(request: Any) -> Iterator[None]:
    """Where a test has no database, the shipped words are in force."""
    marked = request.node.get_closest_marker("django_db") is not None
    if marked or "_django_db_helper" in request.fixturenames:
        yield
    else:
        with lists.in_force(shipped.shipped()):
            yield


@pytest.fixture(autouse=True)
def _nothing_noted() -> None:
    """Searches that another test left uncounted are not written by this one's first request."""
    counting.forget()


@pytest.fixture
def db(_django_db_helper: str) -> str:
    return _django_db_helper


@pytest.fixture
def transactional_db(_django_db_helper: str) -> str:
    return _django_db_helper


@pytest.fixture
def in_english() -> Iterator[None]:
    """Reasons are said in English, whatever language the house speaks."""
    with translation.override("en"):
        yield


@pytest.fixture
def house(_with_house: None, db: str) -> dict[str, Any]:
    """One person of each role, by role."""
    return prepared.people_found()


@pytest.fixture
def live(_with_text: None, house: dict[str, Any]) -> Any:
    """A public text of the house: what `published(draft(author=house["author"]))` makes."""
    return LifestylePage.objects.get()


@pytest.fixture
def published(house: dict[str, Any]) -> Callable[..., Any]:
    """Walk a draft through the real review; the only way to a live page in a test."""
    return partial(prepared.publish, house=house)
