"""Holds that no signed head backs: refused, shown, never carried out, and seen by the audit."""

import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from editorial.editions.audit import audit, restoration_notes
from editorial.editions.continuity import watch
from editorial.editions.continuity.backing import holds_told
from editorial.editions.continuity.models import Hold, Restoration
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.continuity.services import hold_raise
from editorial.editions.models import Edition, LogEntry, WithdrawalWish
from editorial.signoff.models import SignOff, SignOffRevocation
from tests.flows.restored.story import accept, state, withdraw
from tests.forging import withdrawal_forge

pytestmark = pytest.mark.usefixtures("in_english")
REFUSED = "No signed head of this house backs hold"


def revocation(page, **said):
    return {
        "signoffId": 99, "signedBy": 1, "contentId": str(page.translation_key), "lang": "nb",
        "clinicalDigest": "q", "signedAt": "2026-01-01T00:00:00Z", "reason": "x",
        "at": "2026-01-01T00:00:00Z", **said,
    }  # fmt: skip


def withdrawal(page, **said):
    return {
        "contentId": str(page.translation_key), "lang": "nb", "seq": 3, "number": 2, "at": "i går",
        "editionDigest": "0" * 64, "reason": "unsafe", **said,
    }  # fmt: skip


def wish(page, **said):
    return {
        "contentId": str(page.translation_key), "lang": "nb", "wishId": 99, "reason": "unsafe",
        "at": "2026-01-01T00:00:00Z", **said,
    }  # fmt: skip


def forge(*, heads=("f" * 64,), **facts):
    return Hold.objects.create(
        log_seq=0, first_seq=LogEntry.objects.count() + 1, last_seq=LogEntry.objects.count(),
        heads=list(heads), facts={"withdrawals": [], "revocations": [], **facts},
    )  # fmt: skip


def test_a_lie_that_a_forged_hold_carries_is_never_silent(house, live, client):
    forge(revocations=[revocation(live)])
    withdrawal_forge(live, actor=house["chief"], reason="revoked", notice="Nei.")
    before = LogEntry.objects.count()
    lie = (
        "entry 2: it was withdrawn as revoked, and only hold 1 tells that: no signed head says it,"
        " and the log does not show it."
    )
    assert lie in [str(row) for row in audit()]
    out = StringIO()
    with pytest.raises(CommandError, match=f"{REFUSED} 1.*--leave-unsaid.*Nothing was changed"):
        call_command("restore_accept", account="chief", reason="ok", yes=True, stdout=out)
    said = out.getvalue()
    assert "No signed head of this house says that anything is lost." in said
    assert "hold 1 tells 1 thing that no signed head says." in said
    assert str(live.translation_key) in said
    watch.forget()
    assert client.get(f"/nb/{live.public_path}").status_code == 503
    assert (LogEntry.objects.count(), Restoration.objects.count()) == (before, 0)
    accept(leave_unsaid=True)
    assert not SignOffRevocation.objects.exists()
    assert [str(row) for row in audit()] == [lie]
    (note,) = restoration_notes()
    assert "1 thing that holds alone told was left" in note


def real_signoff(page):
    row = SignOff.objects.get(content_id=page.translation_key)
    return revocation(
        page, signoffId=row.pk, signedBy=row.signed_by_id, clinicalDigest=row.clinical_digest,
        signedAt=row.signed_at.isoformat(),
    )  # fmt: skip


def digest_told():
    return next(iter(holds_told()[0].keys))


def head_told():
    return list(holds_told()[0].heads)


