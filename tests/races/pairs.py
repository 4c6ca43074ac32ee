"""The races: what both sides do, and what must be so when both have ended."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from content_models.publishing import Candidate
from editorial.editions.models import Edition
from editorial.editions.services import item_withdraw
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import signoff_take_back, takings_back_run
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.services import signoff_revoke
from editorial.workflow.scheduling import schedule_run
from tests.patience import until
from tests.races.house import House, state_of

Side = Callable[[], Any]
# Idle sessions take their lock at once, and leave it after a part of a second.
LONGEST_HELD: Final = 0.3
TAKE_ORDER: Final = """
INSERT INTO editions_hold (log_seq, first_seq, last_seq, heads, facts)
VALUES (0, 1, 1, '[]', '{"withdrawals": [], "revocations": []}')
"""


@dataclass
class Race:
    """`sides` begin together; `judge` returns what is not as it must be, "" where all is well.

    `at` is when it is run, by the database's time; None is now.
    """

    sides: tuple[Side, Side]
    judge: Callable[[], str]
    at: datetime | None = None


def _withdraw(house: House, page: Any) -> None:
    item_withdraw(
        content_id=page.translation_key, actor=house.people["duty"], reason="unsafe", notices={}
    )


def _is_down(page: Any) -> str:
    wishes_run()
    state = state_of(page)
    return "" if state == "withdrawn" else f"what was withdrawn is {state or 'not there'}"


def withdraw_publish(house: House, _rng: random.Random) -> Race:
    page = house.published()
    step = house.in_clinic(house.changed(page))
    return Race(
        (lambda: _withdraw(house, page), lambda: house.sign(step, "clinician")),
        lambda: _is_down(page),
    )


def revoke_publish(house: House, _rng: random.Random) -> Race:
    page = house.published()
    signoff = SignOff.objects.get(page_id=page.pk)
    step = house.in_clinic(house.changed(page))

    def revoke() -> None:
        signoff_revoke(signoff=signoff, actor=house.people["clinician"], reason="Feil.")

    def judge() -> str:
        newest = Edition.objects.filter(content_id=page.translation_key).order_by("-number")[0]
        is_taken_back = SignOff.objects.filter(pk=signoff.pk, revocation__isnull=False).exists()
        rests = signoff.pk in newest.signoff_ids
        return "it is public on what was taken back" if is_taken_back and rests else ""

    return Race((revoke, lambda: house.sign(step, "second")), judge)


def sign_sign(house: House, _rng: random.Random) -> Race:
    page = house.draft(risk_class="A")
    step = house.in_clinic(page)

    def judge() -> str:
        """Whose button had not said that the text goes live is told so, and presses once more."""
        signers = SignOff.objects.filter(page_id=page.pk).values_list("signed_by_id", flat=True)
        for who in ("clinician", "second"):
            if house.people[who].pk not in list(signers):
                house.sign(step, who)
        return "" if state_of(page) == "current" else "two have signed, and it is not public"

    return Race((lambda: house.sign(step, "clinician"), lambda: house.sign(step, "second")), judge)


def sign_save(house: House, _rng: random.Random) -> Race:
    page = house.draft()
    step = house.in_clinic(page)
    wanted = Candidate(page.get_latest_revision_as_object()).clinical_digest

    def judge() -> str:
        edition = Edition.objects.filter(content_id=page.translation_key).first()
        if edition is not None and edition.clinical_digest != wanted:
            return "another text than the signed one is public"
        return ""

    return Race((lambda: house.sign(step, "clinician"), lambda: house.changed(page)), judge)


def clock_withdraw(house: House, _rng: random.Random) -> Race:
    page = house.published()
    later = timezone.now() + timedelta(hours=1)
    house.sign(house.in_clinic(house.changed(page, go_live_at=later)), "clinician")
    return Race((schedule_run, lambda: _withdraw(house, page)), lambda: _is_down(page), at=later)


def _idler(page: Any, rng: random.Random) -> Side:
    """A session that takes the log or the page, and leaves it after a part of a second."""
    statement = rng.choice(
        [TAKE_ORDER, f"SELECT 1 FROM wagtailcore_page WHERE id = {page.pk} FOR UPDATE"]
    )
    seconds = rng.random() * LONGEST_HELD

    def hold() -> None:
        with _session() as other:
            other.execute(statement)
            time.sleep(seconds)
            other.rollback()

    return hold


def withdraw_held(house: House, rng: random.Random) -> Race:
    page = house.published()

    def judge() -> str:
        until(lambda: not wishes_run(), "nothing holds it any more")
        return _is_down(page)

    return Race((_idler(page, rng), lambda: _withdraw(house, page)), judge)


def revoke_held(house: House, rng: random.Random) -> Race:
    """A signature under an edition that another has replaced: nothing public rests on it."""
    page = house.published()
    signoff = SignOff.objects.get(page_id=page.pk)
    house.sign(house.in_clinic(house.changed(page)), "second")

    def revoke() -> None:
        signoff_take_back(
            signoff=signoff, actor=house.people["clinician"], reason="Feil.", cause="mistake"
        )

    def judge() -> str:
        until(lambda: not takings_back_run(), "nothing holds it any more")
        if not SignOffRevocation.objects.filter(signoff=signoff).exists():
            return "it is not taken back"
        return "" if state_of(page) == "current" else "the text of another signature is gone"

    return Race((_idler(page, rng), revoke), judge)


@contextmanager
def _session() -> Iterator[psycopg.Connection[Any]]:
    login = settings.DATABASES["default"]
    with closing(
        psycopg.connect(
            dbname=connection.settings_dict["NAME"], user=login["USER"], host=login["HOST"] or None,
            port=login["PORT"] or None, password=login["PASSWORD"] or None,
        )
    ) as other:  # fmt: skip
        yield other


RACES: Final[dict[str, Callable[[House, random.Random], Race]]] = {
    "withdraw ∥ publish": withdraw_publish,
    "revoke ∥ publish": revoke_publish,
    "sign ∥ sign": sign_sign,
    "sign ∥ save": sign_save,
    "clock ∥ withdraw": clock_withdraw,
    "withdraw ∥ held lock": withdraw_held,
    "revoke ∥ held lock": revoke_held,
}
