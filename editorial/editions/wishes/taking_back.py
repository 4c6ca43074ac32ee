"""A signature is taken back as a withdrawal is made: the wish first, then until it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet, Subquery

from content_models.locks import texts_lock
from content_models.said import first_line
from editorial.editions.heads.services import head_sign_after_commit
from editorial.editions.models import Edition
from editorial.editions.taking_down import Stopped
from editorial.editions.wishes import services
from editorial.editions.wishes.models import TakingBack
from editorial.editions.wishes.queue import Turns
from editorial.editions.wishes.selectors import undone, unhidden, untaken
from editorial.signoff.models import DANGERS, SignOff, SignOffRevocation
from editorial.signoff.services import SignOffRefused, revocation_reasons, revocation_write


@dataclass(frozen=True)
class TakenBack:
    """What became of taking a sign-off back.

    `stopped` is the text that was public on it, None where none was. `is_under_editions`: editions
    of the past stand under it. `is_done` False: the worker tries each second, and `is_danger` says
    whether readers of those editions read a notice until then.
    """

    stopped: Stopped | None
    is_under_editions: bool
    is_danger: bool
    is_done: bool


def signoff_take_back(*, signoff: SignOff, actor: Any, reason: str, cause: str) -> TakenBack:
    """Take a sign-off back, as `signoff_revoke`, whoever holds a lock.

    A text that is public on it is hidden first, and withdrawn. Where none is, the wish is written
    first: from then on nothing of the text is published, and readers of the editions under the
    sign-off are told. It is tried for ten seconds, and then left to the worker. Inside a
    transaction there is one try, and what it raises is raised.

    While it is being taken back, whoever may can take it back once more, in their own name: what
    one wish waits for need not be in the way of another. What is the gravest is done first.

    Raises:
        SignOffRefused: with every reason; nothing is changed.
    """
    reasons = revocation_reasons(signoff=signoff, actor=actor, reason=reason, cause=cause)
    if reasons:
        raise SignOffRefused(reasons)
    is_public = _is_public_on(signoff)
    wanted = services.wanted_stops([signoff.content_id] if is_public else [])
    write = services.signoff_hide if is_public else _wish_write
    try:
        key = write(signoff=signoff, actor_id=actor.pk, cause=cause, words=reason.strip())
    except DatabaseError:
        if _is_public_on(signoff) if is_public else not _is_taken_back(signoff):
            raise
        # Somebody was faster: it is taken back by now, or its text is another.
        return signoff_take_back(signoff=signoff, actor=actor, reason=reason, cause=cause)
    if is_public:
        (stopped,) = services.wishes_try(keys=[key], wanted=wanted)
        return TakenBack(
            stopped=stopped, is_under_editions=True, is_danger=cause in DANGERS,
            is_done=stopped.is_done,
        )  # fmt: skip
    if connection.in_atomic_block:
        _carry_out(TakingBack.objects.get(pk=key))
    else:
        keys = [row.pk for row in untaken().filter(signoff_id=signoff.pk)]
        services.tried(keys, _error_against, seconds=services.REQUEST_SECONDS)
    named = Edition.objects.filter(
        content_id=signoff.content_id, lang=signoff.lang, signoff_ids__contains=[signoff.pk]
    )
    waiting = untaken().filter(signoff_id=signoff.pk)
    return TakenBack(
        stopped=None,
        is_under_editions=named.exists(),
        is_danger=waiting.filter(cause__in=DANGERS).exists(),
        is_done=_is_taken_back(signoff),
    )


def takings_back_hide(turns: Turns | None = None) -> dict[int, str]:
    """Where a publication came in between, wish the withdrawal of what is public on the sign-off.

    Waits for no lock. One of the wishes for a sign-off is enough, the gravest that can be had.
    Where nothing is to be hidden none is looked at. Returns what was in the way, by the sign-off;
    the text is hidden either way. Without `turns` each is tried, however long that takes.
    """
    signoffs: dict[int, int] = {}
    places: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    rows: QuerySet[Any] = untaken().filter(signoff_id__in=unhidden())
    for key, signoff_id, place in rows.values_list("pk", "signoff_id", "place"):
        signoffs[key], places[key] = signoff_id, place
        groups.setdefault(signoff_id, []).append(key)
    hidden: set[int] = set()

    def error_against(key: int) -> Exception | None:
        if signoffs[key] in hidden:
            return None
        error = _error_of(_hide, TakingBack.objects.get(pk=key))
        if error is None:
            hidden.add(signoffs[key])
        return error

    errors = (turns or Turns()).take(groups.values(), error_against, places)
    return {
        signoffs[key]: first_line(error)
        for key, error in errors.items()
        if signoffs[key] not in hidden
    }


def takings_back_run(
    turns: Turns | None = None, *, hidden: dict[int, str] | None = None
) -> dict[int, str]:
    """Try to take back the sign-offs that wait, as long as a turn lasts; why not, by the sign-off.

    Without `turns` each is tried once, however long that takes. `hidden` is what
    `takings_back_hide` returned, where the caller has just asked it.
    """
    refused: dict[int, list[str]] = {}
    for key, reason in (takings_back_hide() if hidden is None else hidden).items():
        refused.setdefault(key, []).append(reason)
    signoffs: dict[int, int] = {}
    places: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    rows: QuerySet[Any] = untaken()
    for key, signoff_id, place in rows.values_list("pk", "signoff_id", "place"):
        signoffs[key], places[key] = signoff_id, place
        groups.setdefault(signoff_id, []).append(key)
    for key, error in (turns or Turns()).take(groups.values(), _error_against, places).items():
        refused.setdefault(signoffs[key], []).append(first_line(error))
    waiting = set(untaken().values_list("signoff_id", flat=True))
    # What is in the way of several wishes, and of both steps, is said once.
    return {key: " ".join(dict.fromkeys(refused[key])) for key in refused.keys() & waiting}


def _error_of(step: Callable[[TakingBack], None], wish: TakingBack) -> Exception | None:
    what = f"Taking back sign-off {wish.signoff_id}"
    return services.error_of(lambda: step(wish), what=what)


def _error_against(key: int) -> Exception | None:
    return _error_of(_carry_out, TakingBack.objects.get(pk=key))


@transaction.atomic
def _wish_write(*, signoff: SignOff, actor_id: int, cause: str, words: str) -> int:
    row = TakingBack.objects.create(
        signoff_id=signoff.pk, content_id=signoff.content_id, lang=signoff.lang,
        actor_id=actor_id, cause=cause, words=words,
    )  # fmt: skip
    head_sign_after_commit()
    return row.pk


def _hide(wish: TakingBack) -> None:
    """The wish hides what is public on the sign-off; its withdrawal names who takes that back."""
    signoff = SignOff.objects.get(pk=wish.signoff_id)
    if _is_public_on(signoff) and not undone().filter(signoff_id=signoff.pk).exists():
        services.signoff_hide(
            signoff=signoff, actor_id=wish.actor_id, cause=wish.cause, words=wish.words
        )


@transaction.atomic
def _carry_out(wish: TakingBack) -> None:
    signoff = SignOff.objects.get(pk=wish.signoff_id)
    texts_lock(page_ids=[signoff.page_id])
    if _is_taken_back(signoff):
        return
    # What is public on it by now is withdrawn with it.
    actor = get_user_model().objects.filter(pk=wish.actor_id).first()
    revocation_write(signoff=signoff, actor=actor, reason=wish.words, cause=wish.cause)


def _is_taken_back(signoff: SignOff) -> bool:
    return SignOffRevocation.objects.filter(signoff=signoff).exists()


def _is_public_on(signoff: SignOff) -> bool:
    # The database says it: no value of the edition has to be read for that.
    editions = Edition.objects.filter(content_id=signoff.content_id, lang=signoff.lang)
    newest = editions.order_by("-number").values("pk")[:1]
    named = Edition.objects.filter(pk=Subquery(newest), signoff_ids__contains=[signoff.pk])
    return named.exclude(action="withdrawn").exists()
