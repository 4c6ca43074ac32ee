"""Functions that follow from a sign-off being taken back, in the same transaction.

The rooms above register them in `AppConfig.ready()`. What one raises undoes the revocation.
"""

from typing import Any, Protocol

from editorial.signoff.models import SignOff


class Follower(Protocol):
    """`actor` is whoever took the sign-off back."""

    def __call__(self, *, signoff: SignOff, actor: Any) -> None: ...


_followers: dict[str, Follower] = {}


def register(name: str, function: Follower) -> None:
    """Add a follower. Raises ValueError where the name is taken."""
    if name in _followers:
        raise ValueError(f"{name!r} is registered already.")
    _followers[name] = function


def run(*, signoff: SignOff, actor: Any) -> None:
    """Run every follower, in the order of registration."""
    for function in _followers.values():
        function(signoff=signoff, actor=actor)
