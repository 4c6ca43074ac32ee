"""The words that stand in place of a withdrawn text: few, no dose among them, and read by two."""

import json
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse

from content_models.publishing import acting_user
from editorial.editions.expiry import expiry_run
from editorial.editions.models import Edition, NoticeCheck, PublicDocument, WithdrawalWish
from editorial.editions.notices.selectors import line_reasons, unchecked_notices
from editorial.editions.notices.services import NoticeCheckRefused, notice_check
from editorial.editions.services import WithdrawalRefused, edition_withdraw
from editorial.editions.withdrawal import (
    SYSTEM_REASONS,
    WithdrawalReason,
    default_notice,
    ended_notice,
)
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from tests.factories.pages import draft
from tests.forging import withdrawal_forge
from tests.timing import database_on

pytestmark = pytest.mark.usefixtures("in_english")

TAKEN = [
    "Ikke følg dette rådet.",
    "Ring 113.",
    "Ring 116 117, eller 113 om det haster!",
    "Ring 113, 116117 eller 116 123 (døgnåpent).",
    "113 svarer hele døgnet. Legevakten på 116 117 er åpen dag og natt.",
    "Ring legen din på 116 117 hvis du er i tvil, ellers 113.",
    "Tlf. 113",
    "Har du spørsmål, ring legevakten (116 117).",
    "Mental Helse: 116 123 (døgnåpent).",
    "Ring alltid 113 ved pustevansker.",
    "Ring 113 eller ring 116 117.",
    "Call the emergency number on 113 if you cannot breathe, otherwise call 116 117.",
    "Ringje 113 dersom det hastar; legevakta på 116 117 elles.",
    "Riŋge 113 jus vuovssiha, moivašuvvá dahje massá dieđu – ale vuordde.",
    "«Rådet» var galt; les heller siden om feber / hodepine…",
    "x" * 300,
]
REFUSED = {
    "Ta 2 tabletter.": ["notice-digits"],
    "Ta 113 mg.": ["notice-digits"],
    "Ta 113 paracetamol i stedet.": ["notice-digits"],
    "Paracetamol: ta 113.": ["notice-digits"],
    "113 paracetamol om dagen.": ["notice-digits"],
    "Ring legen, ta 113 paracetamol.": ["notice-digits"],
    "Ring og ta 116 117 paracetamol.": ["notice-digits"],
    "Ring 116 117, 113 paracetamol.": ["notice-digits"],
    "Ringblomst 113 ganger.": ["notice-digits"],
    "Ta 113mg.": ["notice-digits"],
    "Ta 116 117 tabletter.": ["notice-digits"],
    "Ring 1130.": ["notice-digits"],
    "Ring 113113.": ["notice-digits"],
    "Ring 112.": ["notice-digits"],
    "Ta 113,5.": ["notice-digits"],
    "Ta x113.": ["notice-digits"],
    "Ta ½ tablett.": ["notice-characters"],
    "Ta ２ tabletter.": ["notice-characters"],
    "Ta ٣ tabletter.": ["notice-characters"],
    "Ta ² tabletter.": ["notice-characters"],
    "Ta Ⅳ tabletter.": ["notice-characters"],
    "<b>Les</b>": ["notice-characters"],
    "Les\u202edette": ["notice-characters"],
    "Les\u200bdette": ["notice-characters"],
    "Les\x00dette": ["notice-characters"],
    "x" * 301: ["notice-length"],
    "1" * 301: ["notice-length", "notice-digits"],
}


