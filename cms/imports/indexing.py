"""Wagtail's admin search and its index of references, kept for many pages at once.

Wagtail indexes each row by itself at every save, two or three times for a draft that is written and
then published, and each time looks at the titles of all the rest; two importers that do so at the
same time can deadlock. Here the rows of a batch are indexed together, once, and one at a time.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_save
from modelsearch.backends import get_search_backends
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry
from wagtail.signal_handlers import disable_reference_index_auto_update

from content_models.pages import PAGE_TYPES

# One process at a time writes index entries, and waits for the others as long as it takes; whoever
# writes single rows of them waits for nothing.
LOCK = "SET LOCAL lock_timeout = 0; LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE"


@contextmanager
def indexing_put_off() -> Iterator[None]:
    """Saves of texts index nothing in here: whoever saves calls `index_pages` for what was saved.

    For commands only: it holds for the whole process.
    """
    for page_type in PAGE_TYPES:
        post_save.disconnect(post_save_signal_handler, sender=page_type)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for page_type in PAGE_TYPES:
            post_save.connect(post_save_signal_handler, sender=page_type)


@transaction.atomic
def index_pages(pages: list[Any]) -> None:
    """Index pages as they were just saved, both ways, in the running transaction if there is one.

    The lock is held to the end of the transaction: call this last.
    """
    if not pages:
        return
    by_type: dict[type[Any], list[Any]] = defaultdict(list)
    for page in pages:
        by_type[type(page)].append(page)
        ReferenceIndex.create_or_update_for_object(page)
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(connection.ops.quote_name(IndexEntry._meta.db_table)))
    for backend in get_search_backends(with_auto_update=True):
        for page_type, found in by_type.items():
            backend.add_bulk(page_type, found)
