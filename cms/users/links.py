"""Links by which a person sets a password: good once, for a day, for one account."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.users.models import UserProfile

from cms.users.attempts.services import may_mail
from cms.users.models import User
from editorial.editions.clock import database_now

SECONDS_A_HOUR: Final = 3600


class LinkTokens(PasswordResetTokenGenerator):
    """Django's tokens, by the clock of the database."""

    key_salt = "cms.users.links.LinkTokens"

    def _now(self) -> datetime:
        return database_now().replace(tzinfo=None)


tokens: Final = LinkTokens()


def password_link(user: User) -> str:
    """The address at which this person sets a password, below the public address of the house."""
    place = reverse(
        "password_set",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": tokens.make_token(user),
        },
    )
    return f"{settings.PUBLIC_BASE_URL}{place}"


def hours_good() -> int:
    """For how many hours a link is good."""
    return int(settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_HOUR)


def mail_recipients(email: str, *, is_counted: bool) -> list[User]:
    """Accounts with this address that may log in, and may be sent one more mail where it counts."""
    found = User.objects.filter(email__iexact=email, is_active=True).order_by("pk")
    return [
        user
        for user in found
        if user.has_usable_password() and (not is_counted or may_mail(user_id=user.pk))
    ]


def link_mail(user: User, *, lang: str) -> None:
    """Send the link in the person's own language, or in `lang` where none is chosen."""
    profile = UserProfile.objects.filter(user=user).first()
    with translation.override((profile and profile.preferred_language) or lang):
        context = {"user": user, "link": password_link(user), "hours": hours_good()}
        subject = render_to_string("cms_users/mail_subject.txt", context).strip()
        body = render_to_string("cms_users/mail.txt", context)
        send_mail(subject, body, None, [user.email])
