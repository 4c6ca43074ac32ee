"""Whatever stands in an address of the admin, or is posted to one, is answered; never by a 500.

`make hostile` asks more of the same.
"""

import random
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from cms.admin.unreadable import is_theirs, is_view_of_ours
from editorial.editions.models import Edition, LogEntry
from editorial.signoff.models import SignOff
from tests.factories.pages import draft
from tests.factories.whole import signed_fact
from tests.signing import submit
from tests.unit.cms.admin.test_who_sees_titles import NAMED, routes

SAID = (
    "Redigeringen får ikke noe ut av en del av denne adressen eller dette skjemaet. Gå tilbake, og "
    "se om det du gjorde, er der, før du gjør det en gang til.\n"
)
SAMPLE, FULL = 500, 15_000
VALUES = [
    "",
    "\x00",
    "x",
    "-1",
    "0",
    "9" * 30,
    "٣",
    "[",
    "2026-99-99",
    "1e400",
    "../x",
    "%00",
    "\ud7ff",
]
PLACES = ["0", "99999999999999999999", "2147483648", "%00", "x", "-1"]
ASKED = [
    "action", "collection_id", "content_type", "days", "edited_by", "editing_session_id", "family",
    "group", "id", "kind", "lang", "language", "latest_revision_created_at_from", "locale", "next",
    "object_id", "object_ids", "ordering", "owner", "p", "page_type", "parent_page_id", "q",
    "revision_id", "search", "site", "status", "tag", "task", "timestamp_from", "updated_at_from",
    "usage_count_min", "user", "workflow",
]  # fmt: skip
POSTED = [
    "attested", "cause", "checklist_version", "collection", "comment", "content_id",
    "copy_subpages", "email", "expires_on", "fact", "file", "first_name", "focal_point_x", "groups",
    "include_descendants", "include_subtree", "is_superuser", "key", "languages", "link_text",
    "locales", "name", "name_nb", "new_parent_page", "new_slug", "new_title", "notice_nb",
    "order_type", "pages-INITIAL_FORMS", "pages-TOTAL_FORMS", "position", "query", "reason",
    "replacement", "shown", "shown_digest", "shown_follows", "slug", "source", "tags",
    "text_nb", "ticked", "title", "url", "username", "width", "word", "workflow_action",
]  # fmt: skip
# What Wagtail itself stumbled over when it was first tried.
FOUND = [
    ("post", "/admin/pages/{page}/copy/", {}),
    ("post", "/admin/pages/{page}/copy/", {"new_parent_page": "9" * 30}),
    ("post", "/admin/pages/1/move/1/confirm/", {}),
    ("post", "/admin/pages/1/lock/", {}),
    ("post", "/admin/pages/1/set_position/", {}),
    ("post", "/admin/choose-external-link/", {}),
    ("post", "/admin/snippets/choose/content_models/topic/create/", {}),
    ("get", "/admin/snippets/choose/content_models/topic/chosen/x/", {}),
    ("get", "/admin/snippets/choose/content_models/bodysystem/chosen-multiple/", {"id": "x"}),
    ("get", "/admin/choose-email-link/", {"parent_page_id": "x"}),
    ("get", "/admin/login/", {"next": "x"}),
    ("get", "/admin/images/chooser/results/", {"q": "a", "tag": "x", "collection_id": "1"}),
    ("get", "/admin/api/main/images/find/", {"id": "\x00"}),
    ("get", "/admin/pages/create/wagtailcore/page", {"locale": "\x00"}),
    ("get", "/admin/bulk/wagtailcore/page/unpublish/", {"id": "x"}),
    ("post", "/admin/bulk/wagtailcore/page/unpublish/?id=%00", {}),
]


@pytest.fixture
def world(house):
    page = draft(author=house["author"])
    step = submit(page, by=house["author"]).current_task_state_id
    return SimpleNamespace(page=page.pk, step=step, fact=signed_fact(house).pk)


