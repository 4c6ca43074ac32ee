"""Which pages somebody may unpublish, in which language: whoever holds a table of Wagtail's."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import OperationalError
from wagtail.models import Page

from content_models.locks import waiting_at_most
from editorial.editions import taking_down
from editorial.editions.models import Edition
from editorial.editions.withdrawal import unpublish_reasons

logger = logging.getLogger(__name__)


def may_unpublish(pages: Iterable[Page], *, user: Any) -> set[int]:
    """Those of the pages that this person may unpublish, by number.

    Wagtail's rights and locks say so. Where a table of theirs is held, it is asked once and briefly
    for all of them, and then the house's own rule decides (`unpublish_reasons`): nobody keeps a
    text public by holding a table.
    """
    rows = list(pages)
    try:
        with waiting_at_most(taking_down.READ_SECONDS):
            return {row.pk for row in rows if row.permissions_for_user(user).can_unpublish()}
    except OperationalError:
        logger.exception("Whether pages are locked, and whose they are, could not be read.")
    if unpublish_reasons(user=user):
        return set()
    return {row.pk for row in rows if row.live}


def language_of(page: Page) -> str:
    """The language of a page: that of its newest edition, which needs no table of Wagtail's."""
    editions = Edition.objects.filter(page_id=page.pk, content_id=page.translation_key)
    newest = editions.order_by("-pk").values_list("lang", flat=True).first()
    return newest or str(page.locale.language_code)
