"""What a signer is called: changed where they sign, or where what they signed is published."""

from typing import Any

from django.db import connection, transaction
from wagtail.log_actions import LogContext

from editorial.people.models import ReviewerProfile
from editorial.signoff.models import SignOff
from tests.explore.oracle import Signer, Wrong
from tests.explore.routes.ending import newest, wrote
from tests.explore.routes.lying import forged_signature
from tests.explore.routes.overtaking import text_that_is_read
from tests.explore.routes.registry import attempt, judged, route
from tests.explore.routes.reviewing import sign
from tests.explore.world import CALLED, World
from tests.flows.gate.forging import Row, forge

TRAIL = (
    "SELECT count(*) FROM people_authoritychange"
    " WHERE relation = 'profile' AND operation = 'changed' AND user_id = %s"
)


def called_otherwise(world: World, who: str) -> Signer:
    """The same, but for a name, a profession or a house that nobody had before."""
    called = list(world.called[who])
    number = world.rng.randrange(len(CALLED))
    called[number] = f"{called[number].partition(' nr. ')[0]} nr. {world.mark()[4:-1]}"
    return tuple(called)


def written(world: World, who: str, called: Signer) -> None:
    rows = ReviewerProfile.objects.filter(user=world.users[who])
    rows.update(**dict(zip(CALLED, called, strict=True)))


def trail(world: World, who: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(TRAIL, [world.users[who].pk])
        return int(cursor.fetchone()[0])


@route(weight=0.6)
def signer_is_called_otherwise_and_signs(world: World) -> bool | None:
    """Not in one transaction; shortly before, that stands in the trail of who may vouch."""
    who = world.rng.choice(["clin1", "clin2"])
    called = called_otherwise(world, who)
    # Where nobody is to sign there is nothing to refuse.
    if world.rng.random() < 0.8:
        is_inside = world.rng.random() < 0.5

        def before(_person: Any) -> None:
            if is_inside:
                with transaction.atomic():
                    written(world, who, called)
            else:
                written(world, who, called)

        return forged_signature(world, who, before)
    known = trail(world, who)
    written(world, who, called)
    world.called[who] = called
    if trail(world, who) != known + 1:
        raise Wrong(f"{who} is called {called}, and the trail does not say so")
    sign(world, who)
    return True


@route(weight=0.6)
def signer_is_called_otherwise_in_an_edition(world: World) -> bool | None:
    """An edition names who signed as they were called then, whatever its transaction writes."""
    page = text_that_is_read(world)
    if page is None:
        return None
    signoff = SignOff.objects.select_related("signed_by").get(pk=min(newest(page).signoff_ids))
    who = signoff.signed_by.username
    called = called_otherwise(world, who)
    if world.rng.random() < 0.5:

        def change(_row: Row, envelope: Row) -> None:
            written(world, who, called)
            for said in envelope["edition"]["signOffs"]:
                if said["name"] == signoff.signer_name:
                    said.update(name=called[0], profession=called[1], organisation=called[2])

        return judged(
            lambda: forge(page, change), may=False, what=f"An edition that names {called}"
        )

    def moved() -> None:
        written(world, who, called)
        page.slug = f"side-{world.mark()}"
        revision = page.save_revision(user=world.users["author2"])
        with LogContext(user=world.users["desk1"]):
            revision.publish(user=world.users["desk1"])

    done = attempt(moved)
    if done:
        world.called[who] = called
        wrote(world, page, "author2")
    return done
