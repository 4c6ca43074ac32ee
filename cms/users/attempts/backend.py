"""Where passwords are checked, and so where attempts are slowed: no door can forget to ask."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from cms.users.attempts.services import attempt_begin, attempt_succeed
from cms.users.models import User


class SlowedBackend(ModelBackend):
    """Django's own, behind the counts of attempts.

    A refused attempt leaves the seconds to wait on the request, as `login_wait`. Code that asks
    without a request (a shell, a command) comes from no address and is not slowed.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        name = username if username is not None else kwargs.get(User.USERNAME_FIELD)
        if request is None or name is None or password is None:
            return super().authenticate(request, username, password, **kwargs)  # type: ignore[return-value]
        attempt = attempt_begin(name=name, request=request)
        if attempt.wait:
            request.login_wait = attempt.wait  # type: ignore[attr-defined]
            return None
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            attempt_succeed(attempt)
        return user  # type: ignore[return-value]
