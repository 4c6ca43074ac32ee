"""The gate: every reason against a page being public, asked by the save and by every button."""

from typing import Any

from django.utils.translation import gettext as _

from content_models.base import person_at_work
from content_models.policy import risk_class as risk_class_of
from content_models.projection import LABELS, editorial_fields, publication_problems
from content_models.publishing import Candidate, Reason
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.equipment import key_reasons
from editorial.editions.history import ItemHistory, item_history, takes_label_off
from editorial.editions.models import Edition
from editorial.editions.plan import actor_reasons, editorial_of, plan_of
from editorial.editions.rules import StandingSignOff, Verdict, label_reason, signoff_verdict
from editorial.signoff.models import SignOff
from editorial.signoff.selectors import standing_signoffs


def publication_reasons(candidate: Candidate) -> list[Reason]:
    """All reasons; leaves in `candidate.notes` what would be written."""
    page = candidate.page
    lang = page.locale.language_code
    # Whether the log has lost its end is told by heads that our keys have signed.
    reasons = (key_reasons() or _restored_reasons()) + [
        Reason(code="content", text=str(problem))
        for problem in publication_problems(page, candidate.article)
    ]
    history = item_history(
        content_id=page.translation_key,
        lang=lang,
        digest=candidate.clinical_digest,
        path=page.public_path,
        demonstration=page.demonstration,
        machine_translated=page.machine_translated,
    )
    if history.is_stopping:
        text = _("A withdrawal of this text waits for the log. Nothing of it is published before.")
        reasons.append(Reason(code="stopping", text=text))
    if history.is_taking_back:
        text = _(
            "A signature under this text is being taken back. Nothing of it is published before "
            "that is done."
        )
        reasons.append(Reason(code="taking-back", text=text))
    if history.path_holder not in (None, page.translation_key):
        text = _("The address %(path)s belongs to another item, or did once.")
        reasons.append(Reason(code="path-taken", text=text % {"path": page.public_path}))
    latest = history.latest
    if latest is not None and latest.page_id != page.pk and latest.action != "withdrawn":
        text = _("Another page is the public one of this item and language.")
        reasons.append(Reason(code="other-page", text=text))
    if latest is not None and history.moment < latest.published_at:
        text = _(
            "A newer edition of this text was written meanwhile, or the clock was set back: try "
            "again."
        )
        reasons.append(Reason(code="overtaken", text=text))
    if page.expire_at is not None and page.expire_at <= history.moment:
        text = _("The time when it is to be taken down has come already: choose a later one.")
        reasons.append(Reason(code="expired", text=text))
    verdict = _verdict(candidate=candidate, history=history, lang=lang)
    reasons += verdict.reasons
    is_said = any(reason.code == "label" for reason in verdict.reasons)
    if verdict.reasons and not is_said and dropped_labels(page, latest):
        reasons.append(label_reason())
    if verdict.chosen:
        rows = candidate.notes["signoffs"]
        chosen = tuple(row for row in rows if row.pk in verdict.chosen)
        plan = plan_of(candidate, history=history, signoffs=chosen)
        reasons += actor_reasons(plan=plan, page=page, person=person_at_work())
        candidate.notes["editions"] = plan
    return reasons


def _restored_reasons() -> list[Reason]:
    """Nothing goes public from a log that has lost its end; asked anew for each publication."""
    if not standing_now().is_restored:
        return []
    text = _(
        "The database was restored from an older backup, and the end of the log is lost. Nothing "
        "can be published until an editor-in-chief has accepted that."
    )
    return [Reason(code="restored", text=text)]


def _verdict(*, candidate: Candidate, history: ItemHistory, lang: str) -> Verdict:
    policy = risk_class_of(candidate.page.risk_class)
    standing = standing_signoffs(
        content_id=candidate.page.translation_key, lang=lang, digest=candidate.clinical_digest
    )
    off = takes_label_off(editorial_fields(candidate.page))
    rows: list[Any] = list(standing.annotate(takes_label_off=off))
    candidate.notes["signoffs"] = rows
    return signoff_verdict(
        signoffs=[
            StandingSignOff(
                id=row.pk,
                review_id=row.review,
                signer_id=row.signed_by_id,
                signed_at=row.signed_at,
                review_begun_at=(
                    row.task_state.workflow_state.created_at if row.task_state else None
                ),
                keeps_labels=not row.takes_label_off,
            )
            for row in rows
        ],
        boundary=history.boundary,
        withdrawn_at=history.withdrawn_at,
        now=history.moment,
        quorum=policy.quorum,
        interval_months=policy.months,
    )


def dropped_labels(page: Any, latest: Edition | None) -> list[str]:
    """The labels that the newest edition carries and the page lacks: a signature takes them off."""
    if latest is None:
        return []
    carried = editorial_of(latest)
    wanted = editorial_fields(page)
    return [name for name in LABELS if carried.get(name) and not wanted[name]]


def has_evidence(page: Any) -> bool:
    """True where this page, or one below it, was ever signed or published."""
    ids = list(page.get_descendants(inclusive=True).values_list("pk", flat=True))
    return (
        SignOff.objects.filter(page_id__in=ids).exists()
        or Edition.objects.filter(page_id__in=ids).exists()
    )
