"""Who may do what on the house's own screens: one table, every screen, every role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from editorial.signoff.models import SignOff
from tests.signing import sign_data
from tests.unit.cms.admin.scene import CONSUMER, Scene

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "author", "desk", "clinician", "duty", "chief", "superuser")
LOGIN, HOME = "/admin/login/", "/admin/"


@dataclass(frozen=True)
class Row:
    """`may` maps a role to its answer; every other role is sent away and changes nothing."""

    name: str
    view: str
    args: Callable[[Scene], list[Any]]
    may: dict[str, int]
    data: Callable[[Scene], dict[str, Any]] | None = None


def sign_form(scene: Scene) -> dict[str, Any]:
    data = sign_data(scene.clinical_step.revision.as_object())
    return {**data, "attested": "on", "action": "sign"}


def withdrawal(scene: Scene) -> dict[str, Any]:
    return {"reason": "error", "languages": ["nb"], "notice_nb": "Ikke følg rådet."}


def known(_scene: Scene) -> dict[str, Any]:
    return {"signoff": [signature()]}


def delivery(scene: Scene) -> dict[str, Any]:
    return {"consumer": CONSUMER, "content_id": str(scene.parked.content_id)}


def action(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda _scene: {"action": name, "comment": "Skriv hvor lenge."}


def signature() -> int:
    return int(SignOff.objects.values_list("pk", flat=True).get())


KEEPERS = {"duty": 200, "chief": 200}
KEEPERS_ACT = {"duty": 302, "chief": 302}
EDITORS = {"author": 200, "desk": 200, "duty": 200, "chief": 200, "superuser": 200}
RECORD = {**EDITORS, "clinician": 200}
TABLE = [
    Row("withdraw", "withdraw", lambda s: [s.public.pk], KEEPERS),
    Row("withdraw now", "withdraw", lambda s: [s.public.pk], KEEPERS_ACT, withdrawal),
    # Only sent, never looked at; who may is in tests/flows/test_notices.py.
    Row("look", "notice_check", lambda _s: [1], dict.fromkeys(ROLES[1:], 405)),
    Row("told", "signed_in_my_name", lambda _s: [], {"clinician": 200}),
    Row("say so", "signed_in_my_name", lambda _s: [], {"clinician": 302}, known),
    Row("log", "log_report", lambda _s: [], KEEPERS),
    Row("log-retry", "log_retry", lambda _s: [], KEEPERS_ACT, delivery),
    Row("log-replay", "log_replay", lambda _s: [], KEEPERS_ACT, delivery),
    Row("desk step", "review", lambda s: [s.desk_step.pk], {"desk": 200}),
    Row("desk text", "review_text", lambda s: [s.desk_step.pk], {"desk": 200}),
    Row("pass on", "review", lambda s: [s.desk_step.pk], {"desk": 302}, action("approve")),
    Row("send back", "review", lambda s: [s.desk_step.pk], {"desk": 302}, action("reject")),
    Row("clinical step", "review", lambda s: [s.clinical_step.pk], {"clinician": 200}),
    Row("clinical text", "review_text", lambda s: [s.clinical_step.pk], {"clinician": 200}),
    Row("sign", "review", lambda s: [s.clinical_step.pk], {"clinician": 302}, sign_form),
    Row(
        "clinician sends back", "review", lambda s: [s.clinical_step.pk], {"clinician": 302},
        action("reject"),
    ),
    Row(
        "fact", "sign_fact", lambda s: [s.fact.pk],
        {"desk": 200, "clinician": 200, "chief": 200, "superuser": 200},
    ),
    Row(
        "sign fact", "sign_fact", lambda s: [s.fact.pk],
        {"desk": 422, "chief": 422, "superuser": 422, "clinician": 302},
        lambda s: {"shown_digest": s.fact.wording_digest()},
    ),
    Row("sign-offs", "signoffs", lambda s: [s.public.pk], RECORD),
    Row("ask to take back", "signoff_take_back", lambda _s: [signature()], RECORD),
    Row(
        "take back", "signoff_take_back", lambda _s: [signature()],
        {**dict.fromkeys(RECORD, 422), "clinician": 302, "chief": 302},
        lambda _s: {"reason": "Feil."},
    ),
    Row("vouched", "vouched", lambda _s: [], {"clinician": 200}),
    Row("readiness", "readiness", lambda s: [s.public.pk], EDITORS),
    Row(
        "picture", "private_media", lambda s: [s.picture.file.name], {**EDITORS, "clinician": 200}
    ),
]  # fmt: skip


def ask(client: Any, scene: Scene, row: Row) -> Any:
    path = reverse(row.view, args=row.args(scene))
    return client.get(path) if row.data is None else client.post(path, row.data(scene))


DONE = 302


def asked(scene: Scene, role: str, row: Row) -> tuple[str, bool]:
    """The answer, and whether anything changed; what was changed is taken back afterwards."""
    before = scene.state()
    # A log-in writes the account, and what a signature rests on was there before its transaction.
    client = scene.client(role)
    with transaction.atomic():
        answer = ask(client, scene, row)
        changed = scene.state() != before
        transaction.set_rollback(True)
    where = answer.get("Location", "").split("?")[0] if answer.status_code == DONE else ""
    return f"{answer.status_code} {where}".strip(), changed


def expected(role: str, row: Row) -> tuple[str, bool]:
    if role not in row.may:
        return (f"302 {LOGIN if role == 'anonymous' else HOME}", False)
    if row.may[role] == DONE:
        back = reverse("log_report") if row.name.startswith("log-") else HOME
        if row.name == "take back":
            back = reverse("signoffs", args=[SignOff.objects.get().page_id])
        if row.name == "say so":
            back = reverse("signed_in_my_name")
        return (f"302 {back}", True)
    return (str(row.may[role]), False)


def test_who_may_what(scene):
    found = {(row.name, role): asked(scene, role, row) for row in TABLE for role in ROLES}
    wanted = {(row.name, role): expected(role, row) for row in TABLE for role in ROLES}
    assert {key: answer for key, answer in found.items() if answer != wanted[key]} == {}


def test_the_table_has_every_screen_of_ours():
    """A new screen without a row in the table fails here."""
    ours = {
        pattern.name
        for resolver in get_resolver().url_patterns
        if str(getattr(resolver, "pattern", "")) == "admin/"
        for pattern in resolver.url_patterns
        if getattr(pattern, "name", None)
        and _module(pattern).startswith("cms.admin.")
        and not pattern.name.startswith("search_")
    }
    assert ours == {row.view for row in TABLE}


def _module(pattern: Any) -> str:
    view = pattern.callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return str(view.__module__)
