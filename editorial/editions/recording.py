"""From a page that has just been saved to the edition that says so. Called by the save funnel."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from content_models.base import person_at_work
from content_models.clock import day_of
from content_models.policy import risk_class as risk_class_of
from content_models.projection import editorial_fields, labels_of
from content_models.projection.media import copy_public_media
from content_models.publishing import Candidate, acting_user
from editorial.editions.append import Draft, append, timestamp
from editorial.editions.clock import database_now
from editorial.editions.history import ItemHistory
from editorial.editions.models import Edition
from editorial.editions.reviews import reviews_end
from editorial.editions.rules import Verdict, add_months, edition_action, public_until, severity
from editorial.editions.schedules import schedules_end
from editorial.editions.withdrawal import (
    WithdrawalReason,
    WithdrawalRefused,
    unpublish_reasons,
    withdrawal_details,
)
from editorial.signoff.models import SignOff


def edition_record(candidate: Candidate) -> None:
    """Write the edition of a page that was saved live; nothing where it says nothing new."""
    page = candidate.page
    history: ItemHistory
    verdict: Verdict
    history, verdict = candidate.notes["editions"]
    latest = history.latest
    editorial = editorial_fields(page)
    signoffs = tuple(row for row in candidate.notes["signoffs"] if row.pk in verdict.chosen)
    reviewed = max(day_of(row.signed_at) for row in signoffs)
    due = add_months(reviewed, risk_class_of(page.risk_class).months)
    until = public_until(risk_class=page.risk_class, next_review_due=due, expire_at=page.expire_at)
    action = edition_action(
        latest=latest,
        clinical_digest=candidate.clinical_digest,
        signoff_ids=verdict.chosen,
        path=page.public_path,
        editorial_changed=latest is not None and _editorial_of(latest) != editorial,
        until=until,
    )
    if action is None:
        return
    copy_public_media(page, candidate.article)
    append(
        _draft(
            candidate=candidate, history=history, action=action, editorial=editorial,
            signoffs=signoffs, reviewed=reviewed, due=due, until=until,
        ),
        article_bytes=candidate.article_bytes,
    )  # fmt: skip


def _draft(
    *,
    candidate: Candidate,
    history: ItemHistory,
    action: str,
    editorial: dict[str, Any],
    signoffs: tuple[SignOff, ...],
    reviewed: date,
    due: date,
    until: datetime | None,
) -> Draft:
    page, latest, now = candidate.page, history.latest, history.moment
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
        revision_id=page.live_revision_id or max(row.revision_id for row in signoffs),
        article=candidate.article,
        editorial=editorial,
        signoffs=signoffs,
        published_at=now,
        first_published_at=latest.first_published_at if latest else now,
        last_clinical_change=latest.last_clinical_change if latest and same_text else now,
        last_reviewed=reviewed,
        next_review_due=due,
        public_until=until,
        actor_id=_actor_id(),
    )


def _editorial_of(edition: Edition) -> dict[str, Any]:
    return labels_of(json.loads(bytes(edition.envelope))["editorial"])


def _actor_id() -> int | None:
    user = acting_user.get()
    return user.pk if user is not None else None


def withdrawal_record(page: Any) -> None:
    """Write the withdrawal of a page that was live and is no more.

    Whatever took it down (unpublish, delete, a save), the log says so, with details that fit the
    way it happened. Running reviews and schedules of the page end.

    Raises:
        WithdrawalRefused: the person at work may not take a public text down.
    """
    lang = page.locale.language_code
    latest = latest_edition(content_id=page.translation_key, lang=lang)
    if latest is None or latest.action == "withdrawn" or latest.page_id != page.pk:
        return
    details = withdrawal_details(page=page, lang=lang)
    person = person_at_work()
    if person is not None and details["reason"] == WithdrawalReason.UNPUBLISHED:
        reasons = unpublish_reasons(user=person)
        if reasons:
            raise WithdrawalRefused(reasons)
    withdrawal_append(latest, details=details)
    is_by_clock = details["reason"] == WithdrawalReason.EXPIRED and acting_user.get() is None
    reviews_end(page_ids=[page.pk], is_by_clock=is_by_clock)
    schedules_end(page_ids=[page.pk])


def latest_edition(*, content_id: UUID, lang: str) -> Edition | None:
    """The newest edition of an item in a language, a withdrawal too."""
    return Edition.objects.filter(content_id=content_id, lang=lang).order_by("-number").first()


def withdrawal_append(latest: Edition, *, details: dict[str, Any]) -> Edition:
    """Write the withdrawal of the text whose newest edition is `latest`, from that alone."""
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
            editorial=_editorial_of(latest),
            signoffs=(),
            published_at=now,
            first_published_at=latest.first_published_at,
            last_clinical_change=latest.last_clinical_change,
            last_reviewed=latest.last_reviewed,
            next_review_due=latest.next_review_due,
            public_until=None,
            withdrawal={**details, "withdrawnAt": timestamp(now)},
            actor_id=_actor_id(),
        )
    )
