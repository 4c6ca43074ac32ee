"""What a public text says rests on no row that its writer could have written otherwise.

Each of these is SQL with the application's password; whose hand pressed a signature is the one
thing that the database believes.
"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from wagtail.models import Page, TaskState

from editorial.editions.models import Edition, WithdrawalWish
from editorial.editions.services import item_withdraw
from editorial.people import groups
from editorial.people.models import Credential
from editorial.signoff.models import Contribution, SignOff
from editorial.signoff.services import SignOffRefused, signoff_revoke
from editorial.workflow.selectors import sign_obstacles
from tests import signing
from tests.factories import people
from tests.factories.pages import draft, edit
from tests.flows.gate.forging import forge, signoff_forge
from tests.forging import withdrawal_forge
from tests.signing import act, sign_data, submit


def sql(statement, *values):
    """One statement in a transaction of its own; how many rows it changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(match, statement, *values):
    with pytest.raises(DatabaseError, match=match):
        sql(statement, *values)


def clinical_step(page, house):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return state.current_task_state


@pytest.mark.parametrize(
    ("statement", "match"),
    [
        ("UPDATE django_content_type SET model = 'x' WHERE model = 'page'", "permission denied"),
        ("DELETE FROM django_content_type", "permission denied"),
        ("INSERT INTO django_content_type (app_label, model) VALUES ('x', 'y')", "permission"),
        ("UPDATE auth_permission SET codename = 'x' || id", "permission denied"),
        ("DELETE FROM auth_permission", "permission denied"),
        (
            "UPDATE wagtailcore_locale SET language_code = 'xx' WHERE language_code = 'nb'",
            "it keeps its code",
        ),
        ("UPDATE auth_group SET name = 'x' WHERE name = 'Clinicians'", "it keeps its name"),
        ("UPDATE auth_group SET name = 'Clinicians' WHERE name = 'Authors'", "keeps its name"),
        ("UPDATE auth_group SET id = 999 WHERE name = 'Duty editors'", "keeps its name"),
        ("DELETE FROM auth_group WHERE name = 'Technical administrators'", "keeps its name"),
        ("DELETE FROM people_authoritychange", "permission denied"),
        ("UPDATE people_authoritychange SET login = 'x'", "permission denied"),
        (
            "INSERT INTO people_authoritychange (changed_at, login, relation, operation, subject)"
            " VALUES (now(), 'x', 'membership', 'added', 'Clinicians')",
            "permission denied",
        ),
    ],
)
def test_what_the_gate_asks_by_is_not_renamed(house, statement, match):
    draft(author=house["author"])
    refused(match, statement)


def test_a_revision_that_becomes_one_of_a_page_has_its_writer(house):
    """As a revision of something else it would have had no contributors."""
    page = draft(author=house["author"])
    made = page.get_latest_revision()
    kinds = {model: key for key, model in _rows("SELECT id, model FROM django_content_type")}
    sql(
        "INSERT INTO wagtailcore_revision (base_content_type_id, content_type_id, object_id,"
        " created_at, content, user_id, object_str)"
        " SELECT %s, content_type_id, object_id, now(), content, %s, ''"
        " FROM wagtailcore_revision WHERE id = %s",
        kinds["site"], house["clinician"].pk, made.pk,
    )  # fmt: skip
    key = _rows("SELECT max(id) FROM wagtailcore_revision")[0][0]
    assert not Contribution.objects.filter(revision_id=key).exists()
    sql(
        "UPDATE wagtailcore_revision SET base_content_type_id = %s WHERE id = %s",
        kinds["page"], key,
    )  # fmt: skip
    assert Contribution.objects.filter(revision_id=key, user_id=house["clinician"].pk).exists()


def _rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_no_words_are_written_behind_a_signature(house, published):
    """Whose hand was in the text before it is asked of nobody afterwards."""
    page = draft(author=house["author"])
    older = page.get_latest_revision()
    edit(page, author=house["author"], summary="Nytt.")
    page = published(Page.objects.get(pk=page.pk).specific)
    signed = SignOff.objects.get().revision_id
    refused(
        "older than the one that was signed",
        "UPDATE wagtailcore_revision SET content = content || '{\"title\": \"x\"}', user_id = %s"
        " WHERE id = %s",
        house["second"].pk, older.pk,
    )  # fmt: skip
    refused(
        "older than the one that was signed",
        "INSERT INTO wagtailcore_revision (id, base_content_type_id, content_type_id, object_id,"
        " created_at, content, user_id, object_str) SELECT 0, base_content_type_id,"
        " content_type_id, object_id, now(), content, %s, '' FROM wagtailcore_revision"
        " WHERE id = %s",
        house["second"].pk, signed,
    )  # fmt: skip


