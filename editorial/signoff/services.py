"""Writes around sign-off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from content_models.blank import is_blank
from content_models.clock import database_today
from content_models.digest import CLINICAL_SCHEME
from content_models.locks import texts_lock
from content_models.publishing import Candidate, Reason, Refusal
from editorial.people.selectors import authority_on
from editorial.signoff import revoking
from editorial.signoff.checklist import checklists
from editorial.signoff.models import (
    Attribution,
    PageCopy,
    Revert,
    RevocationCause,
    SignOff,
    SignOffRevocation,
)
from editorial.signoff.rules import signing_reasons
from editorial.signoff.selectors import revoking_reasons, signing_facts

ROLE_CLINICAL = "clinical"


class SignOffRefused(Refusal):
    """A sign-off was not accepted."""


@transaction.atomic
def signoff_record(
    *,
    revision: Any,
    signer: Any,
    shown_digest: str,
    checklist_version: str,
    ticked: frozenset[str],
    attested: bool,
    since_revision_id: int | None,
    withdrawn_at: datetime | None,
    task_state: Any = None,
    comment: str = "",
    candidate: Candidate | None = None,
    obstacles: Sequence[Reason] = (),
) -> SignOff:
    """Record that `signer` vouches for exactly the text that `revision` holds.

    `since_revision_id` is the revision that was last signed and published (None before the first
    time): everybody who wrote since then is barred. `withdrawn_at` is when the text was last
    withdrawn: a review that was begun before is over. `candidate` may be given where the caller has
    read the revision in this transaction. `obstacles` are what the room that asks has against it
    itself; they are said together with the rules' own reasons.

    Raises:
        SignOffRefused: with every reason; nothing is written.
    """
    candidate = candidate or Candidate(revision.as_object())
    today = database_today()
    papers = authority_on(user=signer, day=today)
    facts = signing_facts(
        candidate=candidate,
        revision_id=revision.pk,
        papers=papers,
        day=today,
        user=signer,
        shown_digest=shown_digest,
        checklist_version=checklist_version,
        ticked=ticked,
        attested=attested,
        task_state=task_state,
        since_revision_id=since_revision_id,
        withdrawn_at=withdrawn_at,
    )
    reasons = [*obstacles, *signing_reasons(facts)]
    if reasons:
        raise SignOffRefused(reasons)
    profile, credential, declaration = papers.profile, papers.credential, papers.declaration
    if profile is None or credential is None or declaration is None:
        raise SignOffRefused([Reason(code="papers", text=_("The reviewer's papers changed."))])
    return SignOff.objects.create(
        content_id=candidate.page.translation_key,
        lang=facts.lang,
        page_id=candidate.page.pk,
        revision=revision,
        task_state=task_state,
        role=ROLE_CLINICAL,
        signed_by=signer,
        credential=credential,
        declaration=declaration,
        signer_name=profile.display_name,
        signer_profession=profile.profession,
        signer_organisation=profile.organisation,
        credential_text=str(credential),
        declaration_text=declaration.statement,
        checklist_version=checklist_version,
        attestation=checklists()[checklist_version].attestation,
        clinical_scheme=CLINICAL_SCHEME,
        clinical_digest=candidate.clinical_digest,
        comment=comment,
    )


def revert_record(*, revision: Any, brought_back: Any) -> None:
    """Record that a revision brings an older one back; the database notes whose words it has."""
    Revert.objects.get_or_create(revision_id=revision.pk, brought_back_id=brought_back.pk)


def copy_record(*, page: Any, source: Any) -> None:
    """Record that a page is a copy of another one; the database notes whose words it has."""
    PageCopy.objects.get_or_create(page_id=page.pk, source_id=source.pk)


def attribution_record(*, revision: Any, person: Any) -> None:
    """Record who answers for the words of a revision that an account of the house wrote down."""
    Attribution.objects.get_or_create(revision_id=revision.pk, user_id=person.pk)


def revocation_reasons(*, signoff: SignOff, actor: Any, reason: str, cause: str) -> list[Reason]:
    """Every reason against this person taking this sign-off back so; empty means they may."""
    reasons = revoking_reasons(signoff=signoff, user=actor)
    if cause not in RevocationCause.values:
        text = _("Choose one of the causes for taking a sign-off back.")
        reasons.insert(0, Reason(code="cause", text=text))
    if is_blank(reason):
        text = _("Say why the sign-off is taken back.")
        reasons.insert(0, Reason(code="reason", text=text))
    return reasons


@transaction.atomic
def signoff_revoke(
    *, signoff: SignOff, actor: Any, reason: str, cause: str = RevocationCause.UNSAFE
) -> SignOffRevocation:
    """Take a sign-off back: its signer may, and an editor-in-chief may.

    A text that is public on its word is taken down in the same transaction. Editions of before that
    stand under it say so from then on, and are not shown any more where `cause` is a danger; where
    no cause is given the worst is taken for granted.

    Raises:
        SignOffRefused: no reason given, not entitled, or taken back already.
    """
    texts_lock(page_ids=[signoff.page_id])
    reasons = revocation_reasons(signoff=signoff, actor=actor, reason=reason, cause=cause)
    if reasons:
        raise SignOffRefused(reasons)
    try:
        with transaction.atomic():
            return revocation_write(signoff=signoff, actor=actor, reason=reason, cause=cause)
    except IntegrityError:  # somebody else was faster, or the same person clicked twice
        reasons = revoking_reasons(signoff=signoff, user=actor)
        if not reasons:
            raise
        raise SignOffRefused(reasons) from None


@transaction.atomic
def revocation_write(*, signoff: SignOff, actor: Any, reason: str, cause: str) -> SignOffRevocation:
    """Write that a sign-off is taken back, and let follow what follows. Asks for no right; the
    caller has locked its page.
    """
    revocation = SignOffRevocation.objects.create(
        signoff=signoff, revoked_by=actor, cause=cause, reason=reason.strip()
    )
    revoking.run(signoff=signoff, actor=actor)
    return revocation
