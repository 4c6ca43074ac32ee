"""Every route that somebody, or something, has to a page, a review, or the log.

A route returns True where what it tried was accepted, False where it was refused, None where there
was nothing to try it on. What it may never do is checked after it by `surfaces.check`.
"""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Revision, Workflow

from content_models.publishing import Refusal
from editorial.editions.models import Edition
from editorial.editions.services import edition_withdraw
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.models import ClinicalSignOffTask
from editorial.workflow.provisioning import WORKFLOW
from editorial.workflow.scheduling import schedule_run
from tests.explore.world import AUTHORITY, WRITERS, World
from tests.signing import sign_data

REFUSED = (Refusal, DatabaseError, PermissionDenied)
Route = Callable[[World], bool | None]
ROUTES: dict[str, Route] = {}
# How often a route is drawn, against 1: what moves a text forward more often, what is slow less.
WEIGHTS: dict[str, float] = {}
# The only side that a route must show: "refused" where it is never accepted, and the reverse.
ONE_SIDED: dict[str, str] = {}
# Routes that are refused but for rare states in which the oracle finds nothing wrong with them.
RARELY_ACCEPTED: set[str] = set()


def route(
    *, weight: float = 1.0, only: str = "", is_rarely_accepted: bool = False
) -> Callable[[Route], Route]:
    def register(function: Route) -> Route:
        name = function.__name__
        ROUTES[name], WEIGHTS[name] = function, weight
        if only:
            ONE_SIDED[name] = only
        if is_rarely_accepted:
            RARELY_ACCEPTED.add(name)
        return function

    return register


def attempt(work: Callable[[], Any]) -> bool:
    """True where the work was done, False where it was refused and undone."""
    try:
        with transaction.atomic():
            work()
    except REFUSED:
        return False
    return True


# Writing


@route(weight=1.5, only="accepted")
def author_creates(world: World) -> bool | None:
    if len(world.pages) >= 7:
        return None
    world.new_page(world.rng.choice(WRITERS))
    return True


