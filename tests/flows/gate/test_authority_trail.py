"""Whoever is made a clinician, signs, and is taken out again leaves a trail that stays."""

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from cms.admin.authority import authority_rows
from cms.database.owner import as_owner
from content_models.facts.models import Fact, FactVersion
from editorial.editions.audit import audit, authority_notes
from editorial.people import groups
from editorial.people.models import (
    AuthorityChange,
    Credential,
    InterestDeclaration,
    ReviewerProfile,
)
from editorial.signoff.facts import fact_version_sign
from editorial.signoff.models import SignOff
from tests import functions
from tests.factories import people
from tests.factories.pages import draft
from tests.flows.gate.forging import signoff_forge
from tests.holding import others_wait, session
from tests.patience import until
from tests.signing import act, submit

FIELDS = ("relation", "operation", "subject")


def trail(person):
    rows = AuthorityChange.objects.filter(user_id=person.pk).order_by("pk")
    return list(rows.values_list(*FIELDS))


def group(name):
    return Group.objects.get(name=name)


@pytest.fixture
def step(house):
    state = submit(draft(author=house["author"]), by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state.current_task_state


def test_the_database_asks_for_the_groups_that_the_house_says(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_gate_groups()")
        assert tuple(cursor.fetchone()[0]) == groups.GATE
        found = functions.in_database(cursor)
    asked = {name for name in groups.ALL for sql in found.values() if f"'{name}'" in sql}
    assert asked == set(groups.GATE)


def test_no_group_is_renamed_to_one_that_the_database_asks_for(db):
    for name in groups.GATE:
        for was, becomes in ((groups.AUTHORS, name), (name, "Another")):
            with pytest.raises(DatabaseError, match="is one that the house asks for"):
                Group.objects.filter(name=was).update(name=becomes)


def test_who_is_put_in_signs_and_is_taken_out_is_named(house, step, capsys):
    """In three transactions, so that the gate itself has nothing against it."""
    outsider = people.clinician("outsider", group=groups.AUTHORS)
    outsider.groups.add(group(groups.CLINICIANS))
    signoff = signoff_forge(step, by=outsider)
    outsider.groups.remove(group(groups.CLINICIANS))
    assert trail(outsider)[-3:] == [
        ("membership", "added", "Clinicians"),
        ("signoff", "signed", str(signoff.pk)),
        ("membership", "removed", "Clinicians"),
    ]
    assert {row.login for row in AuthorityChange.objects.all()} == {"helsekilde_app"}
    (note,) = authority_notes()
    assert note.startswith(f"sign-off {signoff.pk} of outsider, ")
    for what in ("added {} before", "removed {} after"):
        said = what.format(r"\d+ minutes?")
        assert re.search(rf"membership of Clinicians was {said} it \(helsekilde_app\)", note)
    assert list(audit()) == []
    call_command("audit_editions")
    assert f"note: {note}" in capsys.readouterr().out


# What takes somebody's authority away, and what is then said of their signature.
TAKEN = {
    "UPDATE users_user SET is_active = false WHERE id = %s": "The account is not active",
    "DELETE FROM users_user_groups WHERE user_id = %s": "Only members of the clinical group",
    "UPDATE people_reviewerprofile SET languages = '{se}' WHERE user_id = %s": "not attested for",
    "UPDATE people_credential SET revoked_at = now() WHERE profile_id ="
    " (SELECT id FROM people_reviewerprofile WHERE user_id = %s)": "no verified credential",
    "UPDATE people_interestdeclaration SET has_conflict = true WHERE profile_id ="
    " (SELECT id FROM people_reviewerprofile WHERE user_id = %s)": "names a conflict",
}  # fmt: skip


@pytest.mark.waits
def test_who_loses_it_at_that_moment_does_not_sign(house, step):
    """The trail would have it taken away first, and the audit a signature without it."""
    for number, (statement, sentence) in enumerate(TAKEN.items()):
        who, said = people.clinician(f"doctor{number}"), []
        with session() as other:
            other.execute(statement, [who.pk])
            signing = threading.Thread(target=signs, args=(step, who, said))
            signing.start()
            until(lambda said=said: said or others_wait(), "the signature waits, or is there")
            assert said == []
            other.commit()
        signing.join()
        assert sentence in said[0]
    assert not SignOff.objects.exists()
    assert list(audit()) == []


def signs(step, who, said):
    try:
        said.append(f"signed: {signoff_forge(step, by=who).pk}")
    except DatabaseError as error:
        said.append(str(error))
    finally:
        connections.close_all()


def test_a_minute_is_one(house, step):
    """As the trail would be read where it was written a minute apart."""
    signed = signoff_forge(step, by=house["clinician"])
    row = AuthorityChange.objects.get(operation="signed")
    with as_owner():
        for minutes in (1, 2):
            AuthorityChange.objects.create(
                relation="membership", operation="added", subject="Clinicians", login="x",
                user_id=row.user_id, changed_at=row.changed_at - timedelta(minutes=minutes),
            )  # fmt: skip
    (note,) = authority_notes()
    assert note.startswith(f"sign-off {signed.pk} of clinician, ")
    assert "was added 1 minute after it (x)" in note
    assert "was added 2 minutes after it (x)" in note


def test_who_was_not_there_by_the_trail_is_a_finding(house, step):
    """Where the owner himself has written the rows: no password of the application gets so far."""
    signed = signoff_forge(step, by=house["second"])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_authoritychange DISABLE TRIGGER USER")
        cursor.execute(
            "DELETE FROM people_authoritychange WHERE relation = 'membership' AND user_id = %s",
            [house["second"].pk],
        )
        cursor.execute("ALTER TABLE people_authoritychange ENABLE TRIGGER USER")
    assert [str(finding) for finding in audit()] == [
        f"sign-off {signed.pk}: its signer was not in the group Clinicians."
    ]


def test_every_change_of_papers_is_kept_with_both_values(house):
    who = house["clinician"]
    before = len(trail(who))
    ReviewerProfile.objects.filter(user=who).update(display_name="Dr. Falsum")
    ReviewerProfile.objects.filter(user=who).update(display_name="Dr. Clinician")
    Credential.objects.filter(profile__user=who).update(valid_until="2021-01-01")
    type(who).objects.filter(pk=who.pk).update(is_active=False)
    assert trail(who)[before:] == [
        ("profile", "changed", ""), ("profile", "changed", ""), ("credential", "changed", ""),
        ("account", "changed", ""),
    ]  # fmt: skip
    renamed = AuthorityChange.objects.filter(relation="profile", operation="changed").first()
    assert renamed.before["display_name"] == "Dr. Clinician"
    assert renamed.after["display_name"] == "Dr. Falsum"


def test_a_membership_that_is_written_over_is_two_changes(house):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE users_user_groups SET group_id = %s WHERE user_id = %s",
            [group(groups.CLINICIANS).pk, house["desk"].pk],
        )
        cursor.execute(
            "UPDATE users_user_groups SET user_id = %s WHERE user_id = %s",
            [house["author"].pk, house["desk"].pk],
        )
    assert trail(house["desk"]) == [
        ("membership", "added", "Desk editors"), ("membership", "removed", "Desk editors"),
        ("membership", "added", "Clinicians"), ("membership", "removed", "Clinicians"),
    ]  # fmt: skip
    assert trail(house["author"]) == [("membership", "added", "Clinicians")]


def test_who_becomes_a_superuser_is_kept(house):
    house["author"].is_superuser = True
    house["author"].save()
    assert trail(house["author"]) == [("account", "changed", "")]
    assert trail(house["superuser"]) == [("account", "added", "")]


def tried(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nobody_takes_it_away(house):
    for statement in ("DELETE FROM {}", "UPDATE {} SET login = 'x'", "TRUNCATE {}"):
        said = statement.format("people_authoritychange")
        with pytest.raises(DatabaseError, match="permission denied"):
            tried(said)
        with as_owner(), pytest.raises(DatabaseError, match="never changed, deleted or truncated"):
            tried(said)


@pytest.mark.parametrize(
    ("model", "values", "said"),
    [
        (ReviewerProfile, {"languages": ["nb", "se"]},
         "may sign in: “Norsk bokmål, Norsk nynorsk, Davvisámegiella, English” became"
         " “Norsk bokmål, Davvisámegiella”"),
        (ReviewerProfile, {"specialty": "indremedisin"},
         "specialty: “none” became “indremedisin”"),
        (Credential, {"valid_until": date(2031, 2, 3)}, "became “02/03/2031”"),
        (Credential, {"revoked_at": datetime(2025, 7, 1, 12, tzinfo=UTC)},
         "revoked at: “none” became “07/01/2025 2 p.m.”"),
        (Credential, {"verified_by": "chief"}, "verified by: “verifier” became “chief”"),
        (InterestDeclaration, {"has_conflict": True},
         "has a conflict of interest: “no” became “yes”"),
    ],
)  # fmt: skip
def test_what_changed_is_said_in_the_words_of_its_form(house, in_english, model, values, said):
    values = {k: house[v] if v == "chief" else v for k, v in values.items()}
    model.objects.update(**values)
    details = [each for row in authority_rows(house["chief"]) for each in row.details]
    assert any(said in each for each in details), details


def test_the_chief_is_told_and_nobody_else(house, in_english):
    outsider = people.clinician("outsider", group=groups.AUTHORS)
    outsider.groups.add(group(groups.CLINICIANS))
    outsider.groups.remove(group(groups.CLINICIANS))
    ReviewerProfile.objects.filter(user=outsider).update(display_name="Dr. Falsum")
    shown = {}
    for role in ("chief", "duty", "clinician", "superuser"):
        browser = Client()
        browser.force_login(house[role])
        shown[role] = browser.get("/admin/").text
    assert [role for role, html in shown.items() if "what changed lately" in html] == ["chief"]
    html = shown["chief"]
    assert html.count("membership of a group “Clinicians”") >= 2
    assert "name shown to the public: “Dr. Outsider” became “Dr. Falsum”" in html
    assert "database login helsekilde_app" in html


def test_a_signature_under_a_fact_stands_in_it_too(house):
    fact = Fact.objects.create(key="dose")
    version = FactVersion.objects.create(
        fact=fact, number=1, text_nb="En tablett.", author=house["author"]
    )
    fact_version_sign(
        version=version, signer=house["clinician"], shown_digest=version.wording_digest()
    )
    assert trail(house["clinician"])[-1] == ("fact", "signed", str(version.pk))
    assert SignOff.objects.count() == 0
