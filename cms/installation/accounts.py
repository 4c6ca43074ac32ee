"""Who of the demonstration does not come in where it is not one, whatever the account is called."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.installation.kinds import is_marked, known_passwords


def is_barred(*, address: str, password: str | None = None) -> bool:
    """True for an account of the demonstration, and for one of its passwords."""
    if settings.DEMONSTRATION:
        return False
    return is_marked(address) or password in known_passwords()


class KnownPasswordValidator:
    """Refuses the passwords of the demonstration, but under demo settings."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password of the demonstration."""
        if is_barred(address="", password=password):
            raise ValidationError(
                _("Everybody knows this password: it is that of the demonstration."),
                code="password_of_demonstration",
            )

    def get_help_text(self) -> str:
        """What a person is told beside the field."""
        return _("Your password can’t be that of the demonstration.")
