"""From a page that has just been saved to the edition that says so. Called by the save funnel."""

import json
from typing import Any
from uuid import UUID

from content_models.base import person_at_work
from content_models.projection.media import copy_public_media
from content_models.publishing import Candidate
from editorial.editions.append import Draft, append, timestamp
from editorial.editions.clock import database_now
from editorial.editions.models import Edition
from editorial.editions.plan import Plan, editorial_of
from editorial.editions.rules import severity


def edition_record(candidate: Candidate) -> None:
    """Write the edition of a page that was saved live; nothing where it says nothing new."""
    plan: Plan = candidate.notes["editions"]
    if plan.action is None:
        return
    copy_public_media(candidate.page, candidate.article)
    append(
        _draft(candidate=candidate, plan=plan, action=plan.action),
        article_bytes=candidate.article_bytes,
    )


def _draft(*, candidate: Candidate, plan: Plan, action: str) -> Draft:
    page, latest, now = candidate.page, plan.history.latest, plan.history.moment
    same_text = latest is not None and latest.clinical_digest == candidate.clinical_digest
    return Draft(
        content_id=page.translation_key,
        lang=page.locale.language_code,
        number=latest.number + 1 if latest else 1,
        action=action,
        severity=severity(action=action),
        status="current",
        kind=page.document_type,
        risk_class=page.risk_class,
        path=page.public_path,
        page_id=page.pk,
        revision_id=page.live_revision_id or max(row.revision_id for row in plan.signoffs),
        article=candidate.article,
        editorial=plan.editorial,
        signoffs=plan.signoffs,
        published_at=now,
        first_published_at=latest.first_published_at if latest else now,
        last_clinical_change=latest.last_clinical_change if latest and same_text else now,
        last_reviewed=plan.reviewed,
        next_review_due=plan.due,
        public_until=plan.until,
        actor_id=_id_of(person_at_work()),
    )


def _id_of(user: Any) -> int | None:
    return None if user is None else user.pk


def latest_edition(*, content_id: UUID, lang: str) -> Edition | None:
    """The newest edition of an item in a language, a withdrawal too."""
    return Edition.objects.filter(content_id=content_id, lang=lang).order_by("-number").first()


def withdrawal_append(latest: Edition, *, details: dict[str, Any], actor: Any) -> Edition:
    """Write the withdrawal of the text whose newest edition is `latest`, from that alone.

    `actor` is who took it down, None where the clock did.
    """
    article, now = json.loads(bytes(latest.article)), database_now()
    return append(
        Draft(
            content_id=latest.content_id,
            lang=latest.lang,
            number=latest.number + 1,
            action="withdrawn",
            severity=severity(action="withdrawn", withdrawal_reason=details["reason"]),
            status="withdrawn",
            kind=latest.kind,
            risk_class=latest.risk_class,
            path=latest.path,
            page_id=latest.page_id,
            revision_id=None,
            # The text itself is left out: a withdrawn text is nowhere to be read.
            article={"lang": latest.lang, "title": article["title"], "type": article["type"]},
            editorial=editorial_of(latest),
            signoffs=(),
            published_at=now,
            first_published_at=latest.first_published_at,
            last_clinical_change=latest.last_clinical_change,
            last_reviewed=latest.last_reviewed,
            next_review_due=latest.next_review_due,
            public_until=None,
            withdrawal={**details, "withdrawnAt": timestamp(now)},
            actor_id=_id_of(actor),
        )
    )
