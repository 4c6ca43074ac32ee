"""Whatever is published, planned, withdrawn, stopped, taken back, waits for a lock, is backed up,
restored, accepted and lost of the folders: no text whose stop was headed is ever served again.

The walk keeps what it did apart from the code under test. One of the two folders is always there:
what no folder has any more nobody can know.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import Revision

from content_models.pages import LifestylePage
from content_models.publishing import PublicationRefused
from editorial.editions.audit import audit
from editorial.editions.continuity import watch
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.models import LogEntry, PublicDocument
from editorial.editions.services import edition_withdraw
from editorial.editions.tasks import head_clock
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import signoff_take_back, takings_back_run
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.scheduling import schedule_run
from tests.backups import Backups, backups
from tests.factories.pages import draft
from tests.flows.test_stops import signed
from tests.holding import TAKE_ORDER, held
from tests.signing import publish
from tests.timing import database_at

STEPS = 30
SOON = (timezone.now() + timedelta(hours=4)).replace(second=0, microsecond=0)
PAGE_HELD = "SELECT 1 FROM wagtailcore_page FOR UPDATE"


@contextmanager
def _standing_still() -> Iterator[Event]:
    """Nothing is published where the log has lost its end; the event is set where it was."""
    went_on = Event()
    try:
        yield went_on
        went_on.set()
    except PublicationRefused as refused:
        if {reason.code for reason in refused.reasons} != {"restored"}:
            raise


@dataclass
class Walk:
    """What was done. `down` are addresses of texts that were withdrawn or rest on no signature."""

    rng: random.Random
    made: Backups
    house: dict[str, Any]
    away: Path
    texts: int = 0
    down: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)

    def publish(self) -> bool:
        self.texts += 1
        page = draft(author=self.house["author"], slug=f"tekst-{self.texts}", title="Tekst")
        with _standing_still() as went_on:
            publish(
                page, author=self.house["author"], desk=self.house["desk"],
                clinicians=[self.house["clinician"]],
            )  # fmt: skip
        return went_on.is_set()

    def withdraw(self) -> bool:
        row = self._any()
        if row is None:
            return False
        edition_withdraw(
            content_id=row.content_id, actor=self.house["duty"], reason="unsafe", notices={}
        )
        self.down.add(row.path)
        return True

    def revoke(self) -> bool:
        row = self._any()
        if row is None:
            return False
        signoff = SignOff.objects.filter(content_id=row.content_id, revocation=None).first()
        if signoff is None:
            return False
        signoff_revoke(signoff=signoff, actor=self.house["clinician"], reason="Feil.")
        self.down.add(row.path)
        return True

    def plan(self) -> bool:
        """Signed and on the clock; nothing of it is in the log."""
        self.texts += 1
        slug = f"tekst-{self.texts}"
        page = draft(author=self.house["author"], slug=slug, title="Tekst", go_live_at=SOON)
        with _standing_still() as went_on:
            signed(page, self.house)
        return went_on.is_set()

    def stop(self) -> bool:
        """What is on the clock."""
        page = self._planned()
        if page is None:
            return False
        edition_withdraw(
            content_id=page.translation_key, actor=self.house["duty"], reason="unsafe", notices={}
        )
        self.down.add(page.public_path)
        return True

    def unsign(self) -> bool:
        """A signature under what is on the clock is taken back, and that waits."""
        page = self._planned()
        signoff = page and SignOff.objects.filter(page_id=page.pk, revocation=None).first()
        if page is None or signoff is None:
            return False
        with held(PAGE_HELD):
            signoff_take_back(
                signoff=signoff, actor=self.house["chief"], reason="Feil.", cause="unsafe"
            )
        self.down.add(page.public_path)
        return True

    def wait(self) -> bool:
        """A withdrawal that only waits; one that waited before is carried out first."""
        wishes_run()
        takings_back_run()
        with held(TAKE_ORDER):
            return self.withdraw()

    def clock(self) -> bool:
        head_clock(timestamp=0)
        return True

    def backup(self) -> bool:
        self.made.take()
        return True

    def restore(self) -> bool:
        if not self.made.taken:
            return False
        self.made.restore(self.rng.randrange(len(self.made.taken)))
        return True

    def accept(self) -> bool:
        was_restored = standing_now().is_restored
        call_command(
            "restore_accept", account="chief", reason="Prøve.", yes=True, stdout=StringIO()
        )
        if was_restored:
            watch.forget()
            assert standing_now().is_restored is False
            assert [str(finding) for finding in audit()] == []
        return was_restored

    def folder(self) -> bool:
        """One of the folders goes, or the one that is away comes back."""
        first, second = settings.SIGNED_HEADS_DIRS
        missing = [each for each in (first, second) if not each.exists()]
        if missing and (self.away / missing[0].name).exists():
            shutil.move(self.away / missing[0].name, missing[0])
            head_clock(timestamp=0)
        elif not missing and not standing_now().is_restored:
            head_clock(timestamp=0)
            gone = self.rng.choice((first, second))
            shutil.move(gone, self.away / gone.name)
        else:
            return False
        return True

    def _any(self) -> PublicDocument | None:
        current = PublicDocument.objects.filter(state="current").exclude(path__in=self.down)
        rows = list(current.order_by("path"))
        return self.rng.choice(rows) if rows else None

    def _planned(self) -> Any:
        on_the_clock = Revision.page_revisions.exclude(approved_go_live_at=None)
        keys = sorted({int(key) for key in on_the_clock.values_list("object_id", flat=True)})
        return LifestylePage.objects.get(pk=self.rng.choice(keys)) if keys else None

    def look(self, client: Client) -> None:
        """Nothing that is down is served; where the house stands still nothing is."""
        for path in sorted(self.down):
            assert client.get(f"/api/v1/content/nb/{path}").status_code != 200, path
        current = PublicDocument.objects.filter(state="current").values_list("path", flat=True)
        wanted = 503 if standing_now().is_restored else 200
        if wanted == 200:
            watch.forget()  # a process that stood still goes on some seconds later
        for path in set(current) - self.down:
            assert client.get(f"/api/v1/content/nb/{path}").status_code == wanted, path


MOVES = (
    "publish", "plan", "withdraw", "stop", "unsign", "wait", "revoke", "clock", "backup", "restore",
    "accept", "folder",
)  # fmt: skip
WEIGHTS = (4, 3, 2, 3, 2, 2, 2, 2, 3, 3, 3, 2)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_text_that_was_taken_down_is_served_again(db, house, client, tmp_path, seed):
    (tmp_path / "away").mkdir()
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    trail: list[str] = []
    with override_settings(SIGNED_HEADS_DIRS=folders), backups(db) as made:
        walk = Walk(random.Random(seed), made, house, tmp_path / "away")
        while sum(walk.done.values()) < STEPS:
            move = walk.rng.choices(MOVES, WEIGHTS)[0]
            is_done = getattr(walk, move)()
            trail.append(f"{move} {'done' if is_done else 'not'}, {LogEntry.objects.count()}")
            walk.done[move] += is_done
            try:
                walk.look(client)
            except AssertionError as error:
                raise AssertionError(f"{error}; seed {seed}: {trail}") from error
        assert set(wishes_run()) | set(takings_back_run()) == set(), trail
        with database_at(SOON):
            schedule_run()
            walk.look(client)
    assert {"publish", "plan", "withdraw", "restore", "accept"} <= set(walk.done), walk.done
    assert {"stop", "unsign", "wait"} & set(walk.done), walk.done
