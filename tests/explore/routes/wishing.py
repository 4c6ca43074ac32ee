"""Wishes to withdraw and to take back, and what became of them, as the house never writes them."""

from typing import Any

import psycopg
from django.db import connection
from wagtail.models import TaskState

from editorial.editions.models import Edition, PublicDocument, WithdrawalWish
from editorial.editions.wishes.selectors import being_taken_back
from editorial.editions.wishes.services import wishes_run
from editorial.signoff.models import RevocationCause, SignOff
from tests.explore.oracle import Wrong
from tests.explore.routes.ending import newest
from tests.explore.routes.overtaking import danger_waits, text_to_stop
from tests.explore.routes.registry import attempt, judged, route
from tests.explore.world import World, named, visible
from tests.forging import withdrawal_forge
from tests.holding import session
from tests.signing import act, sign_data, submit

Values = dict[str, Any]
WISH = (
    "INSERT INTO editions_withdrawalwish"
    " (content_id, lang, number, reason, notice, actor_id, signoff_id, cause, words, wished_at)"
    " VALUES (%(item)s, %(lang)s, %(number)s, %(reason)s, %(notice)s, %(actor)s, %(signoff)s,"
    " %(cause)s, %(words)s, %(at)s) RETURNING id"
)
OUTCOME = (
    "INSERT INTO editions_wishoutcome (wish_id, was_public, was_live, reviews, schedule)"
    " VALUES (%s, true, false, %s, %s)"
)
TAKING = (
    "INSERT INTO editions_takingback (signoff_id, content_id, lang, actor_id, cause, words)"
    " VALUES (%(signoff)s, %(item)s, %(lang)s, %(actor)s, %(cause)s, %(words)s)"
)
# No reader sees anything in it.
UNSEEN = ("\u2060\u200b", "\U0001bca0", "\u2800 \u00ad", "\U0001d159")
LAST, AFTER_ALL = 2**63 - 1, 2**31 - 1
# How many reviews an outcome ended, and when something was planned.
TOLD = [(0, None), (AFTER_ALL, None), (1, "9999-12-31 22:59:59+00")]
NEVER_TOLD = [(-1, None), (AFTER_ALL + 1, None), (0, "infinity"), (0, "294276-12-31 00:00+00")]
# A wish in a duty editor's name that says more than it may of itself: the database says it.
MORE: list[Values] = [
    {"cause": "unsafe", "words": "x", "at": "2000-01-01", "number": 99},
    {"cause": "recalled", "at": "-infinity"},
    {"number": AFTER_ALL, "at": "infinity"},
    {"number": -1, "at": "4713-01-01 00:00+00 BC"},
    {"cause": "foreign", "words": UNSEEN[0], "number": AFTER_ALL},
]
# One of nobody, of another reason, or of a signature that it does not take back.
NEVER: list[Values] = [
    {"actor": None}, {"actor": LAST}, {"actor": "author1"}, {"actor": "clin2"},
    {"reason": "expired"}, {"reason": "revoked", "cause": "unsafe", "words": "x"},
    {"signoff": "newest", "cause": "unsafe", "words": "x"},
    {"reason": "revoked", "signoff": "newest", "cause": "unsafe", "words": "x"},
    {"reason": "revoked", "signoff": "newest", "actor": "chief", "cause": "whim", "words": "x"},
    {"reason": "revoked", "signoff": "newest", "actor": "chief", "cause": "", "words": "x"},
    {"reason": "revoked", "signoff": LAST, "actor": "chief", "cause": "unsafe", "words": "x"},
    {"reason": "revoked", "signoff": -LAST, "actor": "chief", "cause": "error", "words": "x"},
    *(
        {"reason": "revoked", "signoff": "newest", "actor": "chief", "cause": "error", "words": x}
        for x in UNSEEN
    ),
    *({"notice": x} for x in (*UNSEEN, "Nei  nå", " Nei.")), {"number": LAST}, {"actor": LAST + 1},
]  # fmt: skip


