"""What the screens tell of sign-offs: which stand under a text, and which texts stand on a person.

The row of a sign-off is evidence; what rests on it is read from the editions that name it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale

from editorial.editions.models import Edition, PublicDocument
from editorial.editions.wishes.said import SaidBeside, said_beside, said_in_name_of
from editorial.editions.wishes.selectors import being_taken_back, named_now
from editorial.signoff.models import SignOff, SignOffRevocation
from editorial.signoff.selectors import revoking_reasons


@dataclass(frozen=True)
class SignOffRow:
    """A sign-off of a text. `editions` are the numbers of those that name it, oldest first.

    `is_waiting`: it is being taken back, and the worker tries. `beside` is what people said who
    took it back too, or whose words wait to be written.
    """

    signoff: SignOff
    revocation: SignOffRevocation | None
    editions: list[int]
    is_public: bool
    may_take_back: bool
    is_waiting: bool
    beside: list[tuple[str, SaidBeside]]


@dataclass(frozen=True)
class VouchedRow:
    """A text that the public reads now on a person's word; `signed_at` is when they gave it."""

    page_id: int
    title: str
    lang: str
    language: str
    signed_at: datetime
    next_review_due: date
    is_overdue: bool


def signoffs_of(*, page: Any, user: Any) -> list[SignOffRow]:
    """Every sign-off that a page's text ever had, the newest first."""
    item = {"content_id": page.translation_key, "lang": page.locale.language_code}
    signoffs = SignOff.objects.filter(**item).select_related("revocation__revoked_by")
    numbers: dict[int, list[int]] = defaultdict(list)
    named = Edition.objects.filter(**item).order_by("number").values_list("number", "signoff_ids")
    for number, signoff_ids in named:
        for pk in signoff_ids:
            numbers[pk].append(number)
    standing = named_now([page.translation_key]).get(tuple(item.values()), [])
    rows = list(signoffs.order_by("-signed_at", "-pk"))
    waiting = being_taken_back(signoff.pk for signoff in rows)
    beside = _beside([signoff.pk for signoff in rows])
    return [
        SignOffRow(
            signoff=signoff,
            revocation=getattr(signoff, "revocation", None),
            editions=numbers[signoff.pk],
            is_public=signoff.pk in standing,
            may_take_back=not revoking_reasons(signoff=signoff, user=user),
            is_waiting=signoff.pk in waiting,
            beside=beside.get(signoff.pk, []),
        )
        for signoff in rows
    ]


def _beside(signoff_ids: list[int]) -> dict[int, list[tuple[str, SaidBeside]]]:
    found = said_beside(signoff_ids)
    keys = {each.actor_id for said in found.values() for each in said if each.actor_id}
    people = get_user_model().objects.in_bulk(keys)
    names = {key: person.get_full_name() or person.get_username() for key, person in people.items()}
    return {
        key: [(names.get(each.actor_id or 0) or _gone(each.actor_id), each) for each in said]
        for key, said in found.items()
    }


def _gone(key: int | None) -> str:
    return _("account %(number)s, which is gone") % {"number": key}


def is_public_on(signoff: SignOff) -> bool:
    """Whether the public reads a text on this sign-off now."""
    named = named_now([signoff.content_id])
    return signoff.pk in named.get((signoff.content_id, signoff.lang), [])


def vouched_for_by(user: Any, *, today: date) -> list[VouchedRow]:
    """The public texts that rest on this person's word, the next to be reviewed first."""
    standing = SignOff.objects.filter(signed_by_id=user.pk, revocation__isnull=True)
    own = dict(standing.values_list("pk", "signed_at"))
    if not own:
        return []
    contents = SignOff.objects.filter(signed_by_id=user.pk).values("content_id")
    names = {locale.language_code: locale.get_display_name() for locale in Locale.objects.all()}
    documents = PublicDocument.objects.filter(state="current", content_id__in=contents)
    named = named_now(contents)
    rows = []
    for content_id, lang, page_id, title, due, status in documents.values_list(
        "content_id", "lang", "page_id", "title", "next_review_due", "status"
    ):
        signed = [own[pk] for pk in named.get((content_id, lang), []) if pk in own]
        if signed:
            rows.append(
                VouchedRow(
                    page_id=page_id,
                    title=title,
                    lang=lang,
                    language=names.get(lang, lang),
                    signed_at=timezone.localtime(max(signed)),
                    next_review_due=due,
                    is_overdue=status == "overdue" or due <= today,
                )
            )
    return sorted(rows, key=lambda row: (row.next_review_due, row.title, row.lang))


def being_taken_back_by(user: Any) -> list[tuple[SignOff, SaidBeside]]:
    """What is being taken back in a person's name and is not yet, the newest first."""
    said = said_in_name_of(user.pk)
    signoffs = SignOff.objects.select_related("page__locale").in_bulk({key for key, _row in said})
    return [(signoffs[key], row) for key, row in said if key in signoffs]
