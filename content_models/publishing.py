"""The registry through which upper layers stand in the way of a publication, or record it.

A guard answers with every reason against a page going live; a recorder writes what follows from
it, in the same transaction. They are registered in `AppConfig.ready()`. Without a guard, a
recorder and a withdrawer nothing can go live or be taken down silently: a live save refuses.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from content_models.digest import canonical, sha256_hex


@dataclass(frozen=True)
class Reason:
    """One reason for a refusal: a stable code for programs, a sentence for people."""

    code: str
    text: str


class Refusal(Exception):
    """Something was refused and nothing was changed. Holds every reason, not only the first.

    Deliberately no PermissionDenied: Wagtail turns that into one sentence without a reason. One
    place in the admin turns a Refusal into messages (`cms.admin.refusals`).
    """

    def __init__(self, reasons: list[Reason]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(str(reason.text) for reason in reasons))


class PublicationRefused(Refusal):
    """A page was not allowed to go live."""


class Candidate:
    """A page on its way to being live, with its projection computed once."""

    def __init__(self, page: Any) -> None:
        self.page = page
        # What a guard found out and the recorder of the same room needs again, by room.
        self.notes: dict[str, Any] = {}

    @cached_property
    def article(self) -> dict[str, Any]:
        """What a clinician vouches for, with every reference resolved."""
        from content_models.projection import project_article

        return project_article(self.page)

    @cached_property
    def article_bytes(self) -> bytes:
        return canonical(self.article)

    @cached_property
    def clinical_digest(self) -> str:
        return sha256_hex(self.article_bytes)


Guard = Callable[[Candidate], list[Reason]]
Recorder = Callable[[Candidate], None]
Withdrawer = Callable[[Any], None]
Keeper = Callable[[Any], bool]
SignedBodies = Callable[[Any], Iterable[Any]]


class Reverter(Protocol):
    def __call__(self, *, revision: Any, brought_back: Any) -> None: ...


class Copier(Protocol):
    def __call__(self, *, page: Any, source: Any) -> None: ...


_guards: dict[str, Guard] = {}
_recorders: dict[str, Recorder] = {}
_withdrawers: dict[str, Withdrawer] = {}
_keepers: dict[str, Keeper] = {}
_reverters: dict[str, Reverter] = {}
_copiers: dict[str, Copier] = {}
_signed: dict[str, SignedBodies] = {}


def _register(registry: dict[str, Any], name: str, function: Any) -> None:
    if name in registry:
        raise ValueError(f"{name!r} is registered already.")
    registry[name] = function


def register_guard(name: str, function: Guard) -> None:
    """Add a function that returns all reasons against a page going live."""
    _register(_guards, name, function)


def register_recorder(name: str, function: Recorder) -> None:
    """Add a function that records a page that has just been saved live."""
    _register(_recorders, name, function)


def register_withdrawer(name: str, function: Withdrawer) -> None:
    """Add a function that records a page that has just ceased to be live."""
    _register(_withdrawers, name, function)


def register_keeper(name: str, function: Keeper) -> None:
    """Add a function that says whether a page's evidence forbids deleting its row."""
    _register(_keepers, name, function)


def register_reverter(name: str, function: Reverter) -> None:
    """Add a function that records that a new revision brings an older one back."""
    _register(_reverters, name, function)


def register_copier(name: str, function: Copier) -> None:
    """Add a function that records that a new page is a copy of another one."""
    _register(_copiers, name, function)


def register_signed(name: str, function: SignedBodies) -> None:
    """Add a function that tells the raw bodies of a page that somebody has signed."""
    _register(_signed, name, function)


def signed_bodies(page: Any) -> Iterator[Any]:
    """The raw bodies of this page that somebody has signed."""
    for function in _signed.values():
        yield from function(page)


_ROOMS: dict[str, dict[str, Any]] = {
    "guards": _guards, "recorders": _recorders,
    "withdrawers": _withdrawers, "keepers": _keepers, "reverters": _reverters,
    "copiers": _copiers,
}  # fmt: skip


def refusals(candidate: Candidate) -> list[Reason]:
    """Every reason against this page going live now; empty means it may.

    The one question that the button, the command, the endpoint and the save all ask.
    """
    missing = [room for room in ("guards", "recorders", "withdrawers") if not _ROOMS[room]]
    if missing:
        return [
            Reason(
                code="no-gate",
                text=_("Nothing can be published: the publication gate is not in place."),
            )
        ]
    reasons = [reason for guard in _guards.values() for reason in guard(candidate)]
    return reasons + _invalid_values(candidate.page)


def _invalid_values(page: Any) -> list[Reason]:
    """What the model itself objects to, such as an address that a sibling took meanwhile."""
    try:
        page.full_clean()
    except ValidationError as error:
        return [
            Reason(code="invalid", text=_named(page, name, message))
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _named(page: Any, name: str, message: str) -> str:
    if name == NON_FIELD_ERRORS:
        return message
    return f"{capfirst(str(page._meta.get_field(name).verbose_name))}: {message}"


def record(candidate: Candidate) -> None:
    """Run every recorder for a page that was saved live."""
    for recorder in _recorders.values():
        recorder(candidate)


def withdraw(page: Any) -> None:
    """Run every withdrawer for a page that is no longer live."""
    if not _withdrawers:
        raise PublicationRefused(
            [Reason(code="no-gate", text=_("The publication gate is not in place."))]
        )
    for withdrawer in _withdrawers.values():
        withdrawer(page)


def revert(*, revision: Any, brought_back: Any) -> None:
    """Run every reverter for a revision that was saved with the content of an older one."""
    if not _reverters:
        raise PublicationRefused(
            [Reason(code="no-gate", text=_("The publication gate is not in place."))]
        )
    for reverter in _reverters.values():
        reverter(revision=revision, brought_back=brought_back)


def copied(*, page: Any, source: Any) -> None:
    """Run every copier for a page that was made as a copy of another one.

    Raises:
        PublicationRefused: nobody would record whose words the copy has.
    """
    if not _copiers:
        raise PublicationRefused(
            [Reason(code="no-gate", text=_("The publication gate is not in place."))]
        )
    for copier in _copiers.values():
        copier(page=page, source=source)


def must_be_kept(page: Any) -> bool:
    """True where the page, or one below it, carries evidence that has to survive."""
    return any(keeper(page) for keeper in _keepers.values())


@contextmanager
def temporarily(**rooms: dict[str, Any]) -> Any:
    """Replace whole registries while a test runs, for example `guards={}`."""
    kept = {name: dict(_ROOMS[name]) for name in rooms}
    try:
        for name, functions in rooms.items():
            _ROOMS[name].clear()
            _ROOMS[name].update(functions)
        yield
    finally:
        for name, functions in kept.items():
            _ROOMS[name].clear()
            _ROOMS[name].update(functions)


acting_user: ContextVar[Any] = ContextVar("acting_user", default=None)
