"""One small house in a database of its own: people, pages, and what the explorer knows of them."""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from django.db import connections
from django.db.models import Min
from django.test import Client
from wagtail.models import Page, Revision, TaskState, WorkflowState

from content_models.pages import LifestylePage
from editorial.people import groups
from editorial.people.models import ReviewerProfile
from tests.explore.fingerprint import News
from tests.explore.oracle import (
    Identity,
    Item,
    Oracle,
    Signer,
    identity_of_revision,
    labels_of_revision,
)
from tests.factories import people
from tests.factories.pages import draft, section

AUTHORITY = {"clin1", "clin2", "docauthor"}
CALLED = ("display_name", "profession", "organisation")
WRITERS = ("author1", "author2", "docauthor")


@dataclass
class World:
    """The state that routes act on. `rng` is seeded: the same seed walks the same way."""

    rng: random.Random
    oracle: Oracle = field(default_factory=Oracle)
    users: dict[str, Any] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)
    marks: int = 0
    clients: dict[str, Client] = field(default_factory=dict)
    feed_seen: int = 0
    news: News = field(default_factory=News)
    # What everybody with papers is called now: name, profession, organisation.
    called: dict[str, Signer] = field(default_factory=dict)
    began: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def people(self) -> None:
        """Everybody who may try something."""
        user, clinician = people.user, people.clinician
        self.users = {
            "author1": user("author1", groups.AUTHORS),
            "author2": user("author2", groups.AUTHORS),
            "docauthor": clinician("docauthor"),
            "desk1": user("desk1", groups.DESK),
            "desk2": user("desk2", groups.DESK),
            "clin1": clinician("clin1"),
            "clin2": clinician("clin2"),
            "expired": clinician("expired", valid_until=date(2021, 1, 1)),
            "undeclared": clinician("undeclared", declared=False),
            "conflicted": clinician("conflicted", has_conflict=True),
            "englishonly": clinician("englishonly", languages=["en"]),
            "outsider": clinician("outsider", group=groups.AUTHORS),
            "duty": user("duty", groups.DUTY),
            "chief": user("chief", groups.CHIEF),
            "superuser": user("superuser", is_superuser=True),
        }
        self.users["docauthor"].groups.add(people.Group.objects.get(name=groups.AUTHORS))
        rows = ReviewerProfile.objects.values_list("user__username", *CALLED)
        self.called = {name: tuple(called) for name, *called in rows}

    def client(self, name: str) -> Client:
        """A browser in which this person is logged in."""
        if name not in self.clients:
            client = Client(raise_request_exception=True)
            client.force_login(self.users[name])
            self.clients[name] = client
        return self.clients[name]

    def mark(self) -> str:
        self.marks += 1
        return f"mark{self.marks}q"

    def new_page(self, writer: str, *, risk: str = "", **fields: Any) -> Any:
        """A draft of any class, or of this one, with these fields beside its words."""
        mark = self.mark()
        risk = risk or self.rng.choice("ABCC")
        page = draft(
            LifestylePage,
            author=self.users[writer],
            title=f"Tittel {mark}",
            slug=f"side-{mark}",
            text=f"Tekst {mark}",
            summary=f"Sammendrag {mark}",
            risk_class=risk,
            **fields,
        )
        self.pages.append(page.pk)
        self.oracle.track(self.item(page), quorum=2 if risk == "A" else 1)
        self.oracle.wrote(self.item(page), page.latest_revision_id, writer)
        return page

    def change(self, page: Any) -> None:
        """Change one or all of the marked texts of a page in memory."""
        mark = self.mark()
        kind = self.rng.choice(["title", "summary", "body", "all"])
        if kind in ("title", "all"):
            page.title = f"Tittel {mark}"
        if kind in ("summary", "all"):
            page.summary = f"Sammendrag {mark}"
        if kind in ("body", "all"):
            page.body = page._meta.get_field("body").to_python([section(f"Tekst {mark}")])

    @staticmethod
    def item(page: Any) -> Item:
        return str(page.translation_key), page.locale.language_code

    def any_page(self) -> Any | None:
        """A random page as it is stored, or None where there is none."""
        if not self.pages:
            return None
        return Page.objects.get(pk=self.rng.choice(self.pages)).specific

    def latest(self, page: Any) -> Any:
        """The newest draft of a page."""
        return page.get_latest_revision_as_object()

    def save(self, page: Any, writer: str, **kwargs: Any) -> Any:
        revision = page.save_revision(user=self.users[writer], **kwargs)
        self.oracle.wrote(self.item(page), revision.pk, writer)
        return revision

    def task_state(self, *kinds: str) -> Any | None:
        """A running task of one of the kinds ("desk", "clinical")."""
        names = {"desk": "Desk review", "clinical": "Clinical sign-off"}
        rows = list(
            TaskState.objects.filter(
                status="in_progress", task__name__in=[names[kind] for kind in kinds]
            ).order_by("pk")
        )
        return self.rng.choice(rows).specific if rows else None

    def running(self) -> list[WorkflowState]:
        return list(WorkflowState.objects.filter(status="in_progress").order_by("pk"))

    def review(self, task_state: Any) -> tuple[int, int]:
        """The submission that a step is of, and how often its text had changed until that step.

        Every saved text counts, whether a step had it or not.
        """
        steps = task_state.workflow_state.task_states.filter(pk__lte=task_state.pk)
        first = steps.aggregate(first=Min("revision_id"))["first"]
        saved = Revision.page_revisions.filter(
            object_id=task_state.workflow_state.object_id,
            pk__range=(first, task_state.revision_id),
        )
        texts = [self.identity(revision) for revision in saved.order_by("pk")]
        changes = sum(old != new for old, new in pairwise(texts))
        return task_state.workflow_state_id, changes

    @staticmethod
    def identity(revision: Any) -> Identity:
        return identity_of_revision(revision.content)

    def signed(
        self, item: Item, revision: Any, *, signer: str, review: tuple[int, int], **said: Any
    ) -> None:
        """Tell the oracle of a signature under a revision, as that was for who signed it."""
        self.oracle.signed(
            item, self.identity(revision), signer=signer, revision_id=revision.pk, review=review,
            labels=labels_of_revision(revision.content), called=self.called.get(signer, ()), **said,
        )  # fmt: skip


def visible() -> dict[Item, dict[str, Any]]:
    """The document that the public's own role reads now, of every item."""
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT content_id, lang, document FROM editions_shown")
        rows = cursor.fetchall()
    return {
        (str(content_id), lang): json.loads(bytes(document)) for content_id, lang, document in rows
    }


def named() -> dict[Item, list[int]]:
    """The sign-offs that each public edition names."""
    with connections["public"].cursor() as cursor:
        cursor.execute(
            "SELECT d.content_id, d.lang, e.signoff_ids FROM editions_shown d "
            "JOIN editions_edition e ON e.id = d.edition_id WHERE d.state = 'current'"
        )
        return {(str(content_id), lang): ids for content_id, lang, ids in cursor.fetchall()}
