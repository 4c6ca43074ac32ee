"""A house in which everything that has a clock, and all that people do to texts, was done once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from editorial.clocks.registry import clocks
from editorial.editions.models import Edition
from editorial.editions.services import item_withdraw
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from tests.factories.pages import draft, edit
from tests.flows.locks.taken import commits_seen
from tests.timing import database_at


def everything(house, published):
    """A publication, a withdrawal, a signature taken back, and each clock with work to do."""
    soon = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    first = published(draft(author=house["author"]))
    published(edit(first, author=house["author"], title="Hvile og ro"))
    published(draft(author=house["author"], title="Ended", slug="ended"))
    planned = draft(author=house["author"], title="Planned", slug="planned", go_live_at=soon)
    published(planned)
    other = published(draft(author=house["author"], title="Other", slug="other"))
    item_withdraw(
        content_id=first.translation_key, actor=house["duty"], reason="unsafe", notices={}
    )
    signoff_revoke(
        signoff=SignOff.objects.get(page_id=other.pk), actor=house["clinician"], reason="Feil.",
        cause="mistake",
    )  # fmt: skip
    for moment in (soon + timedelta(minutes=1), soon + timedelta(days=2000)):
        with database_at(moment):
            for each in clocks():
                app.tasks[each.name](timestamp=0)


@pytest.fixture
def taken(house, published, monkeypatch):
    seen = commits_seen(monkeypatch)
    everything(house, published)
    actions = set(Edition.objects.values_list("action", flat=True))
    assert {"published", "withdrawn"} <= actions
    return seen