def client_of(account: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def addresses(numbers: list[str]) -> Iterator[str]:
    for route in dict.fromkeys(routes(get_resolver())):
        if "<" not in route:
            yield route
            continue
        for number in numbers:
            yield re.sub(
                r"<(?:\w+:)?(\w+)>",
                lambda found, number=number: NAMED.get(found[1], number),
                route.replace("(?P<", "<"),
            )


def requests(world: Any) -> list[tuple[str, str, dict[str, str]]]:
    numbers = [str(number) for number in (world.page, world.step, world.fact)]
    asked = [("get", address, {}) for address in addresses(PLACES)]
    for address in addresses(numbers):
        asked += [("get", address, {name: value}) for name in ASKED for value in VALUES]
        asked += [("get", address, dict.fromkeys(ASKED, value)) for value in VALUES]
        asked += [("post", address, dict.fromkeys(ASKED + POSTED, value)) for value in VALUES]
        asked.append(("post", address, {}))
    return asked


def evidence() -> tuple[int, ...]:
    return Edition.objects.count(), LogEntry.objects.count(), SignOff.objects.count()


@pytest.mark.parametrize("role", ["superuser", "desk", "clinician"])
def test_no_request_is_answered_by_a_fault(world, house, role, is_full, figure):
    asked = requests(world)
    chosen = random.Random(role).sample(asked, FULL if is_full else SAMPLE)
    client, before, faults, counts = client_of(house[role]), evidence(), [], {}
    for method, address, data in chosen:
        status = getattr(client, method)(address, data).status_code
        counts[status] = counts.get(status, 0) + 1
        if status >= 500:
            faults.append((status, method, address, data))
            client = client_of(house[role])
    figure(f"{role}: {len(chosen)} of {len(asked)} requests, {dict(sorted(counts.items()))}")
    assert faults == []
    assert evidence() == before


@pytest.mark.parametrize("request_of", FOUND, ids=lambda found: found[1])
def test_what_wagtail_cannot_read_is_said_and_logged(world, house, request_of, caplog):
    method, address, data = request_of
    answer = getattr(client_of(house["superuser"]), method)(address.format(page=world.page), data)
    assert (answer.status_code, answer.text) == (400, SAID)
    (record,) = [each for each in caplog.records if each.name == "cms.admin.unreadable"]
    assert record.exc_info is not None


def fault(exception: Exception, *packages: str) -> Any:
    """The traceback of a fault that went through functions of these packages, one in the other."""
    source = "def run(inner):\n    return inner()\n"
    call: Any = _raising(exception)
    for package in reversed(packages):
        namespace: dict[str, Any] = {"__name__": f"{package}.somewhere"}
        exec(source, namespace)  # noqa: S102 - a function that says it is of that package
        call = lambda run=namespace["run"], inner=call: run(inner)  # noqa: E731
    try:
        call()
    except type(exception) as raised:
        return raised.__traceback__
    raise AssertionError


def _raising(exception: Exception) -> Any:
    namespace = {"__name__": "django.somewhere", "exception": exception}
    exec("def fail():\n    raise exception\n", namespace)  # noqa: S102
    return namespace["fail"]


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        ((), False), (("django",), False), (("wagtail",), True), (("wagtail", "django"), True),
        (("wagtail", "cms"), False), (("cms", "wagtail"), True), (("cms", "django"), False),
        (("editorial", "modelcluster", "content_models"), False), (("wagtailmenus",), False),
    ],
)  # fmt: skip
def test_what_our_own_code_stumbles_over_is_a_fault_of_ours(packages, expected):
    assert is_theirs(fault(ValueError("x"), *packages)) is expected


def _views(resolver: Any) -> Any:
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from _views(each)
        else:
            yield each.callback


def test_views_that_we_wrote_are_ours_and_those_that_we_changed_are_wagtails():
    """Each that the house answers; one that is written tomorrow is one or the other, and known."""
    ours = {"cms", "search", "editorial", "content_models"}
    views = list(_views(get_resolver()))
    found = [view for view in views if view.__module__.partition(".")[0] in ours]
    changed = {view.view_class.__name__ for view in found if not is_view_of_ours(view)}
    assert changed == {
        "HouseWorkflowAction", "HouseCollectActionData", "FactVersionCreateView", "BetIndex",
        "StopWordIndex", "SynonymIndex", "LoginView", "PasswordResetView", "PasswordResetDoneView",
        "HouseUnpublishPage",
    }  # fmt: skip
    assert len(found) > 40


@pytest.mark.parametrize(("name", "value"), [("sweeps_newest", 5), ("sweeps_newest", [5])])
def test_what_a_template_of_ours_stumbles_over_is_a_fault_of_ours(house, monkeypatch, name, value):
    """It is drawn after the view, where only the decorator of Wagtail's stands around it."""
    monkeypatch.setattr(f"cms.admin.views.{name}", lambda *_args, **_more: value)
    browser = client_of(house["chief"])
    browser.raise_request_exception = False
    answer = browser.get("/admin/edition-log/")
    assert answer.status_code == 500
    assert SAID not in answer.text
