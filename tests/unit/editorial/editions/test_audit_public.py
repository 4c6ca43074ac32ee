"""What the public can reach is what the log says, and live pages are what was signed."""

import pytest
from django.core.management import CommandError, call_command

from content_models.pages import LifestylePage
from editorial.editions.drift import Cause, Drift, drifts
from editorial.editions.models import Edition
from editorial.editions.sweep import sweep_run
from editorial.signoff.models import SignOff
from tests.factories.pages import draft
from tests.unit.editorial.editions.tampering import found

PUBLIC = [
    "page_id = page_id + 1000", "number = 9", "state = 'withdrawn'", "status = 'overdue'",
    "kind = 'hub'", "path = 'levevaner/fri'", "title = 'Fritt'", "topics = '{x}'",
    "audiences = '{x}'", "codes = '{x}'", "digest = repeat('0', 64)",
    "clinical_digest = repeat('0', 64)", "public_until = now() + interval '1 year'",
    "document = set_byte(document, 30, get_byte(document, 30) # 1)",
    "summary = set_byte(summary, 30, get_byte(summary, 30) # 1)",
    "last_reviewed = last_reviewed + 1", "next_review_due = next_review_due + 1",
    "modified_at = now()",
]  # fmt: skip


def test_every_column_of_a_public_row_that_is_not_the_editions_is_named(log, tamper):
    changes = {
        change: f"UPDATE editions_publicdocument SET {change} WHERE path = 'levevaner/en'"
        for change in PUBLIC
    }
    for change in tamper.each(changes, table="editions_publicdocument"):
        name = change.split(" ", maxsplit=1)[0]
        assert any(
            line.startswith("entry 3: the public document of nb/")
            and name in line.rsplit("(", maxsplit=1)[-1]
            for line in found()
        ), change
    assert found() == []


def test_an_older_edition_in_the_public_table_is_named(log, tamper):
    tamper(
        "UPDATE editions_publicdocument SET edition_id = (SELECT edition_id FROM editions_logentry "
        "WHERE seq = 1) WHERE path = 'levevaner/en'"
    )
    assert found() == [
        "entry 3: the public document of nb/levevaner/en: it is not the newest edition of the log."
    ]


def test_a_public_row_that_is_gone_or_made_up_is_named(log, tamper):
    tamper("DELETE FROM editions_publicdocument WHERE path = 'levevaner/en'")
    assert found() == [
        f"{log.translation_key} (nb) is in the log and not in the public table.",
        f"page {log.pk} is live without a current edition.",
    ]


def test_an_address_that_was_given_away_is_named(log, tamper):
    tamper("UPDATE editions_publicpath SET content_id = gen_random_uuid() WHERE path LIKE '%%/en'")
    assert found() == ["the address nb/levevaner/en leads to an item that never had it."]
    tamper("DELETE FROM editions_publicpath WHERE path LIKE '%%/en'")
    assert found() == ["the address nb/levevaner/en is gone."]


def test_live_pages_and_editions_are_compared_both_ways(log, tamper):
    withdrawn = LifestylePage.objects.get(slug="to")
    tamper("UPDATE wagtailcore_page SET live = NOT live WHERE id IN (%s, %s)", log.pk, withdrawn.pk)
    assert found() == [
        f"page {withdrawn.pk} is live without a current edition.",
        f"page {log.pk} has a current edition and is not live.",
    ]


def test_a_public_text_whose_sign_off_was_revoked_is_named_by_audit_and_sweep(log, tamper):
    """The database refuses it; one that was written before it did, or past it, is named."""
    newest = Edition.objects.filter(page_id=log.pk).order_by("-number").first()
    (signoff_id,) = newest.signoff_ids
    tamper(
        "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason) "
        "SELECT id, signed_by_id, 'x' FROM signoff_signoff"
    )
    named = f"entry 3: the public document of nb/levevaner/en: sign-off {signoff_id} was revoked."
    every = SignOff.objects.order_by("pk").values_list("pk", flat=True)
    unlogged = [f"the revocation of sign-off {pk} is not in the log." for pk in every]
    assert found() == [named, *unlogged]
    assert sweep_run().findings == [named, *unlogged]


def test_a_picture_that_is_missing_or_changed_is_named(log, tamper, settings, tmp_path):
    settings.PUBLIC_MEDIA_ROOT = tmp_path
    good, bad, gone = (
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "b" * 64,
        "c" * 64,
    )
    for digest in (good, bad, gone):
        tamper("INSERT INTO editions_publicmedia VALUES (%s, 'image/png')", digest)
    for digest in (good, bad):
        (tmp_path / digest).write_bytes(b"foo")
    assert found() == [
        f"the picture {bad} has other bytes.",
        f"the picture {gone} is missing from the public folder.",
    ]


def test_a_page_changed_past_the_house_is_told_from_a_changed_reference(log, tamper):
    assert list(drifts()) == []
    tamper(
        "UPDATE content_models_lifestylepage SET summary = 'Annet.' WHERE page_ptr_id = %s", log.pk
    )
    assert list(drifts()) == [Drift(seq=3, page_id=log.pk, cause=Cause.PAGE)]
    with pytest.raises(CommandError, match="its own row was changed since it was signed"):
        call_command("audit_editions")
    call_command("audit_editions", log_only=True)


def test_a_renamed_topic_is_a_note_and_no_finding(house, published, tamper, capsys):
    from content_models.taxonomy.models import Topic

    topic = Topic.objects.create(
        slug="sovn", name_nb="Søvn", name_nn="Søvn", name_se="Oađđin", name_en="Sleep"
    )
    page = draft(author=house["author"])
    page.topics.add(topic)
    page.save_revision(user=house["author"])
    page = published(page)
    Topic.objects.filter(pk=topic.pk).update(name_nb="Hvile")
    assert list(drifts()) == [Drift(seq=1, page_id=page.pk, cause=Cause.REFERENCE)]
    call_command("audit_editions")
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if not line.startswith("note: sign-off")] == [
        f"note: page {page.pk} reads otherwise than its edition: "
        "something that it refers to has changed.",
        "1 entries, chain and digests hold, nothing found.",
    ]
