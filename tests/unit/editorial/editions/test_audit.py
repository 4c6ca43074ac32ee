"""One changed byte anywhere in the log and the audit names it."""

import json

import pytest
from django.core.management import CommandError, call_command

from editorial.editions.audit.log import chain_hash
from editorial.editions.models import Edition, LogEntry
from editorial.editions.receipts import receipt_sign
from tests.unit.editorial.editions.tampering import found


def test_a_log_that_nobody_touched_has_no_findings(log):
    assert found() == []
    assert [entry.edition.action for entry in LogEntry.objects.order_by("seq")] == [
        "published", "published", "published", "withdrawn",
    ]  # fmt: skip


def test_an_empty_log_has_no_findings(db):
    assert found() == []


def test_the_chain_is_what_the_documentation_says():
    digest = "ab" * 32
    assert chain_hash(previous=bytes(32), seq=1, edition_digest=digest).hex() == (
        "cf19a2021f3ab761094b950f20dc46efe7c21b455183d40a325d729f7ec83bbb"
    )


FLIPS = {
    "article": ("article = set_byte(article, 40, get_byte(article, 40) # 1)", "the article is not"),
    "envelope": (
        "envelope = set_byte(envelope, 40, get_byte(envelope, 40) # 1)",
        "the document is not the one that its edition digest names",
    ),
    "clinical_digest": (
        "clinical_digest = translate(clinical_digest, '0123456789abcdef', '123456789abcdef0')",
        "the article is not the one that its clinical digest names",
    ),
    "edition_digest": (
        "edition_digest = translate(edition_digest, '0123456789abcdef', '123456789abcdef0')",
        "its chain hash is not that of its content",
    ),
    "clinical_scheme": ("clinical_scheme = 9", "it names a digest scheme that is not known"),
    "edition_scheme": ("edition_scheme = 9", "it names a digest scheme that is not known"),
    "number": ("number = 7", "its columns do not agree with its document: number"),
    "action": ("action = 'moved'", "its columns do not agree with its document: action"),
    "severity": ("severity = 'safety'", "its columns do not agree with its document: severity"),
    "status": ("status = 'overdue'", "its columns do not agree with its document: status"),
    "kind": ("kind = 'illness'", "its columns do not agree with its document: type"),
    "risk_class": ("risk_class = 'D'", "its columns do not agree with its document: riskClass"),
    "path": ("path = 'levevaner/annet'", "its columns do not agree with its document: path"),
    "lang": ("lang = 'nn'", "its columns do not agree with its document: lang, articleLang"),
    "content_id": (
        "content_id = gen_random_uuid()",
        "its columns do not agree with its document: contentId",
    ),
    "published_at": (
        "published_at = published_at + interval '1 day'",
        "its columns do not agree with its document: publishedAt",
    ),
    "first_published_at": (
        "first_published_at = first_published_at - interval '1 day'",
        "its columns do not agree with its document: firstPublishedAt",
    ),
    "last_clinical_change": (
        "last_clinical_change = last_clinical_change - interval '1 day'",
        "its columns do not agree with its document: lastClinicalChange",
    ),
    "last_reviewed": (
        "last_reviewed = last_reviewed + 1",
        "its columns do not agree with its document: lastReviewed",
    ),
    "next_review_due": (
        "next_review_due = next_review_due + 1",
        "its columns do not agree with its document: nextReviewDue",
    ),
    "public_until": (
        "public_until = now() + interval '99 years'",
        "its columns do not agree with its document: publicUntil",
    ),
    "signoff_ids": ("signoff_ids = '{}'", "it rests on no sign-off"),
    "signoff_ids of nobody": (
        "signoff_ids = '{987654}'",
        "sign-off 987654, on which it rests, is gone",
    ),
    "signoff_ids of another": (
        "signoff_ids = (SELECT e.signoff_ids FROM editions_edition e JOIN editions_logentry l "
        "ON l.edition_id = e.id WHERE l.seq = 2)",
        "is of another text",
    ),
    "receipt": ("receipt = overlay(receipt placing 'xxxx' from 300)", "its receipt is not valid"),
    "receipt of another": (
        "receipt = (SELECT e.receipt FROM editions_edition e JOIN editions_logentry l "
        "ON l.edition_id = e.id WHERE l.seq = 1)",
        "its receipt is of another edition",
    ),
}  # fmt: skip


def test_every_changed_column_of_an_edition_is_named(log, tamper):
    changes = {
        name: f"UPDATE editions_edition SET {change} WHERE id = "
        "(SELECT edition_id FROM editions_logentry WHERE seq = 3)"
        for name, (change, _problem) in FLIPS.items()
    }
    for name in tamper.each(changes, table="editions_edition"):
        lines = found()
        assert lines[0].startswith("entry 3: "), name
        assert any(FLIPS[name][1] in line for line in lines if line.startswith("entry 3: ")), name
    assert found() == []


