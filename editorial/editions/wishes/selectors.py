"""Which wishes wait: what people asked for and the log does not have yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.expressions import RawSQL

from editorial.editions.clock import DatabaseNow
from editorial.editions.models import Edition, PublicDocument
from editorial.editions.wishes.models import TakingBack, WithdrawalWish
from editorial.editions.withdrawal import WithdrawalReason
from editorial.signoff.models import DANGERS, SignOff, SignOffRevocation

# As long as the request tries that wrote it, and some seconds more.
PATIENCE: Final = timedelta(seconds=15)
# The reasons of a withdrawal that are a danger, whoever asks for it.
UNSAFE: Final = (WithdrawalReason.UNSAFE, WithdrawalReason.RECALLED)


@dataclass(frozen=True, slots=True)
class WaitingWish:
    """What waits for the log. `is_late`: nobody's request tries any more.

    `is_hidden`: the text is hidden, and the row is of that. `is_overtaken`: it is withdrawn for
    less than the danger for which somebody asked. Else a signature of it is being taken back:
    nothing public rests on it, or a row of its own says that the text is hidden.
    """

    content_id: UUID
    lang: str
    title: str
    page_id: int
    wished_at: Any
    is_late: bool
    is_hidden: bool = True
    is_overtaken: bool = False


# The log has no withdrawal of what such a wish hides, whatever stands beside it. Asked by number:
# where few are asked about few are read.
_HIDES: Final = (
    "EXISTS (SELECT 1 FROM editions_wishing h"
    " WHERE h.wish_id = editions_withdrawalwish.id AND h.hides)"
)


def undone() -> QuerySet[Any]:
    """Wishes that were not carried out yet: those for a danger first, then the oldest.

    With those that hide a text although an outcome says that they are done. `editions_shown` tells
    the public of the first of those that hide it. `place` is 0 where it is for a danger, else 1;
    `hides` is whether it hides a text now.
    """
    is_danger = Q(reason__in=UNSAFE) | Q(signoff_id__isnull=False, cause__in=DANGERS)
    rows: QuerySet[Any] = _with_hides().filter(Q(outcome=None) | Q(hides=True))
    placed: QuerySet[Any] = rows.annotate(place=Case(When(is_danger, then=0), default=1))
    return placed.order_by("place", "wished_at", "pk")


def _with_hides() -> QuerySet[Any]:
    hides = RawSQL(_HIDES, [], output_field=BooleanField())  # noqa: S611 - a constant
    return WithdrawalWish.objects.annotate(hides=hides)


def undone_of(texts: Iterable[tuple[UUID, str]]) -> list[int]:
    """What waits of these texts, in the order of `undone`."""
    same = Q(pk__in=[])
    for content_id, lang in set(texts):
        same |= Q(content_id=content_id, lang=lang)
    return list(undone().filter(same).values_list("pk", flat=True))


def undone_beside(keys: list[int]) -> list[int]:
    """What waits of the same texts as these wishes, in the order of `undone`."""
    wishes = WithdrawalWish.objects.filter(pk__in=keys)
    return undone_of(wishes.values_list("content_id", "lang").distinct())


# Asked of each row that is returned, so of few: of one, or of what waits.
_OVERTAKEN: Final = "editions_is_unsaid(editions_withdrawalwish)"


def is_overtaken(wish: WithdrawalWish) -> bool:
    """Whether somebody asked for this because of a danger, and the log says less since then.

    That is so where a milder withdrawal was on its way into the log when the wish was committed.
    """
    rows = WithdrawalWish.objects.filter(pk=wish.pk).annotate(is_overtaken=_is_overtaken())
    return bool(rows.values_list("is_overtaken", flat=True).get())


def _is_overtaken() -> RawSQL:
    return RawSQL(_OVERTAKEN, [], output_field=BooleanField())  # noqa: S611 - a constant


def waits_before(*, content_id: UUID, lang: str) -> list[int]:
    """What waits of a text and goes before any withdrawal that nobody has wished.

    That is each wish to withdraw it, and what takes a signature back for a danger. One that takes
    it back for less waits for the revocation alone: the text goes either way, with no line lost.
    """
    first = undone().filter(Q(signoff_id=None) | Q(place=0), content_id=content_id, lang=lang)
    return list(first.values_list("pk", flat=True))


def is_hidden_by_wish(*, content_id: UUID, lang: str) -> bool:
    """Whether readers are told already that a text is withdrawn, and the worker does it."""
    text = {"content_id": content_id, "lang": lang}
    if undone().filter(**text, hides=True).exists():
        return True
    named = named_now([content_id]).get((content_id, lang), [])
    return untaken().filter(**text, signoff_id__in=named).exists()


def undone_before(keys: list[int]) -> list[int]:
    """These wishes, and what waits of their texts for a danger where none of them is for one."""
    given = undone().filter(pk__in=keys)
    texts = {(item, lang) for item, lang in given.values_list("content_id", "lang")}
    grave = given.filter(place=0).values_list("content_id", "lang")
    milder = texts - {(item, lang) for item, lang in grave}
    dangers = undone().filter(pk__in=undone_of(milder), place=0)
    return [*keys, *dangers.values_list("pk", flat=True)]


def untaken() -> QuerySet[TakingBack]:
    """Wishes to take sign-offs back that are not yet: those for a danger first, then the oldest.

    `place` is 0 where it is for a danger, else 1.
    """
    taken = SignOffRevocation.objects.filter(signoff_id=OuterRef("signoff_id"))
    waiting = TakingBack.objects.filter(~Exists(taken))
    place = Case(When(cause__in=DANGERS, then=0), default=1)
    return waiting.annotate(place=place).order_by("place", "wished_at", "pk")


def unhidden() -> set[int]:
    """Sign-offs that somebody takes back, of whose public text nobody has wished the withdrawal."""
    wishes = untaken().order_by()
    keys = set(wishes.values_list("signoff_id", flat=True).distinct())
    if not keys:
        return keys
    named = named_now(wishes.values("content_id"))
    public = keys & {key for signoff_ids in named.values() for key in signoff_ids}
    wished = undone().order_by().filter(signoff_id__in=public)
    return public - set(wished.values_list("signoff_id", flat=True).distinct())


def being_taken_back(signoff_ids: Iterable[int]) -> set[int]:
    """Those of these sign-offs that somebody takes back, and that are not taken back yet."""
    keys = set(signoff_ids)
    wished = {
        key
        for rows in (untaken(), undone())
        for key in rows.filter(signoff_id__in=keys).values_list("signoff_id", flat=True)
        if key is not None
    }
    taken = SignOffRevocation.objects.filter(signoff_id__in=wished)
    return wished - set(taken.values_list("signoff_id", flat=True))


def waiting_wishes() -> list[WaitingWish]:
    """What people have withdrawn or taken back and the log does not have yet."""
    rows: list[Any] = list(undone().annotate(is_late=_is_late(), is_overtaken=_is_overtaken()))
    documents = _documents_of(rows)
    current = {text for text, document in documents.items() if document.state == "current"}
    gone = [row for row in rows if row.signoff_id and (row.content_id, row.lang) not in current]
    return [*_withdrawn(rows, documents), *_being_taken_back(gone)]


def overtaken_wishes() -> list[WaitingWish]:
    """Those of `waiting_wishes` for a danger that were overtaken by a milder withdrawal."""
    rows: list[Any] = list(
        undone().filter(signoff_id=None, reason__in=UNSAFE)
        .annotate(is_late=_is_late(), is_overtaken=_is_overtaken())
    )  # fmt: skip
    return [row for row in _withdrawn(rows, _documents_of(rows)) if row.is_overtaken]


def _documents_of(rows: list[Any]) -> dict[tuple[UUID, str], PublicDocument]:
    documents = PublicDocument.objects.filter(content_id__in={row.content_id for row in rows})
    found = documents.only("content_id", "lang", "title", "page_id", "state")
    return {(row.content_id, row.lang): row for row in found}


def _withdrawn(
    rows: list[Any], documents: dict[tuple[UUID, str], PublicDocument]
) -> list[WaitingWish]:
    """What hides a text that the log has, and what says more of a text that it has withdrawn."""
    return [
        WaitingWish(
            content_id=row.content_id, lang=row.lang, title=document.title,
            page_id=document.page_id, wished_at=row.wished_at, is_late=row.is_late,
            is_hidden=row.hides, is_overtaken=document.state != "current",
        )
        for row in rows
        if (document := documents.get((row.content_id, row.lang)))
        and (document.state == "current" or row.is_overtaken)
    ]  # fmt: skip


def _being_taken_back(gone: list[Any]) -> list[WaitingWish]:
    """Signatures that are not taken back yet. `gone` are wishes of it whose text is withdrawn."""
    oldest: dict[int, Any] = {}
    waiting: QuerySet[Any] = untaken()
    wishes = [*waiting.annotate(is_late=_is_late()).order_by("pk")]
    taken = SignOffRevocation.objects.filter(signoff_id__in={row.signoff_id for row in gone})
    done = set(taken.values_list("signoff_id", flat=True))
    wishes += [row for row in gone if row.signoff_id not in done]
    for wish in sorted(wishes, key=lambda row: row.wished_at):
        oldest.setdefault(wish.signoff_id, wish)
    signoffs = SignOff.objects.select_related("page").in_bulk(oldest)
    items = [row.content_id for row in oldest.values()]
    hidden = named_now(items)
    hiding = _with_hides().filter(content_id__in=items, hides=True)
    for text in hiding.values_list("content_id", "lang"):
        hidden.pop(text, None)
    return [
        WaitingWish(
            content_id=row.content_id, lang=row.lang, title=signoffs[key].page.draft_title,
            page_id=signoffs[key].page_id, wished_at=row.wished_at, is_late=row.is_late,
            is_hidden=key in hidden.get((row.content_id, row.lang), ()),
        )
        for key, row in oldest.items()
    ]  # fmt: skip


def _is_late() -> Case:
    return Case(When(wished_at__lt=DatabaseNow() - PATIENCE, then=True), default=False)


def named_now(items: Any) -> dict[tuple[UUID, str], list[int]]:
    """By item and language the sign-offs that the edition names which is the newest, and no
    withdrawal. `items` are their ids, or a query of them.
    """
    current = PublicDocument.objects.filter(state="current", content_id__in=items)
    editions = Edition.objects.filter(pk__in=current.values("edition_id"))
    rows = editions.values_list("content_id", "lang", "signoff_ids")
    return {(content_id, lang): signoff_ids for content_id, lang, signoff_ids in rows}