def test_words_from_before_a_signature_are_not_signed_later(house, published):
    """By whoever wrote them: they would not be among those who wrote since."""
    page = draft(author=house["author"])
    older = edit(page, author=house["second"], summary="Mine ord.").get_latest_revision()
    edit(page, author=house["author"], summary="Andre ord.")
    page = published(Page.objects.get(pk=page.pk).specific)
    edit(page, author=house["author"], summary="Nyest.")
    step = clinical_step(Page.objects.get(pk=page.pk).specific, house)
    TaskState.objects.filter(pk=step.pk).update(revision=older)
    step = TaskState.objects.get(pk=step.pk)
    with pytest.raises(DatabaseError, match="older than the one that was last signed") as by_sql:
        signoff_forge(step, by=house["second"])
    data = sign_data(older.as_object())
    with translation.override("en"), pytest.raises(SignOffRefused) as by_button:
        act(step.workflow_state, "sign", by=house["second"], **data)
    said = {reason.code: reason.text for reason in by_button.value.reasons}
    assert set(said) == {"newer-revision", "behind"}
    assert str(by_sql.value).splitlines()[0] == said["behind"]
    step = step.specific
    shown = sign_obstacles(task_state=step, user=house["second"], candidate=step.candidate)
    assert {reason.code for reason in shown} == set(said)
    assert SignOff.objects.count() == 1


def test_who_owned_a_text_has_a_hand_in_it_when_it_is_given_away(house):
    page = draft(author=house["author"])
    Page.objects.filter(pk=page.pk).update(owner=house["clinician"])
    step = clinical_step(Page.objects.get(pk=page.pk).specific, house)
    Page.objects.filter(pk=page.pk).update(owner=house["author"])
    with pytest.raises(DatabaseError, match="Nobody signs what they wrote, own or submitted"):
        signoff_forge(step, by=house["clinician"])


def test_a_review_that_is_over_does_not_begin_again(house):
    state = submit(draft(author=house["author"]), by=house["clinician"])
    state.cancel(user=house["author"])
    refused(
        "is over",
        "UPDATE wagtailcore_workflowstate SET status = 'in_progress' WHERE id = %s", state.pk,
    )  # fmt: skip


def test_a_step_that_is_over_stays_as_it_ended(house):
    """An approval of who asked for changes counts no more, so the request is not unwritten."""
    page = draft(author=house["author"], risk_class="A")
    step = clinical_step(page, house)
    state = step.workflow_state
    act(state, "sign", by=house["clinician"], **sign_data(step.revision.as_object()))
    act(state, "reject", by=house["clinician"], comment="Nei.")
    for change in ("status = 'skipped'", "finished_by_id = NULL", "revision_id = NULL"):
        refused(
            "stays|is over", f"UPDATE wagtailcore_taskstate SET {change} WHERE id = %s", step.pk
        )
    refused("stays", "DELETE FROM wagtailcore_taskstate WHERE id = %s", step.pk)


def test_a_credential_is_verified_by_somebody_else_who_may(house):
    found = Credential.objects.get(profile__user=house["clinician"])
    other = Credential.objects.get(profile__user=house["second"])
    for change, match in {
        f"verified_by_id = {house['clinician'].pk}": "Nobody verifies their own",
        f"verified_by_id = {house['author'].pk}": "Only an active administrator",
        f"number = '{other.number}'": "stands under another name",
        f"profile_id = {other.profile_id}, verified_by_id = {house['second'].pk}": "their own",
    }.items():
        refused(match, f"UPDATE people_credential SET {change} WHERE id = %s", found.pk)
    people.verifier().groups.clear()
    refused(
        "Only an active administrator",
        "UPDATE people_credential SET valid_until = '2199-01-01' WHERE id = %s", found.pk,
    )  # fmt: skip
    assert sql("UPDATE people_credential SET revoked_at = now() WHERE id = %s", found.pk) == 1
    refused(
        "Only an active administrator",
        "UPDATE people_credential SET revoked_at = NULL WHERE id = %s", found.pk,
    )  # fmt: skip


def test_nobody_declares_tomorrow(house):
    declared = house["clinician"].reviewer_profile.declarations
    declared.update(declared_at="2099-01-01T00:00:00Z")
    assert _rows("SELECT max(declared_at) <= helsekilde_now() FROM people_interestdeclaration") == [
        (True,)
    ]