@route(weight=2, only="accepted")
def author_edits(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    page = world.latest(page)
    world.change(page)
    world.save(page, world.rng.choice(WRITERS))
    return True


@route(weight=1, only="accepted")
def autosave_overwrites(world: World) -> bool | None:
    """Autosave offers the newest revision for overwriting, whoever has approved it meanwhile."""
    page = world.any_page()
    if page is None:
        return None
    revision = page.get_latest_revision()
    page = revision.as_object()
    world.change(page)
    writer = revision.user.username
    kept = world.identity(revision)
    saved = world.save(page, writer, overwrite_revision=revision)
    if saved.pk != revision.pk:
        assert world.identity(Revision.objects.get(pk=revision.pk)) == kept
    return True


@route(weight=0.5)
def revision_rewritten_in_place(world: World) -> bool | None:
    """Somebody writes into a stored revision; where it is signed the database refuses."""
    page = world.any_page()
    if page is None:
        return None
    revision = world.rng.choice(list(page.revisions.order_by("pk")))
    revision.content["title"] = f"Innsmuglet {world.mark()}"
    return attempt(revision.save)


# The review


@route(weight=3)
def somebody_submits(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    if page.current_workflow_state is not None:
        return False
    Workflow.objects.get(name=WORKFLOW).start(page, world.users[world.rng.choice(WRITERS)])
    return True


@route(weight=5)
def somebody_passes_the_desk(world: World) -> bool | None:
    task_state = world.task_state("desk")
    if task_state is None:
        return None
    who = world.rng.choice(["desk1", "desk2", "desk1", "author1", "clin1", "superuser"])
    return attempt(
        lambda: task_state.task.specific.on_action(task_state, world.users[who], "approve")
    )


def sign(world: World, who: str, change: dict[str, Any] | None = None) -> bool | None:
    """One attempt to sign; what is accepted is told to the oracle."""
    task_state = world.task_state("clinical")
    if task_state is None:
        return None
    revision = task_state.revision
    page = revision.as_object()
    item, submitter = world.item(page), task_state.workflow_state.requested_by.username
    data = {**sign_data(page), **(change or {})}
    before = Edition.objects.filter(page_id=page.pk).count()
    done = attempt(
        lambda: task_state.task.specific.on_action(task_state, world.users[who], "sign", **data)
    )
    if done:
        world.oracle.signed(
            item, world.identity(revision), signer=who, revision_id=revision.pk,
            has_authority=who in AUTHORITY and not change, submitter=submitter,
        )  # fmt: skip
        if Edition.objects.filter(page_id=page.pk).count() > before:
            world.oracle.reaffirmed(item, revision.pk)
    return done


@route(weight=9)
def clinician_signs(world: World) -> bool | None:
    return sign(world, world.rng.choice(sorted(AUTHORITY)))


@route(weight=1.5, only="refused")
def somebody_without_authority_signs(world: World) -> bool | None:
    who = ["expired", "undeclared", "conflicted", "englishonly", "outsider", "superuser", "desk1"]
    return sign(world, world.rng.choice(who))


@route(weight=1, only="refused")
def clinician_signs_carelessly(world: World) -> bool | None:
    change = world.rng.choice(
        [
            {"attested": False},
            {"ticked": []},
            {"shown_digest": "0" * 64},
            {"checklist_version": "clinical-0"},
            {"shown_digest": ""},
        ]
    )
    return sign(world, world.rng.choice(sorted(AUTHORITY)), change)


@route(weight=0.7)
def somebody_asks_for_changes(world: World) -> bool | None:
    task_state = world.task_state("desk", "clinical")
    if task_state is None:
        return None
    who = world.rng.choice(["desk1", "clin1", "author1"])
    comment = world.rng.choice(["Mangler kilde.", ""])
    return attempt(
        lambda: task_state.task.specific.on_action(
            task_state, world.users[who], "reject", comment=comment
        )
    )


@route(weight=3, only="accepted")
def author_resumes(world: World) -> bool | None:
    page = world.any_page()
    state = page.current_workflow_state if page else None
    if state is None or state.status != "needs_changes":
        return None
    state.resume(user=world.users["author1"])
    return True


@route(weight=0.3, only="accepted")
def author_cancels(world: World) -> bool | None:
    states = world.running()
    if not states:
        return None
    world.rng.choice(states).cancel(user=world.users["author1"])
    return True


@route(weight=1, only="refused")
def step_approved_by_the_base_class(world: World) -> bool | None:
    task_state = world.task_state("clinical")
    if task_state is None:
        return None
    if SignOff.objects.filter(task_state=task_state).exists():
        return None
    return attempt(lambda: task_state.approve(user=world.users["clin1"]))


@route(weight=0.7, only="refused", is_rarely_accepted=True)
def workflow_finished_by_hand(world: World) -> bool | None:
    """Refused, unless sign-offs stand: then the signed revision is published, not a newer one."""
    states = world.running()
    if not states:
        return None
    state = world.rng.choice(states)
    return attempt(lambda: state.finish(user=world.users["superuser"]))


@route(weight=0.5, only="refused")
def clinical_task_deactivated(world: World) -> bool | None:
    if world.task_state("clinical") is None:
        return None
    task = ClinicalSignOffTask.objects.get()
    return attempt(lambda: task.deactivate(user=world.users["superuser"]))


@route(weight=0.5, only="refused")
def empty_workflow_started(world: World) -> bool | None:
    page = world.any_page()
    if page is None or page.current_workflow_state is not None:
        return None

    def work() -> None:
        Workflow.objects.create(name=f"Empty {world.mark()}").start(page, world.users["superuser"])

    return attempt(work)


@route(weight=0.7)
def sign_off_is_taken_back(world: World) -> bool | None:
    rows = list(SignOff.objects.order_by("pk"))
    if not rows:
        return None
    signoff = world.rng.choice(rows)
    who = world.rng.choice(["chief", "author1", "superuser", "clin1", "clin2"])
    if world.rng.random() < 0.5:
        who = world.rng.choice(["author1", "superuser", "desk1"])
    return attempt(
        lambda: signoff_revoke(signoff=signoff, actor=world.users[who], reason="Kilden er trukket.")
    )


# Publishing past the review


@route(weight=1)
def revision_published_directly(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    revision = world.rng.choice(list(page.revisions.order_by("-pk")[:4]))
    who = world.users[world.rng.choice(["superuser", "desk1", "chief"])]
    return attempt(lambda: revision.publish(user=who, skip_permission_checks=True))


@route(weight=1)
def editorial_change_published(world: World) -> bool | None:
    """A change of address under a sign-off that stands needs no clinician; of a draft it does."""
    page = world.any_page()
    if page is None:
        return None
    page.slug = f"side-{world.mark()}"
    holder: list[Any] = []

    def work() -> None:
        holder.append(page.save_revision(user=world.users["author2"]))
        holder[0].publish(user=world.users["desk1"])

    done = attempt(work)
    if done:
        world.oracle.wrote(world.item(page), holder[0].pk, "author2")
    return done


@route(weight=1)
def shell_saves_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    if world.rng.random() < 0.6:
        world.change(page)
    page.live = True
    return attempt(page.save)


@route(weight=0.5, only="refused")
def shell_saves_a_part_of_a_live_page(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    world.change(page)
    page.live = True
    return attempt(lambda: page.save(update_fields=["live", "title", "summary", "body"]))


@route(weight=0.7)
def base_class_saved_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    base = Page.objects.get(pk=page.pk)
    base.live = True
    return attempt(base.save)


@route(weight=0.7)
def queryset_updates_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    return attempt(lambda: Page.objects.filter(pk=page.pk).update(live=True))


@route(weight=0.4)
def queryset_updates_not_live(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    return attempt(lambda: Page.objects.filter(pk=page.pk).update(live=False))


@route(weight=0.4)
def copied(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    holder: list[Any] = []
    slug = f"kopi-{world.mark()}"

    def work() -> None:
        holder.append(
            page.copy(keep_live=True, update_attrs={"slug": slug}, user=world.users["superuser"])
        )

    done = attempt(work)
    if done:
        copy = holder[0]
        world.oracle.track(world.item(copy), quorum=2 if copy.risk_class == "A" else 1)
    return done


@route(weight=0.5, only="refused")
def aliased(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    slug = f"alias-{world.mark()}"
    return attempt(lambda: page.create_alias(update_slug=slug, user=world.users["superuser"]))


@route(weight=0.4)
def copied_for_translation(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    locale = Locale.objects.get(language_code=world.rng.choice(["nn", "en"]))
    if page.has_translation(locale):
        return False
    holder: list[Any] = []
    done = attempt(
        lambda: holder.append(page.copy_for_translation(locale, copy_parents=True, alias=False))
    )
    if done and world.rng.random() < 0.7:
        return attempt(lambda: holder[0].get_latest_revision().publish())
    return done


@route(weight=0.4, only="accepted")
def moved(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    return attempt(lambda: page.move(page.get_parent(), pos="last-child"))


# The clock


@route(weight=1)
def scheduled(world: World) -> bool | None:
    """Somebody puts a revision on the clock, signed or not, and the clock comes round."""
    page = world.any_page()
    if page is None:
        return None
    revision = world.rng.choice(list(page.revisions.order_by("-pk")[:3]))
    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    report = schedule_run()
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    return page.pk in report.published


@route(weight=0.8, only="accepted")
def expired(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not page.live:
        return None
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    report = schedule_run()
    Page.objects.filter(pk=page.pk).update(expire_at=None)
    return page.pk in report.expired


# Taking down


@route(weight=1.5)
def unpublished(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not page.live:
        return None
    who = world.users[world.rng.choice(["desk1", "superuser", "author1", "clin1"])]
    return attempt(lambda: page.unpublish(user=who))


@route(weight=1)
def withdrawn(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    who = world.rng.choice(["duty", "chief", "author1", "superuser"])
    return attempt(
        lambda: edition_withdraw(
            content_id=page.translation_key, actor=world.users[who], reason="error", notices={}
        )
    )


@route(weight=0.2, only="accepted")
def deleted(world: World) -> bool | None:
    page = world.any_page()
    if page is None:
        return None
    key = page.pk
    done = attempt(lambda: page.delete(user=world.users["chief"]))
    if done and not Page.objects.filter(pk=key).exists():
        world.pages.remove(key)
    return done


# SQL with the application's password


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
    "UPDATE content_models_riskclass SET quorum = 0",
    "INSERT INTO editions_publicpath VALUES ('nb', 'x/y', gen_random_uuid())",
    "ALTER TABLE editions_edition DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
]


@route(weight=0.8, only="refused")
def sql_typed_by_hand(world: World) -> bool | None:
    statement = world.rng.choice(SQL)

    def work() -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return int(cursor.rowcount)

    rows: list[int] = []
    done = attempt(lambda: rows.append(work()))
    return None if done and rows == [0] else done


@route(weight=1, only="refused")
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


@route(weight=0.7, only="refused")
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
    real.content_id, real.lang = page.translation_key, "nb"
    real.signed_by = writer
    real._state.adding = True
    return attempt(lambda: real.save(force_insert=True))


# The admin, in a browser


def post(world: World, who: str, address: str, data: dict[str, Any]) -> None:
    """Send a form; where only the database refuses, the browser gets an error page."""
    with contextlib.suppress(DatabaseError):
        world.client(who).post(address, data)


@route(weight=1)
def admin_workflow_action(world: World) -> bool | None:
    """The window of a task, opened through the address of whatever page."""
    task_state = world.task_state("desk", "clinical")
    page = world.any_page()
    if task_state is None or page is None:
        return None
    if world.rng.random() < 0.8:
        page = task_state.revision.content_object
    is_desk = task_state.task.name == "Desk review"
    who = world.rng.choice(["desk1" if is_desk else "clin1", "clin2", "author1", "superuser"])
    action = "approve" if is_desk else "sign"
    revision = task_state.revision
    target, submitter = revision.as_object(), task_state.workflow_state.requested_by.username
    signoffs, editions = SignOff.objects.count(), Edition.objects.count()
    post(
        world,
        who,
        f"/admin/pages/workflow/action/{page.pk}/{action}/{task_state.pk}/",
        {**sign_data(target), "comment": "Lest."},
    )
    if SignOff.objects.count() > signoffs:
        world.oracle.signed(
            world.item(target), world.identity(revision), signer=who, revision_id=revision.pk,
            has_authority=who in AUTHORITY, submitter=submitter,
        )  # fmt: skip
        if Edition.objects.count() > editions:
            world.oracle.reaffirmed(world.item(target), revision.pk)
    task_state.refresh_from_db()
    return task_state.status != "in_progress" or SignOff.objects.count() > signoffs


@route(weight=1)
def admin_bulk_publishes(world: World) -> bool | None:
    """The listing's bulk action, on a draft or on a change of address under a sign-off."""
    page = world.any_page()
    if page is None:
        return None
    if page.live and not page.has_unpublished_changes:
        page.slug = f"side-{world.mark()}"
        world.save(page, "author2")
    count = Edition.objects.count()
    post(
        world,
        world.rng.choice(["superuser", "desk1"]),
        f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/",
        {"next": "/admin/"},
    )
    return Edition.objects.count() > count


@route(weight=1)
def admin_withdraws(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not page.live:
        return None
    post(
        world,
        world.rng.choice(["duty", "author1", "superuser"]),
        f"/admin/pages/{page.pk}/withdraw/",
        {"reason": "unsafe", "languages": ["nb"], "notice_nb": "Trukket."},
    )
    return not Page.objects.get(pk=page.pk).live