FORGED = {
    "a text that is public": lambda page: forge(withdrawals=[withdrawal(page)]),
    "a signature": lambda page: forge(revocations=[revocation(page)]),
    "a stop": lambda page: forge(stops=[wish(page)]),
    "a stop under a head that says another": lambda page: forge(
        heads=head_told(), stops=[wish(page)]
    ),
    "a signature to be taken back": lambda page: forge(
        takings=[real_signoff(page) | {"wishId": 99, "hidesText": False}]
    ),
    "a signature that stands": lambda page: forge(revocations=[real_signoff(page)]),
    "under a head that says another thing": lambda page: forge(
        heads=head_told(), withdrawals=[withdrawal(page)]
    ),
    "by the digest of another text": lambda page: forge(
        heads=head_told(), withdrawals=[withdrawal(page, editionDigest=digest_told())]
    ),
    "a day that is none": lambda page: forge(
        revocations=[real_signoff(page) | {"signedAt": "yesterday"}]
    ),
    "more than a head has": lambda page: forge(withdrawals=[withdrawal(page, more=1.5e29)]),
    "an identifier in another form": lambda page: forge(
        withdrawals=[withdrawal(page, contentId=f"{{{page.translation_key}}}")]
    ),
    "nothing": lambda page: forge(heads=()),
}


@pytest.mark.parametrize("kind", FORGED)
def test_what_no_head_says_is_not_carried_out(story, kind):
    hold_raise()
    FORGED[kind](story.other)
    assert any("hold 2 " in str(row) for row in audit())
    with pytest.raises(CommandError, match=f"{REFUSED} 2"):
        accept()
    assert (state(story.unsafe), state(story.other)) == ("current", "current")
    assert not Restoration.objects.exists()
    accept(leave_unsaid=True)
    assert (state(story.unsafe), state(story.other)) == ("withdrawn", "current")
    assert not SignOffRevocation.objects.exists()
    watch.forget()
    assert standing_now().is_restored is False
    assert [str(row) for row in audit()] == []


UNREADABLE = {
    "stops that are no list": lambda page: {"stops": 1},
    "takings that are no list": lambda page: {"takings": "x"},
    "a stop of no text": lambda page: {"stops": [wish(page, contentId="x")]},
    "a stop without a number": lambda page: {"stops": [wish(page, wishId="1")]},
    "a stop of no day": lambda page: {"stops": [wish(page, at="i går")]},
    "a stop for no reason": lambda page: {"stops": [wish(page, reason=None)]},
    "a taking of no kind": lambda page: {"takings": [revocation(page, wishId=1, hidesText="no")]},
    "a taking without a number": lambda page: {"takings": [revocation(page, hidesText=True)]},
}


def test_a_hold_that_cannot_be_read_later_is_not_written(story):
    for kind, facts in UNREADABLE.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            forge(**facts(story.other))
        assert not Hold.objects.exists(), kind


def test_a_hold_tells_no_wish_that_the_database_has(story):
    withdraw(story.other, by=story.house["duty"])
    row = WithdrawalWish.objects.latest("pk")
    told = wish(story.other, wishId=row.pk, at=row.wished_at.isoformat())
    with pytest.raises(DatabaseError, match="tells of what this log lacks"), transaction.atomic():
        forge(stops=[told])


def test_a_hold_whose_heads_are_gone_waits_for_them(story, tmp_path):
    hold_raise()
    places = list(settings.SIGNED_HEADS_DIRS)
    for number, folder in enumerate(places):
        shutil.move(folder, tmp_path / str(number))
    watch.forget()
    with pytest.raises(CommandError, match=REFUSED):
        accept()
    assert state(story.unsafe) == "current"
    for number, folder in enumerate(places):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(tmp_path / str(number), folder)
    watch.forget()
    accept()
    assert state(story.unsafe) == "withdrawn"
    assert [str(row) for row in audit()] == []
    # What heads had said when it was decided is in the signed decision: folders are lost in time.
    for folder in places:
        shutil.rmtree(folder)
    assert [str(row) for row in audit() if "hold" in str(row)] == []


def test_a_hold_that_comes_while_a_person_decides_is_not_answered(story, monkeypatch):
    from editorial.editions.continuity import services

    write = services._decision_write

    def late(report, **said):
        forge(withdrawals=[withdrawal(story.other)])
        return write(report, **said)

    monkeypatch.setattr(services, "_decision_write", late)
    with pytest.raises(CommandError, match="not about the hold that stands"):
        accept()
    assert not Restoration.objects.exists()
    assert Edition.objects.filter(action="withdrawn").count() == 1
