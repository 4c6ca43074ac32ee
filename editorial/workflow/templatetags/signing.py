"""What the sign-off window shows of the text that is about to be signed."""

from typing import Any

from django import template

from content_models.publishing import Candidate

register = template.Library()


@register.simple_tag
def signing_candidate(task_state: Any) -> Candidate:
    """The revision's text as it would be signed, with its digest."""
    return Candidate(task_state.revision.as_object())
