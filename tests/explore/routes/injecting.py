"""HTML that no editor could have saved, in an article that two clinicians are said to have signed.

The signatures bind these bytes to the letter, and all else of the edition is true.
"""

from collections.abc import Callable
from typing import Any

from wagtail.models import TaskState

from content_models.projection import LABEL_FIELDS
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.flows.gate.forging import Row, article_forge
from tests.signing import act, submit

Change = Callable[[Row], Any]


def text_that_waits(world: World, **fields: Any) -> tuple[Any, Any]:
    """A text of class A, never public, with these labels, and the step in which nobody has signed.

    One that waits already; where there is none, a new one.
    """
    rows = TaskState.objects.filter(status="in_progress", task__name="Clinical sign-off")
    labels = {f"revision__content__{name}": name in fields for name in LABEL_FIELDS.values()}
    for step in rows.filter(revision__content__risk_class="A", **labels).order_by("pk"):
        page = step.revision.content_object
        is_newest = page.latest_revision_id == step.revision_id
        in_it = SignOff.objects.filter(task_state__workflow_state=step.workflow_state_id)
        editions = Edition.objects.filter(content_id=page.translation_key, lang=world.item(page)[1])
        if is_newest and not in_it.exists() and not editions.exists():
            return page, step
    page = world.new_page("author1", risk="A", **fields)
    state = submit(page, by=world.users["author1"])
    act(state, "approve", by=world.users["desk1"])
    state.refresh_from_db()
    return type(page).objects.get(pk=page.pk), state.current_task_state


def forged_for(world: World, page: Any, step: Any, *, change: Change) -> bool:
    """Write its first edition, changed so; whose names stand under it is told to the oracle.

    What else `change` does is done in the same transaction.
    """
    names = ("clin1", "clin2")
    clinicians = [world.users[name] for name in names]
    done = attempt(lambda: article_forge(page, step, by=clinicians, change=change))
    for name in names if done else ():
        world.signed(
            world.item(page), step.revision, signer=name, review=world.review(step),
            has_authority=True, submitter=step.workflow_state.requested_by.username,
        )  # fmt: skip
    return done


def behind(html: str) -> Change:
    """Behind the words of the text, in their own block."""

    def change(article: Row) -> None:
        article["sections"][0]["blocks"][0]["html"] += html

    return change


def beside(**block: Any) -> Change:
    """In a block more."""
    return lambda article: article["sections"][0]["blocks"].append({"id": "x", **block})


def source(address: str) -> Change:
    words = dict.fromkeys(("publisher", "kind", "evidenceLevel", "evidenceScheme"), "")
    said = {"title": "x", "identifierType": "URL", "identifier": address, "year": None}
    return lambda article: article["references"].append({**words, **said, "retrieved": None})


SCRIPT = "<script src=/x.js></script>"
CHANGES: list[Change] = [
    behind(SCRIPT), behind('<p onclick="x">x</p>'), behind("<img src=x onerror=x>"),
    behind('<a href="javascript:x">x</a>'), behind('<a href="//host.test/">x</a>'),
    behind('<form action="https://host.test/"><input name="x"></form>'),
    behind("<iframe srcdoc=x></iframe>"), behind('<p style="position: fixed">x</p>'),
    behind("<svg><a>x</a></svg>"), behind("<!-- "), behind("<p"),
    beside(type="text", html=SCRIPT),
    beside(type="care_card", level="emergency", heading="x", html=SCRIPT, phone="113"),
    beside(type="do_dont", do=[SCRIPT], dont=[]),
    beside(type="steps", items=[{"heading": "x", "html": SCRIPT}]),
    beside(type="questions", items=[{"question": "x", "html": SCRIPT}]),
    beside(type="video", url="https://host.test/", title="x", transcript=SCRIPT),
    beside(type="video", url="javascript:x", title="x", transcript=""),
    source("javascript:x"), source("https://helsenorge.no@host.test/"),
]  # fmt: skip


@route(weight=0.35, only="refused")
def html_that_no_editor_could_save(world: World) -> bool | None:
    change = world.rng.choice(CHANGES)
    page, step = text_that_waits(world)
    return forged_for(world, page, step, change=change)
