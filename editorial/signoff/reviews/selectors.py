"""Did a text become another one while its review ran?"""

from editorial.signoff.reviews.models import TextChange


def text_changed(*, page_id: int, after: int, until: int | None = None) -> bool:
    """True where a page's text became another one after revision `after`, up to `until`.

    Also where it has become the first one again since: `signoff_review` asks the same.
    """
    rows = TextChange.objects.filter(page_id=page_id, revision_id__gt=after)
    if until is not None:
        rows = rows.filter(revision_id__lte=until)
    return rows.exists()
