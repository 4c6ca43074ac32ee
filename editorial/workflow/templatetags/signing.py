"""What the sign-off window shows of the text that is about to be signed."""

from typing import Any

from django import template

from content_models.publishing import Candidate
from editorial.signoff.differences import Difference
from editorial.workflow.follows import Follows, follows_signature
from editorial.workflow.selectors import (
    SignedSoFar,
    differences_since_signed,
    signed_so_far,
)

register = template.Library()


@register.simple_tag
def signing_candidate(task_state: Any) -> Candidate:
    """The revision's text as it would be signed, with its digest."""
    return Candidate(task_state.revision.as_object())


@register.simple_tag
def signing_differences(candidate: Candidate) -> list[Difference] | None:
    """What is new since the text was last signed; None where it never was."""
    return differences_since_signed(candidate)


@register.simple_tag
def signing_progress(task_state: Any, candidate: Candidate) -> SignedSoFar:
    """Who has signed the text as it is now, and who signed it when it read otherwise."""
    return signed_so_far(task_state=task_state, candidate=candidate)


@register.simple_tag
def signing_follows(
    task_state: Any, candidate: Candidate, progress: SignedSoFar, signer: Any
) -> Follows:
    """What follows the signature of this person under the text as it is now."""
    return follows_signature(
        task_state=task_state, candidate=candidate, progress=progress, signer=signer
    )
