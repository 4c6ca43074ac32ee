"""A signature that is taken back in one session, while an edition under it is made in another."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from wagtail.models import TaskState

from editorial.editions.models import Edition
from editorial.editions.wishes.selectors import being_taken_back
from editorial.signoff.models import RevocationCause, SignOff
from tests.explore.routes.believing import live_page
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.holding import session
from tests.signing import sign_data

WISH = (
    "INSERT INTO editions_takingback (signoff_id, content_id, lang, actor_id, cause, words)"
    " VALUES (%s, %s, %s, %s, %s, 'x')"
)


def half_signed(world: World) -> tuple[SignOff, Any] | None:
    """A signature in a running review that takes one more, and the step where that is given."""
    rows = TaskState.objects.filter(status="in_progress", task__name="Clinical sign-off")
    for step in rows.filter(revision__content__risk_class="A").order_by("-pk"):
        given = SignOff.objects.filter(task_state=step, revocation=None).order_by("pk")
        free = [row for row in given if row.pk not in being_taken_back([row.pk])]
        if len(free) == len(given) == 1 and free[0].signed_by.username in ("clin1", "clin2"):
            return free[0], step.specific
    return None


@route(weight=0.35, only="accepted")
def signature_taken_back_while_its_edition_is_made(world: World) -> bool | None:
    """The wish is committed before the edition, all of whose checks have passed; or after it."""
    chosen = half_signed(world)
    page: Any = None if chosen else live_page(world)
    if chosen:
        signoff, step = chosen
        who = "clin1" if signoff.signed_by.username == "clin2" else "clin2"
        page = step.revision.as_object()
        review, submitter = world.review(step), step.workflow_state.requested_by.username
        data = sign_data(page)
    elif page is not None:
        newest = Edition.objects.filter(page_id=page.pk).latest("pk")
        signoff = SignOff.objects.get(pk=world.rng.choice(sorted(newest.signoff_ids)))
        if being_taken_back([signoff.pk]):
            return None
        page.slug = f"side-{world.mark()}"
    else:
        return None

    def signed() -> None:
        step.task.specific.on_action(step, world.users[who], "sign", **data)

    saved: list[int] = []

    def moved() -> None:
        revision = page.save_revision(user=world.users["author2"])
        revision.publish(user=world.users["desk1"])
        saved.append(revision.pk)

    is_last, cause = world.rng.random() < 0.5, world.rng.choice(RevocationCause.values)
    item = world.item(page)
    editions = Edition.objects.count()
    values = [signoff.pk, *item, signoff.signed_by_id, cause]
    done = crossed(signed if chosen else moved, values, is_last=is_last)
    is_made = Edition.objects.count() > editions
    if chosen and done:
        world.signed(
            item, step.revision, signer=who, review=review, has_authority=True, submitter=submitter
        )
        if is_made:
            world.oracle.reaffirmed(item, step.revision_id)
    elif done:
        world.oracle.wrote(item, saved[0], "author2")
    world.oracle.took_back(
        item, world.identity(signoff.revision), signoff_id=signoff.pk,
        signer=signoff.signed_by.username, review=signoff.task_state.workflow_state_id,
    )  # fmt: skip
    # Also what was public on it before, where the move was refused.
    if is_made or not chosen:
        world.oracle.stopped(item)
    return is_made


def crossed(publish: Callable[[], Any], values: list[Any], *, is_last: bool) -> bool:
    """Publish, and write the wish in another session, which commits it `is_last`, or before.

    Returns whether the publication was accepted; the wish was written either way.
    """
    with session() as other:

        def work() -> None:
            publish()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            if not is_last:
                other.commit()

        # Nobody else sees it before the other session commits it.
        other.execute(WISH, values)
        done = attempt(work)
        other.commit()
    return done