CALLS = ["Ring 113", "ring legen på 116 117", "Call 116 123", "Legevakten: 116 117"]
COUNTED = [
    "ampuller i døgnet", "tusen mg", "spiseskjeer paracetamol", "store spiseskjeer", "teskje",
    "hundre milligram", "små ampuller", "hetteglass", "sprøyter", "flasker", "thousand doses",
    "teaspoons", "large cups", "minutter", "duhát mg", "x to", "brune tabletter", "dusin piller",
]  # fmt: skip
HONEST = [
    "", " nå", " nå.", " straks", " med en gang", " hvis du er i tvil", " ved store doser",
    " alle dager", " dersom tabletten setter seg fast", " før du tar flere tabletter",
    " hele døgnet", " now", " if the pills do not help", " or drink a glass of water",
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_number_that_something_counted_follows_is_no_telephone_number(db, call):
    for words in COUNTED:
        reasons = [reason.code for reason in line_reasons(f"{call} {words}")]
        assert reasons == ["notice-digits"], words


@pytest.mark.parametrize("call", ["Ring 113", "Ring 116 117", "Call 116 123"])
def test_who_is_asked_to_call_may_be_told_when_and_why(db, call):
    for words in HONEST:
        assert line_reasons(f"{call}{words}") == [], words


def withdraw(page, *, by, **changes):
    values = {"reason": "unsafe", "notices": {}, **changes}
    return edition_withdraw(content_id=page.translation_key, actor=by, **values)


def state():
    return list(PublicDocument.objects.values_list("digest", "state")), Edition.objects.count()


# The words


@pytest.mark.parametrize("line", TAKEN)
def test_a_line_of_ones_own_is_what_the_public_reads(client, house, live, line):
    assert line_reasons(line) == []
    withdraw(live, by=house["duty"], notices={"nb": line})
    answer = client.get(f"/api/v1/content/{live.translation_key}?lang=nb")
    assert (answer.status_code, answer.json()["detail"]) == (410, line)
    page = client.get(f"/nb/{PublicDocument.objects.get().path}")
    assert "er trukket tilbake og skal ikke lenger brukes" in page.text


@pytest.mark.parametrize("line", REFUSED)
def test_other_words_are_refused_by_the_service_and_the_screen(client, house, live, line):
    before = state()
    with pytest.raises(WithdrawalRefused) as refusal:
        withdraw(live, by=house["duty"], notices={"nb": line})
    assert [reason.code for reason in refusal.value.reasons] == REFUSED[line]
    client.force_login(house["duty"])
    answer = client.post(
        reverse("withdraw", args=[live.pk]),
        {"reason": "unsafe", "languages": ["nb"], "notice_nb": line},
    )
    assert (answer.status_code, state()) == (200, before)
    assert "error-message" in answer.text


def test_the_words_of_the_house_are_words_that_are_taken(db):
    for lang, _name in settings.LANGUAGES:
        for notice in (default_notice, ended_notice):
            assert line_reasons(notice(lang=lang)) == [], lang


def test_words_for_a_language_that_stays_are_refused_and_not_dropped(client, house, live):
    before = state()
    with pytest.raises(WithdrawalRefused) as refusal:
        withdraw(live, by=house["duty"], notices={"nn": "Ikkje følg dette.", "nb": ""})
    assert [reason.code for reason in refusal.value.reasons] == ["notice-language"]
    assert state() == before


# Reasons that the system finds


@pytest.mark.parametrize("reason", SYSTEM_REASONS)
def test_nobody_chooses_a_reason_that_the_system_finds(client, house, live, reason):
    before = state()
    with pytest.raises(WithdrawalRefused) as refusal:
        withdraw(live, by=house["duty"], reason=reason)
    assert [why.code for why in refusal.value.reasons] == ["reason"]
    client.force_login(house["duty"])
    address = reverse("withdraw", args=[live.pk])
    assert f'value="{reason}"' not in client.get(address).text
    answer = client.post(address, {"reason": reason, "languages": ["nb"]})
    assert (answer.status_code, state()) == (200, before)


@pytest.mark.parametrize(
    ("withdrawal", "said"),
    [
        *[({"notice": line}, "at most 300") for line in REFUSED if "\x00" not in line],
        ({"notice": None}, "a notice and one of the reasons"),
        ({"notice": ["Nei."]}, "a notice and one of the reasons"),
        ({"notice": ""}, "at most 300"),
        ({"reason": "revoked"}, "No sign-off of this text was taken back"),
        ({"reason": "expired"}, "The time of this text is not over"),
        ({"reason": "whim"}, "a notice and one of the reasons"),
        ({"reason": None}, "a notice and one of the reasons"),
    ],
)
def test_the_log_refuses_what_the_house_refuses(house, live, withdrawal, said):
    before = state()
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        withdrawal_forge(live, actor=house["duty"], **withdrawal)
    assert state() == before


@pytest.mark.parametrize(
    "wish",
    [
        *[{"notice": line} for line in REFUSED if "\x00" not in line],
        *[{"reason": str(reason)} for reason in (*SYSTEM_REASONS, "whim", "")],
    ],
)
def test_a_wish_is_refused_what_the_log_refuses(house, live, wish):
    """It is read by the public before the log has it."""
    values = {"reason": "unsafe", "notice": "Nei.", "lang": "nb", **wish}
    with pytest.raises(DatabaseError, match=r"digits|A person gives one"), transaction.atomic():
        WithdrawalWish.objects.create(content_id=live.translation_key, **values)
    assert not WithdrawalWish.objects.exists()
    assert PublicDocument.objects.get().state == "current"


@pytest.mark.parametrize("line", TAKEN)
def test_the_log_takes_what_the_house_takes(house, live, line):
    with transaction.atomic():
        withdrawal_forge(live, actor=house["duty"], notice=line)
    assert PublicDocument.objects.get().state == "withdrawn"


def test_the_system_writes_what_it_finds(house, published):
    ends = datetime(2031, 1, 1, tzinfo=UTC)
    over = published(draft(author=house["author"], slug="over", expire_at=ends))
    signed = published(draft(author=house["author"], slug="signert"))
    signoff_revoke(
        signoff=SignOff.objects.get(page_id=signed.pk), actor=house["clinician"], reason="Feil."
    )
    with database_on(date(2031, 1, 2)):
        expiry_run()
    found = {
        row.page_id: json.loads(bytes(row.envelope))["edition"]["withdrawal"]
        for row in Edition.objects.filter(action="withdrawn")
    }
    assert {key: row["reason"] for key, row in found.items()} == {
        over.pk: "expired", signed.pk: "revoked",
    }  # fmt: skip
    assert found[over.pk]["notice"] == ended_notice(lang="nb")
    assert unchecked_notices(limit=9) == []


# A second person


def test_a_second_person_reads_it_and_the_row_goes(client, house, live):
    withdraw(live, by=house["duty"], notices={"nb": "Ikke følg dette."})
    (row,) = unchecked_notices(limit=9)
    assert (row.title, row.reason, row.notice, row.writer_ids) == (
        "Søvn og hvile", "unsafe", "Ikke følg dette.", [house["duty"].pk],
    )  # fmt: skip
    tick = reverse("notice_check", args=[row.edition_id])
    shown = {}
    for role in ("duty", "chief", "desk", "clinician"):
        client.force_login(house[role])
        html = client.get("/admin/").text
        shown[role] = ("Ikke følg dette." in html, tick in html)
    assert shown == {
        "duty": (True, False), "chief": (True, True), "desk": (False, False),
        "clinician": (False, False),
    }  # fmt: skip
    client.force_login(house["duty"])
    assert "You withdrew this text yourself" in client.post(tick, follow=True).text
    client.force_login(house["desk"])
    client.post(tick)
    assert not NoticeCheck.objects.exists()
    client.force_login(house["chief"])
    assert client.get(tick).status_code == 405
    client.post(tick)
    assert NoticeCheck.objects.get().checked_by == house["chief"]
    assert unchecked_notices(limit=9) == []
    assert "Somebody has looked at this withdrawal already" in client.post(tick, follow=True).text
    assert NoticeCheck.objects.count() == 1


def test_what_was_taken_down_without_a_word_waits_for_nobody(house, live):
    token = acting_user.set(house["desk"])
    try:
        live.unpublish()
    finally:
        acting_user.reset(token)
    assert Edition.objects.filter(action="withdrawn").exists()
    assert unchecked_notices(limit=9) == []


@pytest.mark.parametrize("role", ["duty", "author", "clinician"])
def test_who_may_not_look_is_told_why_and_the_database_says_the_same(house, live, role):
    withdraw(live, by=house["duty"])
    edition = Edition.objects.get(action="withdrawn")
    with pytest.raises(NoticeCheckRefused) as refusal:
        notice_check(edition=edition, user=house[role])
    assert [reason.code for reason in refusal.value.reasons] == [
        "four-eyes" if role == "duty" else "not-entitled"
    ]
    with pytest.raises(DatabaseError, match="look"), transaction.atomic():
        NoticeCheck.objects.create(edition_id=edition.pk, checked_by=house[role])
    with pytest.raises(DatabaseError, match="Only a withdrawal"), transaction.atomic():
        NoticeCheck.objects.create(
            edition_id=Edition.objects.get(number=1).pk, checked_by=house["chief"]
        )
    assert not NoticeCheck.objects.exists()


WORDS = ("paracetamol", "enheter insulin", "stk hver dag", "doser", "ovttadaga", "i stedet", "")
BEFORE = ("Ta", "Øk til", "Ring legen og ta", "Nummeret er galt: bruk", "Take", "Váldde", "Ring,")


@pytest.mark.parametrize("number", ["113", "116 117", "116123"])
def test_no_number_of_a_telephone_is_a_dose(db, number):
    """Whatever is counted after it: the word before it decides, and no list of units."""
    lines = [f"{before} {number} {word}".strip() + "." for before in BEFORE for word in WORDS]
    lines += [f"{number} {word}." for word in WORDS if word]
    assert [line for line in lines if not line_reasons(line)] == []


def test_the_reasons_that_a_person_may_give_are_all_others():
    chosen = {value for value, _label in reasons()}
    assert chosen == set(WithdrawalReason.values) - {"revoked", "expired"}


def reasons():
    from editorial.editions.withdrawal import reasons_to_choose

    return reasons_to_choose()
