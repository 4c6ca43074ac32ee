"""A hold says of a log what the database can know, and what it can not know the audit compares."""

import pytest
from django.db import DatabaseError

from editorial.editions.audit import audit
from editorial.editions.heads.facts import facts_since
from editorial.editions.models import Hold, LogEntry
from editorial.editions.services import item_withdraw
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from tests.factories.pages import draft
from tests.forging import withdrawal_forge


def test_when_a_hold_was_raised_and_how_far_the_log_was_is_not_its_writers(house, published):
    published(draft(author=house["author"]))
    made = Hold.objects.create(
        raised_at="2000-01-01T00:00:00Z", log_seq=77, first_seq=2, last_seq=2, heads=[],
        facts={"withdrawals": [], "revocations": []},
    )  # fmt: skip
    made.refresh_from_db()
    assert made.log_seq == 1
    assert made.raised_at.year > 2000


def test_a_lost_part_of_the_log_is_told_again_by_a_chief_alone(house, live):
    """Whoever may write a hold could say of any text that its signature had been taken back."""
    fact = {
        "contentId": str(live.translation_key), "lang": "nb", "seq": 2, "number": 2, "at": "i går",
        "editionDigest": "0" * 64, "reason": "revoked",
    }  # fmt: skip
    Hold.objects.create(
        log_seq=1, first_seq=2, last_seq=2, heads=[],
        facts={"withdrawals": [fact], "revocations": []},
    )  # fmt: skip
    for reason, who in (("revoked", "duty"), ("expired", "duty"), ("expired", "chief")):
        with pytest.raises(DatabaseError, match=r"No sign-off of this text|time of this text"):
            withdrawal_forge(live, reason=reason, actor=house[who])
    withdrawal_forge(live, reason="revoked", actor=house["chief"])


def test_a_hold_tells_only_what_the_log_lacks(house, live):
    """The heads that it names are elsewhere: what the database can know of them, it asks."""
    item_withdraw(
        content_id=live.translation_key, actor=house["duty"], reason="outdated", notices={}
    )
    signoff = SignOff.objects.get()
    signoff_revoke(signoff=signoff, actor=house["clinician"], cause="mistake", reason="Feil.")
    known = {**facts_since(anchor=None, until=9).__dict__}
    gone = known["withdrawals"][0].model_dump(mode="json", by_alias=True)
    taken = known["revocations"][0].model_dump(mode="json", by_alias=True)
    end = LogEntry.objects.count()
    told = {"withdrawals": [], "revocations": []}
    lies = [
        ({"first_seq": end + 2, "last_seq": end + 3}, "of what this log lacks"),
        ({"heads": ["x"]}, "of what this log lacks"),
        ({"heads": [1]}, "of what this log lacks"),
        ({"facts": told | {"withdrawals": [gone]}}, "of what this log lacks"),
        ({"facts": told | {"revocations": [taken]}}, "of what this log lacks"),
        (
            {"facts": told | {"withdrawals": [{"contentId": gone["contentId"]}]}},
            "not as signed heads",
        ),
        ({"facts": told | {"revocations": [taken | {"cause": 1}]}}, "not as signed heads"),
    ]
    for lie, said in lies:
        with pytest.raises(DatabaseError, match=said):
            Hold.objects.create(
                **{"log_seq": 0, "first_seq": 1, "last_seq": 1, "heads": [], "facts": told, **lie}
            )
    assert not Hold.objects.exists()
    other = gone | {"editionDigest": "0" * 64}
    facts = told | {"withdrawals": [other], "revocations": [taken | {"signoffId": signoff.pk + 1}]}
    Hold.objects.create(first_seq=1, last_seq=9, heads=["a" * 64], facts=facts, log_seq=0)
    found = [str(row) for row in audit() if "hold" in str(row)]
    assert found == [
        "hold 1 names signed heads that no folder has, or none.",
        "hold 1 tells 2 things that no signed head says.",
    ]
