"""Rows that the gate asks by, or that stand beside what is signed, written otherwise by SQL."""

import random
from collections.abc import Callable
from typing import Any

from django.db import connection
from wagtail.models import Page, Revision

from editorial.editions.models import Edition, WithdrawalWish
from editorial.editions.receipts import receipt_sign
from editorial.signoff.models import SignOff
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.flows.gate.forging import next_row, row_write
from tests.forging import withdrawal_forge

# What the gate asks by: models, languages, groups, papers, reviews, the trail.
ASKED_BY = [
    "UPDATE django_content_type SET model = 'x' WHERE app_label = 'wagtailcore'",
    "UPDATE django_content_type SET app_label = 'x' WHERE app_label = 'content_models'",
    "UPDATE wagtailcore_locale SET language_code = 'xx' WHERE language_code = 'nb'",
    "UPDATE auth_group SET name = 'x' WHERE name = 'Clinicians'",
    "UPDATE auth_group SET name = 'Clinicians' WHERE name = 'Authors'",
    "DELETE FROM auth_group WHERE name = 'Editors-in-chief'",
    "UPDATE people_credential c SET verified_by_id = p.user_id FROM people_reviewerprofile p "
    "WHERE p.id = c.profile_id",
    "UPDATE people_credential SET number = 'x', register = 'x'",
    "DELETE FROM people_authoritychange",
    "UPDATE people_authoritychange SET login = 'x'",
    "INSERT INTO people_authoritychange (changed_at, login, relation, operation, subject) "
    "VALUES (now(), 'x', 'membership', 'added', 'Clinicians')",
    "UPDATE wagtailcore_workflowstate SET status = 'in_progress' WHERE status = 'cancelled'",
    "UPDATE wagtailcore_taskstate SET status = 'in_progress' WHERE status <> 'in_progress'",
    "DELETE FROM wagtailcore_taskstate t USING signoff_signoff s WHERE s.task_state_id = t.id",
    "UPDATE wagtailcore_revision r SET base_content_type_id = t.id FROM django_content_type t, "
    "signoff_signoff s WHERE t.model = 'site' AND s.revision_id = r.id",
    "UPDATE editions_hold SET raised_at = now()",
]


@route(weight=0.4, only="refused")
def what_the_gate_asks_by_is_rewritten(world: World) -> bool | None:
    statement = world.rng.choice(ASKED_BY)
    rows: list[int] = []

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            rows.append(cursor.rowcount)

    done = attempt(work)
    return None if done and rows == [0] else done


def receipt_lie(rng: random.Random, row: Any, envelope: Any) -> str:
    """A receipt that says in one thing something else than its document."""
    said = {"article": {"references": []}, "edition": {**envelope["edition"]}}
    name, value = rng.choice(
        [("number", 77), ("lastReviewed", "2099-01-01"), ("signOffs", []), ("status", "falsum")]
    )
    said["edition"][name] = value
    return rng.choice([receipt_sign(document=said, edition_digest="0" * 64), "falsum"])


def live_page(world: World) -> Any | None:
    """One of the pages that are public now, or None."""
    keys = Page.objects.filter(pk__in=world.pages, live=True).order_by("pk")
    found = list(keys.values_list("pk", flat=True))
    return Page.objects.get(pk=world.rng.choice(found)).specific if found else None


@route(weight=0.5, only="refused")
def receipt_says_something_else(world: World) -> bool | None:
    page = live_page(world)
    if page is None:
        return None

    def work() -> None:
        row, envelope = next_row(page)
        row["receipt"] = receipt_lie(world.rng, row, envelope)
        row_write(row, envelope)

    return attempt(work)


@route(weight=0.8, only="refused")
def withdrawal_in_the_name_of_who_may_not(world: World) -> bool | None:
    page = live_page(world)
    if page is None:
        return None
    if WithdrawalWish.objects.filter(content_id=page.translation_key, outcome=None).exists():
        return None  # what somebody else may carry out in the name of who wished it
    newest = Edition.objects.filter(page_id=page.pk).order_by("-pk")[0]
    who = world.users[world.rng.choice(["author1", "clin1", "desk1", "superuser"])]
    lang = world.item(page)[1]
    ways: list[Callable[[], Any]] = [
        lambda: withdrawal_forge(page, actor=who),
        lambda: withdrawal_forge(page),
        lambda: WithdrawalWish.objects.create(
            content_id=page.translation_key, lang=lang, reason="unsafe", notice="Nei.",
            actor_id=who.pk,
        ),
        lambda: WithdrawalWish.objects.create(
            content_id=page.translation_key, lang=lang, reason="revoked", notice="Nei.",
            actor_id=world.users["duty"].pk, signoff_id=(newest.signoff_ids or [0])[0],
            cause="unsafe", words="x",
        ),
    ]  # fmt: skip
    return attempt(world.rng.choice(ways))


@route(weight=0.4, only="refused")
def words_are_written_behind_a_signature(world: World) -> bool | None:
    """In a revision behind the one that was signed: nobody asks whose hand is in it."""
    signed = SignOff.objects.filter(page_id__in=world.pages).order_by("pk")
    rows = list(signed.values_list("page_id", "revision_id"))
    if not rows:
        return None
    page_id, revision_id = world.rng.choice(rows)
    real = Revision.objects.get(pk=revision_id)
    older = Revision.objects.for_instance(real.content_object).filter(pk__lt=revision_id).first()
    who = world.users["docauthor"]

    def written_over() -> None:
        older.content["title"] = f"Tittel {world.mark()}"
        older.user = who
        older.save()

    def put_behind() -> None:
        real.pk, real.user = -page_id, who
        real._state.adding = True
        real.save(force_insert=True)

    return attempt(written_over if older and world.rng.random() < 0.5 else put_behind)
