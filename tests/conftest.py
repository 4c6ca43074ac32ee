"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.utils import translation
from wagtail.models import Site

from cms.installation.kinds import TEST
from search.analysis import lists, shipped
from search.curation import active
from search.statistics import counting
from tests import databases, signing
from tests.factories import people

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
def django_db_setup(django_db_blocker: Any) -> None:
    """The template that every test's database is cloned from."""
    with django_db_blocker.unblock():
        databases.template_prepare()


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own for each test that asks for one, by `db` or by the marker."""
    with django_db_blocker.unblock(), databases.cloned() as name:
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        cache.clear()
        active.forget()
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
def house(db: str) -> dict[str, Any]:
    """One person of each role, by role."""
    from editorial.people import groups

    return {
        "author": people.user("author", groups.AUTHORS),
        "desk": people.user("desk", groups.DESK),
        "clinician": people.clinician("clinician"),
        "second": people.clinician("second"),
        "duty": people.user("duty", groups.DUTY),
        "chief": people.user("chief", groups.CHIEF),
        "superuser": people.user("superuser", is_superuser=True),
    }


@pytest.fixture
def published(house: dict[str, Any]) -> Callable[..., Any]:
    """Walk a draft through the real review; the only way to a live page in a test."""

    def publish(page: Any) -> Any:
        from content_models.policy import risk_class

        quorum = risk_class(page.risk_class).quorum
        signing.publish(
            page,
            author=house["author"],
            desk=house["desk"],
            clinicians=[house["clinician"], house["second"]][:quorum],
        )
        return type(page).objects.get(pk=page.pk)

    return publish
