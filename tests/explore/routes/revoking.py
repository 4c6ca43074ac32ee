"""Signatures that are taken back past the house, and withdrawals in words that nobody may use."""

from typing import Any

from django.db import connection

from editorial.editions.models import PublicDocument
from editorial.editions.services import edition_withdraw
from editorial.signoff.models import RevocationCause, SignOff
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.forging import withdrawal_forge

INSERT = (
    "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, cause, reason, revoked_at) "
    "VALUES (%s, %s, %s, 'x', '2000-01-01')"
)
FOUL: list[dict[str, Any]] = [
    {"notice": "Ta 20 paracetamol daglig."},
    {"notice": "Ta ½ tablett."},
    {"notice": "Ta 113 mg."},
    {"notice": "x" * 301},
    {"notice": "<script>x</script>"},
    {"reason": "revoked"},
    {"reason": "expired"},
    {"reason": "whim"},
]


@route(weight=0.7)
def sign_off_taken_back_by_sql(world: World) -> bool | None:
    """Accepted where no public text rests on it, and then every edition under it says so."""
    rows = list(SignOff.objects.filter(revocation__isnull=True).order_by("pk"))
    if not rows:
        return None
    signoff = world.rng.choice(rows)
    by = world.users[world.rng.choice(["desk1", "chief", signoff.signed_by.username])]
    cause = world.rng.choice([*RevocationCause.values, "whim"])

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [signoff.pk, by.pk, cause])

    done = attempt(work)
    if done:
        world.oracle.took_back(
            (str(signoff.content_id), signoff.lang), world.identity(signoff.revision),
            signoff_id=signoff.pk, signer=signoff.signed_by.username,
            review=signoff.task_state.workflow_state_id,
        )  # fmt: skip
    return done


@route(weight=0.35, only="refused")
def withdrawal_in_foul_words(world: World) -> bool | None:
    """By the service, as the admin and a shell call it."""
    page = world.any_page()
    if page is None:
        return None
    foul = world.rng.choice(FOUL)
    notices = {world.item(page)[1]: foul["notice"]} if "notice" in foul else {}
    return attempt(
        lambda: edition_withdraw(
            content_id=page.translation_key, actor=world.users["duty"],
            reason=foul.get("reason", "unsafe"), notices=notices,
        )
    )  # fmt: skip


@route(weight=1.2, only="refused")
def withdrawal_forged(world: World) -> bool | None:
    """By SQL, right in everything but its words or its reason."""
    page = world.any_page()
    if page is None or not PublicDocument.objects.filter(page_id=page.pk, state="current").exists():
        return None
    foul = world.rng.choice(FOUL)
    return attempt(lambda: withdrawal_forge(page, actor=world.users["duty"], **foul))
