"""What the worker does by the clock."""

import logging
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django import app

from editorial.editions.selectors import public_by_id
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.tasks import schedule_clock
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit
from tests.timing import database_at


def test_every_clock_of_the_house_is_wound():
    wound = {key[0]: task.cron for key, task in app.periodic_registry.periodic_tasks.items()}
    assert {
        "workflow.schedule": "* * * * *",
        "editions.status_refresh": "*/5 * * * *",
        "editions.expiry": "* * * * *",
        "editions.integrity_sweep": "17 2 * * *",
        "editions.head_sign": "* * * * *",
    }.items() <= wound.items()


def test_the_clock_publishes_what_is_signed_and_says_what_it_refused(house, caplog, in_english):
    soon = timezone.now() + timedelta(hours=1)
    unsigned = draft(author=house["author"])
    signed = draft(author=house["author"], slug="signert", title="Signert")
    for page in (unsigned, signed):
        page.go_live_at = soon
        page.save_revision(user=house["author"])
        state = submit(page, by=house["author"])
        act(state, "approve", by=house["desk"])
        act(state, "sign", by=house["clinician"], **sign_data(page))
    signoff = SignOff.objects.get(page_id=unsigned.pk)
    signoff_revoke(signoff=signoff, actor=house["clinician"], reason="Feil dose.")
    with database_at(soon), override("en"), caplog.at_level(logging.WARNING):
        schedule_clock(timestamp=int(soon.timestamp()))
    assert public_by_id(content_id=signed.translation_key, lang="nb").state == "current"
    assert public_by_id(content_id=unsigned.translation_key, lang="nb") is None
    assert [record.getMessage() for record in caplog.records] == [
        f"Scheduled page {unsigned.pk} was refused: "
        "Not signed: 0 of 1 clinicians have signed exactly this text."
    ]
