"""The account of a person who works here. What a person may sign is in `editorial.people`."""

import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.installation.accounts import is_barred
from editorial.editions.clock import DatabaseNow

MARK_LENGTH: Final = 32


class UserManager(DjangoUserManager["User"]):
    """Accounts by name, however it is capitalised."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of a name; where two differ by capitals alone, the one written like it.

        Raises User.DoesNotExist. One query, whether there is such an account or not.
        """
        name = unicodedata.normalize("NFKC", username or "").strip()
        rows = list(self.filter(username__iexact=name)[:3])
        found = [row for row in rows if row.username == name] or rows
        if len(found) != 1:
            raise self.model.DoesNotExist(f"There is no account {name!r}.")
        return found[0]

    def _create_user_object(
        self, username: str, email: str | None, password: str | None, **fields: Any
    ) -> "User":
        user: User = super()._create_user_object(  # type: ignore[misc]
            username, email, password, **fields
        )
        if password is not None:
            validate_password(password, user)
        return user


class User(AbstractUser):
    """An account; authority over texts never follows from it alone."""

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        pass

    def clean(self) -> None:
        """Refuse a new name that another account has in other capitals."""
        super().clean()
        others = type(self).objects.filter(username__iexact=self.username).exclude(pk=self.pk)
        before = type(self).objects.filter(pk=self.pk).values_list("username", flat=True).first()
        if before != self.username and others.exists():
            raise ValidationError(
                {"username": _("Another account has this name, in capitals or small letters.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a password that was set and that the validators refuse, whoever has set it.

        Raises ValidationError with every reason; nothing is written.
        """
        if self._password is not None:  # type: ignore[attr-defined]
            validate_password(self._password, self)  # type: ignore[attr-defined]
        super().save(*args, **kwargs)

    def check_password(self, raw_password: str | None) -> bool:
        """False for the right one too where everybody knows it, or where this is a demo account."""
        is_right = super().check_password(raw_password)
        return is_right and not is_barred(address=self.email, password=raw_password)

    async def acheck_password(self, raw_password: str | None) -> bool:
        """As `check_password`."""
        is_right = await super().acheck_password(raw_password)
        return is_right and not is_barred(address=self.email, password=raw_password)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to go on; that of a demo account ends where it has no place."""
        return "" if is_barred(address=self.email) else super().get_session_auth_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by earlier keys."""
        if not is_barred(address=self.email):
            yield from super().get_session_auth_fallback_hash()


class Attempt(models.Model):
    """A count of attempts (`attempts/services.py`). Its mark is a keyed hash of whose it is."""

    mark = models.CharField(primary_key=True, max_length=MARK_LENGTH)
    full_at = models.DateTimeField()
    kept_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.mark


class AdminSession(models.Model):
    """A session: when it began, and when a person last did something in it."""

    session_key = models.CharField(primary_key=True, max_length=40)
    session_data = models.TextField()
    began_at = models.DateTimeField(db_default=DatabaseNow())
    seen_at = models.DateTimeField(db_default=DatabaseNow(), db_index=True)

    def __str__(self) -> str:
        return f"{self.began_at} – {self.seen_at}"