@pytest.mark.parametrize("who", ["nobody", "left"])
def test_who_is_named_as_having_done_it_has_an_active_account(live, who):
    left = people.user("left", groups.DESK, is_active=False)
    actor = {"nobody": 987654, "left": left.pk}[who]
    with pytest.raises(DatabaseError, match="has no active account"):
        forge(live, lambda row, _envelope: row.update(actor_id=actor))


def test_who_is_named_as_having_published_publishes(house, published, monkeypatch):
    named = "editorial.editions.recording.person_at_work"
    monkeypatch.setattr(named, lambda: house["author"])
    with pytest.raises(DatabaseError, match="nobody who publishes"):
        published(draft(author=house["author"]))
    monkeypatch.setattr(named, lambda: None)
    page = published(draft(author=house["author"], slug="annen"))
    for who in ("author", "duty"):
        with pytest.raises(DatabaseError, match="nobody who publishes"):
            correct_as(page, house[who])
    assert Edition.objects.count() == 1
    for who in ("clinician", "desk", "chief", "superuser"):
        correct_as(page, house[who])
    assert Edition.objects.count() == 5


def correct_as(page, who):
    forge(page, lambda row, _envelope: row.update(actor_id=who.pk))


def test_nobody_becomes_who_publishes_in_the_transaction_that_names_them(house, live):
    desk = house["desk"].groups.get()

    def joined(row, _envelope):
        house["author"].groups.add(desk)
        row.update(actor_id=house["author"].pk)

    with pytest.raises(DatabaseError, match="nobody who publishes"):
        forge(live, joined)
    assert not house["author"].groups.filter(pk=desk.pk).exists()


def test_a_withdrawal_names_who_may_withdraw(house, live):
    for actor in (None, house["author"], house["clinician"], house["superuser"]):
        with pytest.raises(DatabaseError, match="names a duty editor or an editor-in-chief"):
            withdrawal_forge(live, actor=actor)
    with pytest.raises(DatabaseError, match="Only duty editors and editors-in-chief"):
        wish_write(live, actor_id=house["author"].pk)
    with pytest.raises(DatabaseError, match="not another item of the log"):
        wish_write(live, actor_id=house["duty"].pk, replacement=live.translation_key)
    withdrawal_forge(live, actor=house["duty"])


def wish_write(page, **said):
    WithdrawalWish.objects.create(
        content_id=page.translation_key, lang="nb", reason="unsafe", notice="Nei.", **said
    )


def test_one_that_follows_from_a_signature_names_who_took_it_back(house, published):
    published(draft(author=house["author"]))
    signoff = SignOff.objects.get()
    signoff_revoke(signoff=signoff, actor=house["clinician"], reason="Nei.")
    assert Edition.objects.latest("pk").actor_id == house["clinician"].pk
    other = published(draft(author=house["author"], slug="annen"))
    with pytest.raises(DatabaseError, match="names who took it back"):
        revoke_as(other, taken_by=house["clinician"], named=house["duty"])


def revoke_as(page, *, taken_by, named):
    signoff = SignOff.objects.get(page_id=page.pk)
    with transaction.atomic():
        sql(
            "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, cause, reason)"
            " VALUES (%s, %s, 'unsafe', 'x')",
            signoff.pk, taken_by.pk,
        )  # fmt: skip
        withdrawal_forge(page, reason="revoked", actor=named)


def test_a_wish_that_was_carried_out_is_no_leave_for_another_withdrawal(house):
    """There it ended a review, and nothing was public yet."""
    page = draft(author=house["author"])
    submit(page, by=house["author"])
    item_withdraw(content_id=page.translation_key, actor=house["duty"], reason="unsafe", notices={})
    signing.publish(
        edit(page, author=house["author"]), author=house["author"], desk=house["desk"],
        clinicians=[house["clinician"]],
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="or stands on their wish"):
        withdrawal_forge(page)


def test_when_a_wish_was_carried_out_is_what_the_database_says(house, live):
    item_withdraw(content_id=live.translation_key, actor=house["duty"], reason="unsafe", notices={})
    ((done,),) = _rows("SELECT done_at FROM editions_wishoutcome")
    ((now,),) = _rows("SELECT helsekilde_now()")
    assert Edition.objects.latest("pk").recorded_at <= done <= now
    wish_write(live, actor_id=house["duty"].pk)
    sql(
        "INSERT INTO editions_wishoutcome (wish_id, was_public, reviews, done_at)"
        " SELECT max(id), false, 0, '2000-01-01' FROM editions_withdrawalwish"
    )
    found = _rows("SELECT min(done_at) FROM editions_wishoutcome")[0][0]
    assert found > Edition.objects.latest("pk").recorded_at - timedelta(hours=1)
