"""Whatever is published, withdrawn, backed up, restored, accepted and lost of the folders: no text
whose withdrawal was headed is ever served again.

The walk keeps what it did apart from the code under test. One of the two folders is always there:
what no folder has any more nobody can know.
"""

import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from content_models.publishing import PublicationRefused
from editorial.editions.audit import audit
from editorial.editions.continuity import watch
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.models import LogEntry, PublicDocument
from editorial.editions.services import edition_withdraw
from editorial.editions.tasks import head_clock
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from tests.backups import Backups, backups
from tests.factories.pages import draft
from tests.signing import publish

STEPS = 30


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
        try:
            publish(
                page, author=self.house["author"], desk=self.house["desk"],
                clinicians=[self.house["clinician"]],
            )  # fmt: skip
        except PublicationRefused as refused:
            if {reason.code for reason in refused.reasons} != {"restored"}:
                raise
            return False
        return True

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
        rows = list(PublicDocument.objects.filter(state="current").order_by("path"))
        return self.rng.choice(rows) if rows else None

    def look(self, client: Client) -> None:
        """Nothing that is down is served; where the house stands still nothing is."""
        for path in sorted(self.down):
            assert client.get(f"/api/v1/content/nb/{path}").status_code != 200, path
        current = PublicDocument.objects.filter(state="current").values_list("path", flat=True)
        wanted = 503 if standing_now().is_restored else 200
        if wanted == 200:
            watch.forget()  # a process that stood still goes on some seconds later
        for path in current:
            assert client.get(f"/api/v1/content/nb/{path}").status_code == wanted, path


MOVES = ("publish", "withdraw", "revoke", "clock", "backup", "restore", "accept", "folder")
WEIGHTS = (5, 3, 2, 2, 3, 3, 2, 2)


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
    assert {"publish", "withdraw", "restore", "accept"} <= set(walk.done), walk.done
