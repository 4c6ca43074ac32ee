"""A log-in begins a session."""

from typing import Any

from django.http import HttpRequest


def session_begin(*, request: HttpRequest, **_signal: Any) -> None:
    """Receiver of `user_logged_in`: from now on the hours count. Nothing for a fresh session."""
    session = request.session
    if session.session_key is not None:
        session.begin()  # type: ignore[attr-defined]
