"""Taking a text down. It needs the log and nothing else: neither a whole page nor a valid draft."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from content_models.locks import texts_lock, waiting_at_most
from content_models.publishing import acting_user
from editorial.editions.models import Edition, PublicDocument
from editorial.editions.recording import latest_edition, withdrawal_append
from editorial.editions.reviews import reviews_end, running_reviews
from editorial.editions.schedules import schedules, schedules_end
from editorial.editions.signed import signed_langs
from editorial.editions.withdrawal import Withdrawal, withdrawal_details, withdrawing

logger = logging.getLogger(__name__)

# For each lock on what a stop would stop: until it is read, the text is public.
READ_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Stopped:
    """What was stopped of an item in one language.

    `was_public`: a withdrawal was written now. `was_live`: its page was marked as live and no
    edition stood behind it, which only somebody with the owner's rights can bring about. It is so
    no more. `schedule` is when a signed text would have gone live by the clock, None where nothing
    was on it. `reviews` is how many running ones ended. `was_signed`: signatures stood under a text
    that was neither public nor on the clock nor in review; it needs a new review. Where it is not
    done yet, they say what waits for it. `is_read` False: that could not be read but for what is
    public, so everything of the language is stopped that there is. `other_reason`: what was public
    of it is withdrawn, and another withdrawal has done that, for this reason. `is_line_unread`: a
    line of one's own was asked for, and the public reads what that one says.
    """

    lang: str
    was_public: bool = False
    was_live: bool = False
    schedule: datetime | None = None
    reviews: int = 0
    is_done: bool = True
    was_signed: bool = False
    is_read: bool = True
    other_reason: str = ""
    is_line_unread: bool = False


def pages_of(*, content_id: UUID) -> dict[str, set[int]]:
    """The pages of an item by language: those that carry it now, and that of its newest edition."""
    found: dict[str, set[int]] = {}
    pages = Page.objects.filter(translation_key=content_id)
    editions = Edition.objects.filter(content_id=content_id).order_by("lang", "-number")
    for lang, key in [
        *pages.values_list("locale__language_code", "pk"),
        *editions.distinct("lang").values_list("lang", "page_id"),
    ]:
        found.setdefault(lang, set()).add(key)
    return found


def stoppable(*, content_id: UUID) -> list[Stopped]:
    """What a stop of the whole item would stop, by language; those with nothing are left out.

    Whatever of it cannot be read, a table that is locked or a row that nobody can read, is in no
    way of a withdrawal: every language can be stopped then.
    """
    try:
        with waiting_at_most(READ_SECONDS):
            return _stoppable(content_id)
    except Exception:
        logger.exception("What a withdrawal of %s would stop could not be read.", content_id)
    return unread(content_id=content_id)


def unread(*, content_id: UUID) -> list[Stopped]:
    """Every language of an item of which no more is read than whether it is public."""
    documents = PublicDocument.objects.filter(content_id=content_id, state="current")
    public = set(documents.values_list("lang", flat=True))
    return [
        Stopped(lang=lang, was_public=lang in public, is_read=False)
        for lang, _name in settings.LANGUAGES
    ]


def _stoppable(content_id: UUID) -> list[Stopped]:
    # In the order in which a text goes on: one that takes its next step meanwhile is seen.
    pages = pages_of(content_id=content_id)
    reviews = {lang: running_reviews(page_ids=keys).count() for lang, keys in pages.items()}
    planned = {
        lang: list(schedules(page_ids=keys).values_list("approved_go_live_at", flat=True))
        for lang, keys in pages.items()
    }
    signed = signed_langs(content_id=content_id)
    documents = PublicDocument.objects.filter(content_id=content_id, state="current")
    public = set(documents.values_list("lang", flat=True))
    keys = {key for each in pages.values() for key in each}
    live = set(Page.objects.filter(pk__in=keys, live=True).values_list("pk", flat=True))
    found = [
        Stopped(
            lang=lang, was_public=lang in public,
            was_live=lang not in public and not live.isdisjoint(pages.get(lang, ())),
            schedule=min(planned.get(lang, []), default=None),
            reviews=reviews.get(lang, 0),
            was_signed=lang in signed and not planned.get(lang) and not reviews.get(lang),
        )
        for lang in sorted({*pages, *signed})
    ]  # fmt: skip
    return [
        each
        for each in found
        if each.was_public or each.was_live or each.schedule or each.reviews or each.was_signed
    ]


@transaction.atomic
def texts_stop(
    *, content_id: UUID, langs: Iterable[str], details: Withdrawal, actor: Any,
    is_by_clock: bool = False, asked_at: datetime | None = None, is_overtaken: bool = False,
) -> list[Stopped]:  # fmt: skip
    """Withdraw what is public of an item in these languages; end its schedules and reviews there.

    Asks nobody for a right. What is down already stays as it is, but where `is_overtaken`: another
    withdrawal came into the log meanwhile and says less, and this one follows it. Where nothing is
    public a review that was begun after `asked_at`, when somebody asked for it, goes on: that is
    another text than they stopped. Nothing goes on the clock while a wish waits. Returns what was
    done, by language.
    """
    pages = pages_of(content_id=content_id)
    wanted = sorted(set(langs))
    texts_lock(page_ids={key for lang in wanted for key in pages.get(lang, ())})
    token = acting_user.set(actor)
    try:
        with withdrawing(details):
            return [
                _stop(
                    content_id,
                    lang,
                    pages.get(lang, set()),
                    is_by_clock=is_by_clock,
                    asked_at=asked_at,
                    is_overtaken=is_overtaken,
                )
                for lang in wanted
            ]
    finally:
        acting_user.reset(token)


def _stop(
    content_id: UUID, lang: str, page_ids: set[int], *, is_by_clock: bool,
    asked_at: datetime | None, is_overtaken: bool,
) -> Stopped:  # fmt: skip
    latest = latest_edition(content_id=content_id, lang=lang)
    was_public = latest is not None and latest.action != "withdrawn"
    begun_by = None if was_public else asked_at
    # Reviews first: a letter that tells of one tells of it as it ran.
    reviews = reviews_end(page_ids=page_ids, is_by_clock=is_by_clock, begun_by=begun_by)
    planned = schedules_end(page_ids=page_ids)
    # Past the page's own class: its row of that class may be gone, or say what it likes.
    pages = Q(pk__in=page_ids, live=True)
    was_live = not was_public and Page.objects.filter(pages).exists()
    is_withdrawn = was_public or is_overtaken
    if latest is not None and is_withdrawn:
        withdrawal_append(
            latest, details=withdrawal_details(page=None, lang=lang), actor=acting_user.get()
        )
        pages |= Q(pk=latest.page_id)
    changes: dict[str, Any] = {
        "live": False, "has_unpublished_changes": True, "live_revision": None, "go_live_at": None,
    }  # fmt: skip
    if is_by_clock:
        changes["expired"] = True
    Page.objects.filter(pages).update(**changes)
    return Stopped(
        lang=lang, was_public=is_withdrawn, was_live=was_live,
        schedule=min(planned.values(), default=None), reviews=reviews,
    )  # fmt: skip
