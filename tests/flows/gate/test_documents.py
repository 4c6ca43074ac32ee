"""What an edition says is what the database knows, to the last member and byte."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError

from content_models.digest import canonical, sha256_hex
from editorial.editions.append import timestamp
from editorial.editions.audit import audit
from editorial.editions.models import Edition, LogEntry
from tests.flows.gate.forging import forge, signoff_forge
from tests.signing import act, submit
from tests.timing import database_ahead, database_on

DAY = timedelta(days=1)
HTML = "<script>alert(1)</script>"


def refused(page, change, *, match=None, immediate=False):
    before = LogEntry.objects.count()
    with pytest.raises(DatabaseError, match=match):
        forge(page, change, immediate=immediate)
    assert (LogEntry.objects.count(), Edition.objects.count()) == (before, before)


def test_what_is_true_in_every_word_is_accepted(live):
    forge(live, lambda row, envelope: None)
    assert [edition.number for edition in Edition.objects.order_by("number")] == [1, 2]
    assert [str(finding) for finding in audit()] == []


# Every member of the document's own part, with another value that it might have.
OTHERS = {
    "scheme": 1, "contentId": "5b0a5b0e-0000-4000-8000-000000000000", "lang": "nn", "number": 7,
    "action": "reaffirmed", "severity": "safety", "path": "levevaner/annet", "status": "overdue",
    "publishedAt": "2000-01-01T00:00:00Z", "firstPublishedAt": "2000-01-01T00:00:00Z",
    "lastClinicalChange": "2000-01-01T00:00:00Z", "lastReviewed": "2099-01-01",
    "nextReviewDue": "2099-01-01", "publicUntil": "2099-01-01T00:00:00Z", "clinicalScheme": 2,
    "clinicalDigest": "0" * 64, "signOffs": [], "withdrawal": {"notice": HTML},
}  # fmt: skip


def test_the_list_of_members_is_that_of_the_document(live):
    assert set(json.loads(bytes(Edition.objects.get().envelope))["edition"]) == set(OTHERS)


@pytest.mark.parametrize("name", OTHERS)
def test_no_member_has_another_value_or_is_missing(live, name):
    refused(live, lambda row, envelope: envelope["edition"].update({name: OTHERS[name]}))
    refused(live, lambda row, envelope: envelope["edition"].pop(name) and None)
    refused(live, lambda row, envelope: envelope["edition"].update({name: HTML}))


COLUMNS = {
    "published_at": "publishedAt", "first_published_at": "firstPublishedAt",
    "last_clinical_change": "lastClinicalChange", "public_until": "publicUntil",
    "last_reviewed": "lastReviewed", "next_review_due": "nextReviewDue",
}  # fmt: skip


@pytest.mark.parametrize("by", [-10_000 * DAY, -DAY, -timedelta(seconds=1), DAY, 10_000 * DAY])
@pytest.mark.parametrize("column", COLUMNS)
def test_no_time_is_another_in_column_and_bytes_together(live, column, by):
    def change(row, envelope):
        value = (row[column] or row["published_at"]) + by
        if column in ("last_reviewed", "next_review_due") and value == row[column]:
            value = row[column] - DAY
        row[column] = value
        said = value.isoformat() if "_re" in column else timestamp(value)
        envelope["edition"][COLUMNS[column]] = said

    refused(live, change)


PLAIN = {
    "action": "moved", "severity": "safety", "status": "overdue", "kind": "illness",
    "risk_class": "D", "path": "levevaner/annet", "edition_scheme": 1, "clinical_scheme": 2,
    "number": 9, "signoff_ids": [], "page_id": 1, "revision_id": 10**9,
}  # fmt: skip
MEMBERS = {"edition_scheme": "scheme", "clinical_scheme": "clinicalScheme", "risk_class": None,
           "kind": None, "signoff_ids": None, "page_id": None, "revision_id": None}  # fmt: skip


@pytest.mark.parametrize("column", PLAIN)
def test_no_column_is_another_with_its_member(live, column):
    def change(row, envelope):
        row[column] = PLAIN[column]
        member = MEMBERS.get(column, column)
        if member:
            envelope["edition"][member] = PLAIN[column]

    refused(live, change)


PLACES = {
    "the envelope": lambda envelope: envelope,
    "the edition": lambda envelope: envelope["edition"],
    "what is editorial": lambda envelope: envelope["editorial"],
    "a signature": lambda envelope: envelope["edition"]["signOffs"][0],
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["banner", "seoTitle", "å", "", "html"])
def test_no_member_is_added_anywhere(live, place, name):
    refused(live, lambda row, envelope: PLACES[place](envelope).update({name: HTML}))


@pytest.mark.parametrize(
    "name", ["role", "name", "profession", "organisation", "signedAt", "checklist"]
)
def test_no_signature_says_another_thing_than_its_row(live, name):
    refused(live, lambda row, envelope: envelope["edition"]["signOffs"][0].update({name: HTML}))


def test_no_label_is_another_than_the_pages(live):
    refused(live, lambda row, envelope: envelope["editorial"].update(demonstration=True))
    refused(live, lambda row, envelope: envelope["editorial"].update(demonstration=0))


BYTES = {
    "a member twice": (b'"severity":"minor"', b'"severity":"safety","severity":"minor"'),
    "a member twice, the other first": (
        b'"severity":"minor"', b'"severity":"minor","severity":"minor"'
    ),
    "a space": (b'"severity":"minor"', b'"severity": "minor"'),
    "another escape": (b'"minor"', b'"\\u006dinor"'),
    "another order": (b'"scheme":2,"severity":"minor"', b'"severity":"minor","scheme":2'),
    "another number": (b'"scheme":2', b'"scheme":2.0'),
    "an exponent": (b'"scheme":2', b'"scheme":2e0'),
    "a line at the end": (b"}", b"}\n"),
}  # fmt: skip


@pytest.mark.parametrize("how", BYTES)
def test_the_bytes_are_their_own_canonical_form(live, how):
    old, new = BYTES[how]

    def change(row, envelope):
        head, _, tail = canonical(envelope).rpartition(old)
        assert head
        return head + new + tail

    refused(live, change, match="canonical|column|envelope|invalid")


@pytest.mark.parametrize("what", ["a member twice", "a space"])
def test_an_article_that_is_not_canonical_is_refused_even_where_it_is_signed(house, live, what):
    """What is checked would not be what is served."""
    state = submit(live, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    good = bytes(Edition.objects.get().article)
    first, _, rest = good.partition(b",")
    article = (
        good.replace(b",", b", ", 1)
        if what == "a space"
        else first + b"," + first[1:] + b"," + rest
    )
    assert json.loads(article) == json.loads(good)
    signed = signoff_forge(
        state.current_task_state, by=house["clinician"], clinical_digest=sha256_hex(article)
    )

    def change(row, envelope):
        row |= {"article": article, "action": "published", "severity": "major",
                "signoff_ids": [signed.pk],
            "last_clinical_change": row["published_at"]}  # fmt: skip
        envelope["edition"] |= {
            "action": "published", "severity": "major", "clinicalDigest": sha256_hex(article),
            "lastClinicalChange": timestamp(row["published_at"]),
        }  # fmt: skip
        envelope["edition"]["signOffs"][0]["signedAt"] = timestamp(signed.signed_at)

    refused(live, change, match="not in canonical form")


@pytest.mark.parametrize("immediate", [True, False])
def test_nothing_old_comes_back_by_a_withdrawal_that_is_dated_before_it(live, immediate):
    """The withdrawal and what follows it, each at a time of the writer's choice."""
    type(live).objects.get(pk=live.pk).unpublish()

    def change(row, envelope):
        row |= {"article": bytes(Edition.objects.get(number=1).article), "action": "published",
                "signoff_ids": Edition.objects.get(number=1).signoff_ids}  # fmt: skip
        envelope |= json.loads(bytes(Edition.objects.get(number=1).envelope))
        envelope["edition"] |= {"number": 3, "publishedAt": timestamp(row["published_at"])}

    before = Edition.objects.get(number=2).published_at
    refused(live, change, match="does not stand for this text", immediate=immediate)
    for years in (-26, 26):
        with database_ahead(years * 365 * DAY):
            refused(live, change, immediate=immediate)
    assert Edition.objects.get(number=2).published_at == before


