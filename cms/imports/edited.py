"""Which imported drafts people have written in since: an import leaves those alone."""

from collections.abc import Collection

from django.db.models import Max
from wagtail.models import Page

from cms.imports.accounts import importer
from editorial.signoff.models import Contribution


def edited_pages(page_ids: Collection[int]) -> set[int]:
    """Pages where somebody else wrote at, or after, the import's own last revision.

    Contributions tell of every hand, in revisions that were written over or purged as well; who is
    named by an import, or wrote what was copied, did not write here. A newest revision without an
    account, and a draft without a trace of the import, are a person's.
    """
    account = importer().pk
    hands = Contribution.objects.filter(page_id__in=page_ids, is_carried=False).values("page_id")
    hands = hands.annotate(newest=Max("revision_id"))
    imported = dict(hands.filter(user_id=account).values_list("page_id", "newest"))
    others = hands.exclude(user_id=account).values_list("page_id", "newest")
    edited = {page_id for page_id, newest in others if newest >= imported.get(page_id, 0)}
    pages = Page.objects.filter(pk__in=page_ids).exclude(latest_revision__user=account)
    return edited | set(pages.values_list("pk", flat=True)) | (set(page_ids) - set(imported))
