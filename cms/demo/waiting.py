"""Drafts left in each step of the review, so that whoever logs in has something to do.

`stage` in the content file says how far a draft has come:

    writing      the author is at it            desk         a desk editor must pass it
    clinical     a clinician must sign it       half-signed  a second clinician must sign it
    returned     a clinician asked for changes
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from cms.demo.publishing import Reviewers
from cms.demo.reading import content_id
from cms.demo.writing import Writer
from cms.users.models import User

STAGES = ("writing", "desk", "clinical", "half-signed", "returned")


class Waiting:
    """Writes drafts and takes each as far as it is meant to come."""

    def __init__(self, *, writer: Writer, reviewers: Reviewers, people: dict[str, User]) -> None:
        self.writer, self.reviewers, self.people = writer, reviewers, people

    def write(self, rows: list[dict[str, Any]], *, known: dict[tuple[UUID, str], int]) -> list[str]:
        """Write what is missing. Returns the titles of what was written."""
        done = []
        for row in rows:
            if "change" in row:
                done += self._change(row, known)
                continue
            for lang in row["languages"]:
                if (content_id(row["group"]), lang) not in known:
                    done.append(self._new(row, lang))
        return done

    @transaction.atomic
    def _new(self, row: dict[str, Any], lang: str) -> str:
        text = row["languages"][lang]
        page = self.writer.draft(row, lang, text["sections"])
        self._advance(page, row)
        title: str = text["title"]
        return title

    @transaction.atomic
    def _change(self, row: dict[str, Any], known: dict[tuple[UUID, str], int]) -> list[str]:
        """A new revision of a public text; only where nobody has touched it since."""
        change = row["change"]
        page_id = known.get((content_id(change["group"]), change["lang"]))
        page = Page.objects.filter(pk=page_id).first()
        if page is None or not page.live or page.revisions.count() > 1:
            return []
        latest = page.get_latest_revision_as_object()
        latest.summary = change["summary"]
        latest.save_revision(user=self.writer.author)
        self._advance(type(latest).objects.get(pk=page.pk), row)
        return [latest.title]

    def _advance(self, page: Any, row: dict[str, Any]) -> None:
        """From the author's hands to where the draft is to wait."""
        stage = row["stage"]
        if stage not in STAGES:
            raise ValueError(f"{stage} is no stage of a review.")
        if stage == "writing":
            return
        state = self.reviewers.submit(page)
        if stage == "desk":
            return
        self.reviewers.desk_pass(state)
        if stage == "half-signed":
            self.reviewers.sign(page, state, self.reviewers.clinicians[:1])
        elif stage == "returned":
            step = state.current_task_state
            task = self.reviewers.steps[step.task_id]
            task.on_action(step, self.people["lege"], "reject", comment=row["reason"])
