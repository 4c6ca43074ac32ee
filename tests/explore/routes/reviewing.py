"""The review: its steps, and every way round them."""

from typing import Any

from wagtail.models import Workflow, WorkflowState

from editorial.editions.models import Edition
from editorial.signoff.models import RevocationCause, SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow.models import ClinicalSignOffTask
from editorial.workflow.provisioning import WORKFLOW
from tests.explore.routes.registry import attempt, route
from tests.explore.world import AUTHORITY, WRITERS, World
from tests.signing import sign_data


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
    data, review = (
        {**sign_data(page, by=world.users[who]), **(change or {})},
        world.review(task_state),
    )
    before = Edition.objects.filter(page_id=page.pk).count()
    done = attempt(
        lambda: task_state.task.specific.on_action(task_state, world.users[who], "sign", **data)
    )
    if done:
        world.signed(
            item, revision, signer=who, review=review,
            has_authority=who in AUTHORITY and not change, submitter=submitter,
        )  # fmt: skip
        if Edition.objects.filter(page_id=page.pk).count() > before:
            world.oracle.reaffirmed(item, revision.pk)
    return done


@route(weight=12)
def clinician_signs(world: World) -> bool | None:
    return sign(world, world.rng.choice(sorted(AUTHORITY)))


@route(weight=1.2, only="refused")
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


@route(weight=1.8)
def somebody_asks_for_changes(world: World) -> bool | None:
    task_state = world.task_state("desk", "clinical")
    if task_state is None:
        return None
    who = world.rng.choice(["desk1", "clin1", "author1"])
    comment = world.rng.choice(["Mangler kilde.", ""])
    done = attempt(
        lambda: task_state.task.specific.on_action(
            task_state, world.users[who], "reject", comment=comment
        )
    )
    if done:
        world.oracle.over(task_state.workflow_state_id, signer=who)
    return done


@route(weight=3.5, only="accepted")
def author_resumes(world: World) -> bool | None:
    states = list(WorkflowState.objects.filter(status="needs_changes").order_by("pk"))
    if not states:
        return None
    world.rng.choice(states).resume(user=world.users["author1"])
    return True


@route(weight=0.4, only="accepted")
def author_cancels(world: World) -> bool | None:
    states = world.running()
    if not states:
        return None
    state = world.rng.choice(states)
    state.cancel(user=world.users["author1"])
    world.oracle.over(state.pk)
    return True


@route(weight=1, only="refused")
def step_approved_by_the_base_class(world: World) -> bool | None:
    task_state = world.task_state("clinical")
    if task_state is None:
        return None
    if SignOff.objects.filter(task_state=task_state).exists():
        return None
    return attempt(lambda: task_state.approve(user=world.users["clin1"]))


@route(weight=0.5, only="refused", is_rarely_accepted=True)
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


@route(weight=0.4, only="refused")
def empty_workflow_started(world: World) -> bool | None:
    page = world.any_page()
    if page is None or page.current_workflow_state is not None:
        return None

    def work() -> None:
        Workflow.objects.create(name=f"Empty {world.mark()}").start(page, world.users["superuser"])

    return attempt(work)


@route(weight=1.6)
def sign_off_is_taken_back(world: World) -> bool | None:
    rows = list(SignOff.objects.order_by("pk"))
    if not rows:
        return None
    signoff = world.rng.choice(rows)
    who = world.rng.choice(["chief", "author1", "superuser", "clin1", "clin2"])
    if world.rng.random() < 0.5:
        who = world.rng.choice(["author1", "superuser", "desk1"])
    cause = world.rng.choice(RevocationCause.values)
    done = attempt(
        lambda: signoff_revoke(
            signoff=signoff, actor=world.users[who], cause=cause, reason="Kilden er trukket."
        )
    )
    if done:
        world.oracle.took_back(
            (str(signoff.content_id), signoff.lang), world.identity(signoff.revision),
            signoff_id=signoff.pk, signer=signoff.signed_by.username,
            review=signoff.task_state.workflow_state_id,
        )  # fmt: skip
    return done