LINKS = {
    "entry 2: its chain hash is not that of its content.": (
        "UPDATE editions_logentry SET chain_hash = "
        "set_byte(chain_hash, 0, get_byte(chain_hash, 0) # 1) WHERE seq = 2"
    ),
    "entry 2: the link to the entry before it is broken.": (
        "UPDATE editions_logentry SET previous_hash = "
        "set_byte(previous_hash, 31, get_byte(previous_hash, 31) # 1) WHERE seq = 2"
    ),
    "entry 2: this entry is missing.": "DELETE FROM editions_logentry WHERE seq = 2",
    "entry 4: this entry is missing.": "UPDATE editions_logentry SET seq = 9 WHERE seq = 4",
}


def test_every_changed_link_is_named(log, tamper):
    for first in tamper.each(LINKS, table="editions_logentry"):
        assert found()[0] == first
    assert found() == []


def test_two_entries_that_change_places_are_named(log, tamper):
    tamper("UPDATE editions_logentry SET edition_id = -edition_id WHERE seq IN (1, 2)")
    tamper(
        "UPDATE editions_logentry a SET edition_id = -b.edition_id FROM editions_logentry b "
        "WHERE (a.seq, b.seq) IN ((1, 2), (2, 1))"
    )
    assert found()[0] == "entry 1: its chain hash is not that of its content."


def test_an_edition_that_never_entered_the_log_is_named(log, tamper):
    tamper("DELETE FROM editions_logentry WHERE seq = 4")
    edition = Edition.objects.get(action="withdrawn")
    assert f"edition {edition.pk} ({edition}) is not in the log." in found()


def test_a_whole_log_written_again_with_right_sums_has_wrong_receipts(log, tamper):
    """Whoever has the database and not the key can not make a history of their own."""
    tamper("UPDATE editions_edition SET receipt = ''")
    assert found()[0].startswith("entry 1: its receipt is not valid: ")


def test_a_receipt_that_names_other_signers_is_named_whoever_signed_it(log, tamper):
    edition = Edition.objects.get(log_entry__seq=2)
    document = {
        "article": json.loads(bytes(edition.article)),
        **json.loads(bytes(edition.envelope)),
    }
    document["edition"]["signOffs"][0]["name"] = "Dr. Kjent"
    forged = receipt_sign(document=document, edition_digest=edition.edition_digest)
    tamper(f"UPDATE editions_edition SET receipt = '{forged}' WHERE id = {edition.pk}")
    assert found() == ["entry 2: its receipt says something else than its document."]


SIGNOFFS = {
    "clinical_digest = repeat('0', 64)": "is of another text.",
    "role = 'desk'": "is of another text.",
    "signed_at = signed_at + interval '1 year'": "is younger than the edition.",
    "signer_name = 'Dr. Nobody'": "its document names other signers than its sign-offs.",
    "signer_profession = 'snekker'": "its document names other signers than its sign-offs.",
    "signer_organisation = 'Hjemme'": "its document names other signers than its sign-offs.",
    "checklist_version = 'none'": "its document names other signers than its sign-offs.",
}


def test_every_changed_column_of_a_sign_off_is_named(log, tamper):
    pk = Edition.objects.get(log_entry__seq=3).signoff_ids[0]
    changes = {
        change: f"UPDATE signoff_signoff SET {change} WHERE id = {pk}" for change in SIGNOFFS
    }
    for change in tamper.each(changes, table="signoff_signoff"):
        assert any(
            line.startswith("entry 3: ") and line.endswith(SIGNOFFS[change]) for line in found()
        ), change
    assert found() == []


def test_a_sign_off_that_is_gone_or_was_revoked_before_is_named(log, tamper, house):
    pk = Edition.objects.get(log_entry__seq=3).signoff_ids[0]
    tamper(
        "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason, revoked_at) "
        "SELECT id, %s, 'mistake', signed_at FROM signoff_signoff WHERE id = %s",
        house["chief"].pk, pk,
    )  # fmt: skip
    public = [
        f"entry 3: the public document of nb/levevaner/en: sign-off {pk} was revoked.",
        f"the revocation of sign-off {pk} is not in the log.",
    ]
    assert found() == [f"entry 3: sign-off {pk} had been revoked.", *public]
    tamper("UPDATE signoff_signoffrevocation SET revoked_at = now() + interval '1 day'")
    assert found() == public
    tamper("DELETE FROM signoff_signoff WHERE id = %s", pk)
    assert f"entry 3: sign-off {pk}, on which it rests, is gone." in found()


def test_the_command_names_the_first_bad_row_and_fails(log, tamper, capsys):
    call_command("audit_editions")
    *notes, last = capsys.readouterr().out.splitlines()
    assert last == "4 entries, chain and digests hold, nothing found."
    # Its clinicians were made a moment before they signed.
    assert {note.split()[:2] == ["note:", "sign-off"] for note in notes} == {True}
    tamper("UPDATE editions_edition SET severity = 'safety'")
    with pytest.raises(CommandError) as caught:
        call_command("audit_editions", json=True)
    assert str(caught.value) == (
        "4 findings in 4 entries. First: entry 1: "
        "its columns do not agree with its document: severity."
    )
    assert caught.value.returncode == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["entries"] == 4
    assert [row["seq"] for row in printed["findings"]] == [1, 2, 3, 4]
