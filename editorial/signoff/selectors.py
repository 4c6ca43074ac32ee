"""Reads around sign-off: who touched a text, and which sign-offs stand."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, BooleanField, F, Func, JSONField, QuerySet, Value
from django.utils.translation import gettext as _

from content_models.clock import database_today
from content_models.publishing import Candidate, Reason
from editorial.people.groups import CHIEF, CLINICIANS
from editorial.people.selectors import Authority, authority_on, is_in_group
from editorial.signoff.checklist import checklists
from editorial.signoff.models import Contribution, SignOff, SignOffRevocation
from editorial.signoff.reviews.selectors import submitters
from editorial.signoff.rules import AuthorityFacts, SigningFacts


def contributors_since(
    *,
    page: Any,
    revision_id: int | None,
    review: Any,
    until_revision_id: int | None = None,
) -> frozenset[int]:
    """Ids of everybody whose hand is in the text since `revision_id` was signed and published.

    None means that the page was never signed: then its owner counts too. Whoever submitted `review`
    (None where there is none) counts, or did submit it once. `until_revision_id` leaves out who
    wrote later revisions than that one.
    """
    rows = Contribution.objects.filter(page_id=page.pk)
    if revision_id is not None:
        rows = rows.filter(revision_id__gt=revision_id)
    if until_revision_id is not None:
        rows = rows.filter(revision_id__lte=until_revision_id)
    people = set(rows.values_list("user_id", flat=True))
    if revision_id is None and page.owner_id:
        people.add(page.owner_id)
    if review is not None:
        people |= submitters(review=review)
    return frozenset(people)


def signers_in_task(
    *, task_state_id: int | None, digest: str, lang: str, labels: dict[str, bool]
) -> frozenset[int]:
    """Who has signed exactly this text in this review, and stands by it: they make up its quorum.

    A revision is never changed once it is signed, but what it refers to may be: a topic, a picture,
    a fact. Its earlier signatures are then of another text. Nor does one count that was given for
    a revision with a warning label which `labels`, those of the text now, lack.
    """
    rows = signoffs_in_review(task_state_id=task_state_id, lang=lang)
    rows = rows.filter(~lacks_label(labels), clinical_digest=digest)
    return frozenset(rows.values_list("signed_by_id", flat=True))


class ReviewOf(Func):
    """Which review a sign-off belongs to; NULL where it counts no more."""

    function = "signoff_review"
    output_field = BigIntegerField()


def review_of() -> ReviewOf:
    """The same, of the sign-off that a query is about."""
    return ReviewOf(F("task_state_id"), F("signed_by_id"), F("revision_id"))


class LacksLabel(Func):
    """Has the revision that a sign-off is of a warning label that these labels lack?"""

    function = "signoff_lacks_label"
    output_field = BooleanField()


def lacks_label(labels: dict[str, bool]) -> LacksLabel:
    """The same, of the sign-off that a query is about."""
    return LacksLabel(F("revision_id"), Value(labels, JSONField()))


def signoffs_in_review(*, task_state_id: int | None, lang: str) -> QuerySet[SignOff]:
    """The sign-offs that count in the review that a step is of, oldest first.

    A review goes on through requests for changes that are answered without a change, so those of
    its earlier steps count too; any change of a clinical field begins another one.
    """
    if task_state_id is None:
        return SignOff.objects.none()
    # As a query of its own: asked once, and not once for each row.
    own = ReviewOf(
        Value(task_state_id), Value(None), Value(None),
        template="(SELECT %(function)s(%(expressions)s))",
    )  # fmt: skip
    return (
        SignOff.objects.filter(
            task_state__workflow_state__task_states=task_state_id, lang=lang,
            revocation__isnull=True,
        )
        .annotate(review=review_of())
        .filter(review=own)
        .order_by("signed_at", "pk")
    )  # fmt: skip


def _signed(*, task_state_id: int | None, digest: str, lang: str) -> Any:
    if task_state_id is None:
        return SignOff.objects.none()
    return SignOff.objects.filter(task_state_id=task_state_id, clinical_digest=digest, lang=lang)


def standing_signoffs(*, content_id: UUID, lang: str, digest: str) -> QuerySet[SignOff]:
    """Sign-offs of exactly this text that nobody took back, oldest first, with their step.

    `review` is the review that each was given in; None where it counts no more.
    """
    return (
        SignOff.objects.filter(
            content_id=content_id, lang=lang, clinical_digest=digest, revocation__isnull=True
        )
        .select_related("task_state__workflow_state")
        .annotate(review=review_of())
        .order_by("signed_at", "id")
    )


def revoking_reasons(*, signoff: SignOff, user: Any) -> list[Reason]:
    """Why this person may not take this sign-off back, whatever they say; empty means they may."""
    reasons = []
    if user.pk != signoff.signed_by_id and not is_in_group(user=user, name=CHIEF):
        text = _("Only the signer or an editor-in-chief may take a sign-off back.")
        reasons.append(Reason(code="not-entitled", text=text))
    if SignOffRevocation.objects.filter(signoff=signoff).exists():
        text = _("This sign-off was taken back before.")
        reasons.append(Reason(code="revoked", text=text))
    return reasons


def authority_facts(*, user: Any, papers: Authority) -> AuthorityFacts:
    """What is known of a person's authority to sign; `papers` are theirs of the day."""
    return AuthorityFacts(
        is_active=user.is_active,
        is_in_clinical_group=is_in_group(user=user, name=CLINICIANS),
        has_profile=papers.profile is not None,
        has_valid_credential=papers.credential is not None,
        has_declaration=papers.declaration is not None,
        has_conflict=bool(papers.declaration and papers.declaration.has_conflict),
        languages=tuple(papers.profile.languages) if papers.profile else (),
    )