def said(statement: str, values: Values | list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def wish_of(world: World, page: Any, **changed: Any) -> Values:
    """Columns of a wish to withdraw a text, right but for what is changed."""
    item, lang = world.item(page)
    values = {
        "item": item, "lang": lang, "number": 0, "reason": "outdated", "notice": "Trukket.",
        "actor": "duty", "signoff": None, "cause": "", "words": "", "at": "2000-01-01", **changed,
    }  # fmt: skip
    if values["signoff"] == "newest":
        values["signoff"] = newest(page).signoff_ids[0]
    if isinstance(values["actor"], str):
        values["actor"] = world.users[values["actor"]].pk
    return values


@route(weight=0.55)
def wish_says_more_than_it_may(world: World) -> bool | None:
    """Taken, it is what a duty editor may ask, and no graver or older: a danger is told before."""
    page = text_to_stop(world)
    if page is None:
        return None
    may = world.rng.random() < 0.5
    changed = world.rng.choice(MORE if may else NEVER)
    values = wish_of(world, page, **changed)
    done = judged(lambda: said(WISH, values), may=may, what=f"A wish with {changed}")
    if done:
        world.oracle.stopped(world.item(page))
        if world.rng.random() < 0.5:
            danger_waits(world, page)
    return done


@route(weight=0.45)
def outcome_is_said_before_the_withdrawal(world: World) -> bool | None:
    """Taken where nothing of the text is public, and then it hides no less for it."""
    if world.rng.random() < 0.6:
        return signed_meanwhile(world, *(last_to_sign(world) or one_more_to_sign(world)))
    wish = WithdrawalWish.objects.filter(outcome=None, signoff_id=None).order_by("pk").first()
    if wish is None:
        page = text_to_stop(world)
        if page is None:
            return None
        said(WISH, wish_of(world, page))
        world.oracle.stopped(world.item(page))
        wish = WithdrawalWish.objects.latest("pk")
    public = PublicDocument.objects.filter(
        content_id=wish.content_id, lang=wish.lang, state="current"
    )
    values = [wish.pk, *world.rng.choice([*TOLD, *TOLD, *NEVER_TOLD])]
    may = not public.exists() and tuple(values[1:]) in TOLD
    return judged(lambda: said(OUTCOME, values), may=may, what=f"An outcome: {values[1:]}")


def last_to_sign(world: World) -> tuple[Any, str] | None:
    """A step in which one signature more makes a text public that is not; and who gives it."""
    rows = TaskState.objects.filter(status="in_progress", task__name="Clinical sign-off")
    for step in rows.order_by("-pk"):
        page = step.revision.content_object
        item = world.item(page)
        record = world.oracle.items.get(item)
        given = set(
            SignOff.objects.filter(task_state=step, revocation=None).values_list(
                "pk", "signed_by__username"
            )
        )
        public = PublicDocument.objects.filter(content_id=item[0], lang=item[1], state="current")
        names = {name for _key, name in given}
        if (
            record is not None and len(given) == record.quorum - 1
            and names <= {"clin1", "clin2"} and page.latest_revision_id == step.revision_id
            and not public.exists() and not being_taken_back([key for key, _name in given])
        ):  # fmt: skip
            return step.specific, "clin1" if "clin2" in names else "clin2"
    return None


def one_more_to_sign(world: World) -> tuple[Any, str]:
    page = world.new_page("author1", risk="C")
    world.pages.remove(page.pk)
    state = submit(page, by=world.users["author1"])
    act(state, "approve", by=world.users["desk1"])
    state.refresh_from_db()
    return state.current_task_state.specific, "clin1"


def signed_meanwhile(world: World, step: Any, who: str) -> bool | None:
    """The wish, and that it is done, are committed while the edition is made that it is about."""
    page = step.revision.as_object()
    item, review = world.item(page), world.review(step)
    submitter, data = step.workflow_state.requested_by.username, sign_data(page)
    editions, is_last = Edition.objects.count(), world.rng.random() < 0.4
    asked: list[int] = []
    with session() as other:

        def work() -> None:
            step.task.specific.on_action(step, world.users[who], "sign", **data)
            said("SET CONSTRAINTS ALL IMMEDIATE", [])
            asked.extend(other.execute(WISH, wish_of(world, page)).fetchone() or ())
            other.commit()
            other.execute(OUTCOME, [*asked, 0, None])
            if not is_last:
                other.commit()

        done = attempt(work)
        if asked:
            world.oracle.stopped(item)
        if not done:
            return None
        is_said = True
        try:
            other.commit()
        except psycopg.DatabaseError:
            is_said = False
    world.signed(
        item, step.revision, signer=who, review=review, has_authority=True, submitter=submitter
    )
    is_made = Edition.objects.count() > editions
    if is_made:
        world.oracle.reaffirmed(item, step.revision_id)
    if is_said is (is_made and is_last):
        raise Wrong(f"An outcome is {'taken' if is_said else 'refused'}, is_last={is_last}")
    return is_said


@route(weight=0.4)
def wish_that_waited_ends_a_review(world: World) -> bool | None:
    """One that was begun after it goes on, where another withdrawal took the text down before."""
    page = text_to_stop(world)
    if page is None or page.current_workflow_state is not None:
        return None
    item, is_later = world.item(page), world.rng.random() < 0.5
    state = None if is_later else submitted(world, page)
    said(WISH, wish_of(world, page, reason="error"))
    world.oracle.stopped(item)
    if is_later:
        withdrawal_forge(page, actor=world.users["chief"])
        world.oracle.warned(item, "Nei.")
        state = submitted(world, page)
    refused = wishes_run()
    state.refresh_from_db()
    goes_on = state.status == state.STATUS_IN_PROGRESS
    if goes_on is not is_later:
        raise Wrong(
            f"A review that was begun after a wish: {is_later}; it goes on: {goes_on}; {refused}"
        )
    if not goes_on:
        world.oracle.over(state.pk)
    return goes_on


def submitted(world: World, page: Any) -> Any:
    text = world.latest(page)
    world.change(text)
    world.save(text, "author1")
    return submit(type(page).objects.get(pk=page.pk), by=world.users["author1"])


@route(weight=0.8)
def taking_back_is_written_by_sql(world: World) -> bool | None:
    """By its signer or an editor-in-chief, for a cause and with a reason; of its own text alone."""
    rows = list(SignOff.objects.filter(revocation=None).select_related("signed_by").order_by("pk"))
    page = world.any_page()
    if not rows or page is None:
        return None
    signoff = world.rng.choice(rows)
    signer = signoff.signed_by.username
    who = world.rng.choice([signer, signer, "chief", "desk1", "superuser"])
    cause = world.rng.choice([*RevocationCause.values, "whim"])
    words = world.rng.choice(["x", "x", "x", "\u2060x", *UNSEEN[:2]])
    # The item of whatever text: which one it is of is what the database says.
    item, lang = world.item(page)
    values = {
        "signoff": signoff.pk, "item": item, "lang": lang, "actor": world.users[who].pk,
        "cause": cause, "words": words,
    }  # fmt: skip
    may = who in (signer, "chief") and cause in RevocationCause.values and words not in UNSEEN
    text, before = (str(signoff.content_id), signoff.lang), hidden()
    rests = signoff.pk in named().get(text, [])
    done = judged(
        lambda: said(TAKING, values), may=may, what=f"A taking back by {who}: {cause!r} {words!r}"
    )
    if done:
        world.oracle.took_back(
            text, world.identity(signoff.revision), signoff_id=signoff.pk, signer=signer,
            review=signoff.task_state.workflow_state_id,
        )  # fmt: skip
        if rests:
            world.oracle.stopped(text)
        other = (hidden() ^ before) - {text}
        if other:
            raise Wrong(f"A sign-off of {text} is taken back, and {other} is hidden")
    return done


def hidden() -> set[tuple[str, str]]:
    """What readers are told to be withdrawn."""
    return {item for item, told in visible().items() if told["edition"]["withdrawal"] is not None}
