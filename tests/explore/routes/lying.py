"""Rows that are true but for one thing: a date, a name, a member, a hand, a review."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction
from wagtail.models import Page

from content_models.digest import canonical, sha256_hex
from editorial.editions.append import timestamp
from editorial.editions.models import Edition
from editorial.people import groups
from editorial.signoff.models import SignOff
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.flows.gate.forging import Row, first_forge, next_row, row_write, signoff_forge
from tests.signing import act, sign_data, submit

FAR = timedelta(days=9000)


def said(name: str, value: Any) -> Callable[[Row, Row], None]:
    return lambda _row, envelope: envelope["edition"].update({name: value})


def dated(column: str, name: str, by: timedelta) -> Callable[[Row, Row], None]:
    """A column and its member, both moved."""

    def change(row: Row, envelope: Row) -> None:
        row[column] = (row[column] or row["published_at"]) + by
        plain = column in ("last_reviewed", "next_review_due")
        envelope["edition"][name] = row[column].isoformat() if plain else timestamp(row[column])

    return change


def signed_by_another(_row: Row, envelope: Row) -> None:
    envelope["edition"]["signOffs"][0]["name"] = "Dr. falsum"


def twice(_row: Row, envelope: Row) -> bytes:
    """What is checked is the last of two members, what is shown may be the first."""
    return canonical(envelope).replace(b'"status":', b'"status":"falsum","status":', 1)


LIES: list[Callable[[Row, Row], Any]] = [
    said("banner", "<b>falsum</b>"), said("severity", "falsum"), said("withdrawal", "falsum"),
    said("lastReviewed", "2099-01-01"), said("scheme", 3), signed_by_another, twice,
    dated("published_at", "publishedAt", -FAR), dated("published_at", "publishedAt", FAR),
    dated("first_published_at", "firstPublishedAt", -FAR),
    dated("last_clinical_change", "lastClinicalChange", FAR),
    dated("last_reviewed", "lastReviewed", FAR), dated("next_review_due", "nextReviewDue", FAR),
    dated("public_until", "publicUntil", FAR),
    lambda _row, envelope: envelope["editorial"].update(seoTitle="falsum"),
]  # fmt: skip


def immediately() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@route(weight=3, only="refused")
def edition_lies_in_one_thing(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not page.live:
        return None
    lie, early = world.rng.choice(LIES), world.rng.random() < 0.3

    def work() -> None:
        if early:
            immediately()
        row, envelope = next_row(page)
        raw = lie(row, envelope)
        row_write(row, envelope, raw=raw)

    return attempt(work)


@route(weight=1.5, only="refused")
def withdrawal_is_dated_back(world: World) -> bool | None:
    """A withdrawal of the year 2000, after which the old sign-offs would be younger than it."""
    page = world.any_page()
    if page is None or not page.live:
        return None
    early = world.rng.random() < 0.5

    def work() -> None:
        row, envelope = next_row(page, action="withdrawn", severity="major", status="withdrawn")
        dated("published_at", "publishedAt", -FAR)(row, envelope)
        article = json.loads(row["article"])
        row |= {"article": canonical({name: article[name] for name in ("lang", "title", "type")}),
                "signoff_ids": [], "public_until": None, "revision_id": None,
                "actor_id": world.users["duty"].pk}  # fmt: skip
        envelope["edition"] |= {"signOffs": [], "clinicalDigest": sha256_hex(row["article"]),
                                "publicUntil": None, "withdrawal": {
            "reason": "error", "notice": "Trukket.", "replacement": None,
            "withdrawnAt": envelope["edition"]["publishedAt"]}}  # fmt: skip
        if early:
            immediately()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET live = false WHERE id = %s", [page.pk])
        row_write(row, envelope)

    if not attempt(work):
        return False
    world.oracle.sees(world.item(page), None, "the log")
    again = Page.objects.get(pk=page.pk).specific
    again.live = True
    attempt(again.save)
    return True


@route(weight=1.5, only="refused")
def what_was_withdrawn_comes_back_by_sql(world: World) -> bool | None:
    """The edition before the withdrawal once more, on its own sign-offs, and the page live."""
    page = world.any_page()
    last = Edition.objects.filter(page_id=page.pk).order_by("-number")[:2] if page else []
    if len(last) < 2 or last[0].action != "withdrawn" or not last[1].signoff_ids:
        return None
    early, before = world.rng.random() < 0.5, last[1]

    def work() -> None:
        if early:
            immediately()
        row, _envelope = next_row(page, action="published", severity="major", status="current")
        envelope = json.loads(bytes(before.envelope))
        row |= {"article": bytes(before.article), "signoff_ids": before.signoff_ids,
                "last_clinical_change": row["published_at"], "revision_id": before.revision_id,
                "public_until": before.public_until, "last_reviewed": before.last_reviewed,
                "next_review_due": before.next_review_due}  # fmt: skip
        now = timestamp(row["published_at"])
        envelope["edition"] |= {"number": row["number"], "action": "published", "status": "current",
                                "severity": "major", "publishedAt": now,
                                "lastClinicalChange": now}  # fmt: skip
        Page.objects.filter(pk=page.pk).update(live=True)
        row_write(row, envelope)

    return attempt(work)


@route(weight=0.25, only="refused")
def halves_of_two_reviews_are_added_up(world: World) -> bool | None:
    """One signature in a cancelled review, the other in the next, and an edition on both."""
    page = world.new_page("author1")
    world.pages.remove(page.pk)
    type(page).objects.filter(pk=page.pk).update(risk_class="A")
    page = type(page).objects.get(pk=page.pk)
    world.save(page, "author1")
    world.oracle.items[world.item(page)].quorum = 2
    revision = page.get_latest_revision()
    signed = []
    for who in ("clin1", "clin2"):
        state = submit(page, by=world.users["author1"])
        act(state, "approve", by=world.users["desk1"])
        state.refresh_from_db()
        step = state.current_task_state
        act(state, "sign", by=world.users[who], **sign_data(revision.as_object()))
        signed.append(SignOff.objects.get(task_state=step))
        world.signed(
            world.item(page), revision, signer=who, review=world.review(step),
            has_authority=True, submitter="author1",
        )  # fmt: skip
        state.cancel(user=world.users["author1"])
        world.oracle.over(state.pk)
    return attempt(lambda: first_forge(page, signed))


def forged_signature(world: World, who: str, before: Callable[[Any], Any]) -> bool | None:
    """A sign-off in a running step by somebody who may not, told to the oracle if it is taken."""
    step = world.task_state("clinical")
    if step is None:
        return None
    person, holder = world.users[who], list[SignOff]()

    def work() -> None:
        before(person)
        holder.append(signoff_forge(step, by=person))

    done = attempt(work)
    if done:
        revision = step.revision
        world.signed(
            world.item(revision.as_object()), revision, signer=who, review=world.review(step),
            has_authority=False, submitter="",
        )  # fmt: skip
    return done


def clinicians() -> Group:
    return Group.objects.get(name=groups.CLINICIANS)


@route(weight=1.2, only="refused")
def who_joined_in_the_same_transaction_signs(world: World) -> bool | None:
    """And leaves before it ends, so that nothing tells of it."""
    inside = world.rng.random() < 0.5

    def before(person: Any) -> None:
        if inside:
            with transaction.atomic():
                person.groups.add(clinicians())
        else:
            person.groups.add(clinicians())

    return forged_signature(world, "outsider", before)


@route(weight=1.2, only="refused")
def who_left_the_group_signs(world: World) -> bool | None:
    person = world.users["clin2"]
    person.groups.remove(clinicians())
    try:
        return forged_signature(world, "clin2", lambda _person: None)
    finally:
        person.groups.add(clinicians())


@route(weight=1.2, only="refused")
def papers_of_the_same_transaction_sign(world: World) -> bool | None:
    """Of somebody whose credential has run out, or who is not attested for the language."""
    who = world.rng.choice(["expired", "englishonly"])

    def before(person: Any) -> None:
        profile = person.reviewer_profile
        profile.credentials.update(valid_until="2099-01-01")
        type(profile).objects.filter(pk=profile.pk).update(languages=["nb", "nn", "se", "en"])

    return forged_signature(world, who, before)
