"""SQL with the application's password."""

from django.db import connection

from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World

SQL = [
    "UPDATE wagtailcore_page SET live = true WHERE NOT live AND depth > 2",
    "UPDATE wagtailcore_page SET live = false WHERE live AND depth > 2",
    "UPDATE editions_publicdocument SET document = 'x'",
    "UPDATE editions_edition SET article = 'x'",
    "DELETE FROM editions_logentry",
    "DELETE FROM editions_edition",
    "TRUNCATE editions_edition CASCADE",
    "UPDATE signoff_signoff SET clinical_digest = repeat('0', 64)",
    "DELETE FROM signoff_contribution",
    "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason) "
    "SELECT e.signoff_ids[1], s.signed_by_id, 'x' FROM editions_publicdocument d "
    "JOIN editions_edition e ON e.id = d.edition_id "
    "JOIN signoff_signoff s ON s.id = e.signoff_ids[1] WHERE d.state = 'current'",
    "UPDATE content_models_riskclass SET quorum = 0",
    "INSERT INTO editions_publicpath VALUES ('nb', 'x/y', gen_random_uuid())",
    "ALTER TABLE editions_edition DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
]


@route(weight=0.6, only="refused")
def sql_typed_by_hand(world: World) -> bool | None:
    statement = world.rng.choice(SQL)

    def work() -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)

    rows: list[int] = []
    done = attempt(lambda: rows.append(work()))
    return None if done and rows == [0] else done


@route(weight=0.6, only="refused")
def edition_forged(world: World) -> bool | None:
    """An edition row with another text, made from one that is real."""
    edition = Edition.objects.order_by("-pk").first()
    if edition is None:
        return None
    from content_models.digest import sha256_hex
    from editorial.editions.append import compose

    newest = Edition.objects.filter(content_id=edition.content_id, lang=edition.lang)
    number = newest.order_by("-number").values_list("number", flat=True)[0]
    article = bytes(edition.article).replace(b"mark", b"smuglet", 1)
    envelope = bytes(edition.envelope).replace(
        b'"number":%d' % edition.number, b'"number":%d' % (number + 1)
    )
    if world.rng.random() < 0.5:
        envelope = envelope.replace(edition.clinical_digest.encode(), sha256_hex(article).encode())
    edition.pk, edition.number = None, number + 1
    edition.article, edition.envelope = article, envelope
    edition.clinical_digest = sha256_hex(article)
    edition.edition_digest = sha256_hex(compose(article, envelope))
    edition._state.adding = True
    return attempt(lambda: edition.save(force_insert=True))


@route(weight=0.5, only="refused")
def sign_off_forged(world: World) -> bool | None:
    """A sign-off row for a draft, in the name of somebody whose papers do not fit."""
    page = world.any_page()
    real = SignOff.objects.order_by("-pk").first()
    if page is None or real is None:
        return None
    revision = page.get_latest_revision()
    writer = world.users[world.rng.choice(["expired", "superuser", "author1"])]
    real.pk, real.task_state_id = None, None
    real.page_id, real.revision = page.pk, revision
    real.content_id, real.lang = world.item(page)
    real.signed_by = writer
    real._state.adding = True
    return attempt(lambda: real.save(force_insert=True))