def test_with_the_clock_set_back_nothing_is_written(live):
    with database_ahead(-DAY):
        refused(live, lambda row, envelope: None, match="the clock was set back")


def test_a_signature_that_is_older_than_the_interval_carries_nothing_more(live):
    due = Edition.objects.get().next_review_due
    with database_on(due + DAY):
        refused(live, lambda row, envelope: None, match="older than the review interval")
    with database_on(due):
        forge(live, lambda row, envelope: None)


def test_constraints_that_are_asked_early_ask_the_same(live):
    forge(live, lambda row, envelope: None, immediate=True)
    refused(
        live, lambda row, envelope: envelope["edition"].update(severity="safety"), immediate=True
    )


def test_no_row_of_the_first_scheme_is_written_any_more(live):
    def change(row, envelope):
        row["edition_scheme"] = envelope["edition"]["scheme"] = 1
        envelope["editorial"] |= {"seoTitle": "Ta 20 daglig", "seoDescription": ""}

    refused(live, change, match="scheme 2")


def test_a_row_says_itself_when_it_was_written(live):
    def change(row, envelope):
        row["recorded_at"] = row["recorded_at"] - 9999 * DAY

    forge(live, change)
    newest = Edition.objects.get(number=2)
    assert newest.recorded_at == newest.published_at