def signing_facts(
    *,
    candidate: Candidate,
    revision_id: int,
    user: Any,
    shown_digest: str,
    checklist_version: str,
    ticked: frozenset[str],
    attested: bool,
    task_state: Any,
    since_revision_id: int | None,
    withdrawn_at: datetime | None,
    day: date | None = None,
    papers: Authority | None = None,
) -> SigningFacts:
    """Everything that `rules.signing_reasons` decides on, as it is now.

    `revision_id` is of the revision that `candidate` was read from. `papers` may be given where
    they were read in the same transaction.
    """
    today = day or database_today()
    papers = papers or authority_on(user=user, day=today)
    checklist = checklists().get(checklist_version)
    missing = ["unknown checklist"] if checklist is None else checklist.missing(ticked)
    page = candidate.page
    lang = page.locale.language_code
    # Nobody signs the same text twice in one step, not even after taking it back.
    signed = _signed(
        task_state_id=task_state.pk if task_state else None,
        digest=candidate.clinical_digest,
        lang=lang,
    )
    return SigningFacts(
        user_id=user.pk,
        **vars(authority_facts(user=user, papers=papers)),
        lang=lang,
        contributors=contributors_since(
            page=page,
            revision_id=since_revision_id,
            review=task_state.workflow_state if task_state else None,
        ),
        earlier_signers=frozenset(signed.values_list("signed_by_id", flat=True)),
        review_begun_at=task_state.workflow_state.created_at if task_state else None,
        withdrawn_at=withdrawn_at,
        shown_digest=shown_digest,
        stored_digest=candidate.clinical_digest,
        missing_items=tuple(missing),
        attested=attested,
        is_behind=since_revision_id is not None and revision_id < since_revision_id,
    )


def signed_bodies(page: Any) -> Iterator[Any]:
    """The raw bodies of a page that somebody has signed, each once."""
    if page.pk is None:
        return
    rows = SignOff.objects.filter(page_id=page.pk).order_by("revision_id").distinct("revision_id")
    for content in rows.values_list("revision__content", flat=True):
        body = content.get("body") or "[]"
        yield json.loads(body) if isinstance(body, str) else body
