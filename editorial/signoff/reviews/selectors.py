"""Did a text become another one while its review ran, and who submitted it?"""

from typing import Any

from editorial.signoff.reviews.models import Submitter, TextChange


def text_changed(*, page_id: int, after: int, until: int | None = None) -> bool:
    """True where a page's text became another one after revision `after`, up to `until`.

    Also where it has become the first one again since: `signoff_review` asks the same.
    """
    rows = TextChange.objects.filter(page_id=page_id, revision_id__gt=after)
    if until is not None:
        rows = rows.filter(revision_id__lte=until)
    return rows.exists()


def submitters(*, review: Any) -> frozenset[int]:
    """Ids of everybody who submitted this review (Wagtail's workflow state), or did once."""
    noted = Submitter.objects.filter(workflow_state_id=review.pk)
    people = set(noted.values_list("user_id", flat=True))
    if review.requested_by_id:
        people.add(review.requested_by_id)
    return frozenset(people)
