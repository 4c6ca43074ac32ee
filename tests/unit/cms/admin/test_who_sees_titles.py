"""Titles of drafts are for people with a part in them, on every screen that the admin has."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from wagtail.models import GroupPagePermission, Page

from editorial.people import groups
from tests.factories import people
from tests.factories.pages import draft, edit, home
from tests.signing import submit

MARK = "Hemmeligmerke"
# A name in the address stands for a part of Wagtail's own; every other one for a number.
NAMED = {
    "content_type_app_name": "content_models", "content_type_app_label": "content_models",
    "content_type_model_name": "lifestylepage", "app_label": "wagtailcore", "model_name": "page",
}  # fmt: skip
SEARCHES = ("q=hemmeligmerke", "search=hemmeligmerke", "results_only=1&q=hemmeligmerke")


def routes(resolver, prefix="") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        elif route.startswith("admin/") and "logout" not in route and "failwhale" not in route:
            yield "/" + re.sub(r"[\^$]|\\Z", "", route)


def addresses(numbers: list[int]) -> Iterator[str]:
    """Every address of the admin, with each of these numbers in each place that takes one."""
    for route in routes(get_resolver()):
        if "<" not in route:
            yield from (f"{route}?{search}" for search in SEARCHES)
            continue
        for number in numbers:
            yield re.sub(
                r"<(?:\w+:)?(\w+)>",
                lambda found, number=number: NAMED.get(found[1], str(number)),
                route.replace("(?P<", "<"),
            )


@pytest.fixture
def secret(house):
    """A draft in review, with an address and a title that nobody outside may read."""
    page = draft(author=house["author"], title=f"{MARK} side", slug="hemmelig")
    submit(page, by=house["author"])
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=house["chief"])
    return page


@pytest.fixture
def without_a_part(db):
    """May log in to the admin, and is in no group of the house."""
    account = people.user("uten")
    account.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return account


def client_of(account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def showing(client: Client, secret) -> list[str]:
    steps = secret.current_workflow_task_state
    numbers = [secret.pk, secret.get_parent().pk, steps.pk, secret.latest_revision_id]
    found = []
    for address in addresses(list(dict.fromkeys(numbers))):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if MARK.encode() in body:
            found.append(address)
    return found


@pytest.mark.parametrize("who", ["without", "technical"])
def test_no_screen_shows_a_draft_to_who_has_no_part_in_it(without_a_part, secret, who):
    account = without_a_part if who == "without" else people.user("teknisk", groups.TECHNICAL)
    assert showing(client_of(account), secret) == []


CHOOSERS = [
    "/admin/choose-page/", "/admin/choose-page/{page}/", "/admin/choose-page/{home}/",
    "/admin/choose-page/search/?q=hemmeligmerke",
    "/admin/choose-page/chosen-multiple/?id={page}", "/admin/choose-external-link/",
    "/admin/pages/{page}/move/{home}/confirm/", "/admin/pages/{page}/move/{page}/confirm/",
    "/admin/choose-page/chosen-multiple/?id=x", "/admin/choose-page/99999999999999999999/",
]  # fmt: skip


@pytest.mark.parametrize("role", ["without", "clinician", "technical"])
def test_who_has_no_page_to_look_for_is_sent_away_from_every_chooser(
    house, without_a_part, secret, role
):
    account = {"without": without_a_part, "clinician": house["clinician"]}.get(role)
    client = client_of(account or people.user("teknisk", groups.TECHNICAL))
    for address in CHOOSERS:
        answer = client.get(address.format(page=secret.pk, home=secret.get_parent().pk))
        assert (answer.status_code, answer.url) == (302, "/admin/"), address


@pytest.mark.parametrize("role", ["author", "desk", "duty", "chief", "superuser"])
def test_who_works_with_pages_still_finds_them(house, secret, role):
    client = client_of(house[role])
    for address in CHOOSERS[:5]:
        answer = client.get(address.format(page=secret.pk, home=secret.get_parent().pk))
        assert answer.status_code == 200, address
    assert MARK in client.get(CHOOSERS[3]).content.decode()


def test_who_works_in_one_place_finds_nothing_of_another(secret, without_a_part):
    """A right to the English tree alone: a draft of the Norwegian one is not theirs to look for."""
    group = Group.objects.create(name="English")
    GroupPagePermission.objects.create(
        group=group, page=home("en"), permission=Permission.objects.get(codename="change_page")
    )
    without_a_part.groups.add(group)
    own = draft(lang="en", author=without_a_part, title="Eget", slug="own")
    edit(own, author=without_a_part, summary="Eget.")
    client = client_of(without_a_part)
    found = client.get("/admin/choose-page/search/?q=eget").content.decode()
    assert "Eget" in found
    for address in CHOOSERS:
        answer = client.get(address.format(page=secret.pk, home=secret.get_parent().pk))
        assert MARK not in answer.content.decode(), address
