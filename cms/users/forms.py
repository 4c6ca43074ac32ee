"""Forms that look at a password, or ask for a link to set one."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm, UsernameField
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.forms.auth import LoginForm, PasswordChangeForm, PasswordResetForm
from wagtail.users.forms import GroupForm, UserCreationForm, UserEditForm

from cms.users.attempts.services import reset_wait
from cms.users.tasks import password_mail
from content_models.words import halves_forbid, halves_refuse

LONGEST_PASSWORD = 4096


def wait_error(seconds: int) -> ValidationError:
    """Says how long to wait; the same whoever is asked for, whether they exist or not."""
    text = ngettext(
        "There have been too many attempts. Wait %(seconds)s second, then try again.",
        "There have been too many attempts. Wait %(seconds)s seconds, then try again.",
        seconds,
    )
    return ValidationError(text, code="wait", params={"seconds": seconds})


class HouseLoginForm(LoginForm):
    """Wagtail's, without the box that made a session longer; slowed attempts say how long."""

    wait = 0

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        # Compatibility forms of a letter are that letter, as where the account was made.
        given = self.fields["username"]
        self.fields["username"] = UsernameField(
            label=given.label,
            max_length=given.max_length,
            widget=given.widget,
            validators=[halves_refuse],
        )
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"
        # Wagtail leaves it to the name of the field, which is English for everybody.
        self.fields["password"].label = _("Password")
        self.fields["password"].max_length = LONGEST_PASSWORD
        del self.fields["remember"]

    def clean_password(self) -> str:
        """A megabyte is no password, and is not hashed."""
        password: str = self.cleaned_data["password"]
        if len(password) > LONGEST_PASSWORD:
            raise self.get_invalid_login_error()
        return password

    def get_invalid_login_error(self) -> ValidationError:
        self.wait = getattr(self.request, "login_wait", 0)
        return wait_error(self.wait) if self.wait else super().get_invalid_login_error()


class HousePasswordChangeForm(PasswordChangeForm):
    """Wagtail's. Where `request` has been told to wait, the old password is not looked at."""

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        if wait := getattr(self.request, "login_wait", 0):
            raise wait_error(wait)
        password: str = super().clean_old_password()
        self.request.is_password_proven = True
        return password


class HousePasswordResetForm(PasswordResetForm):
    """Wagtail's, answering at once and alike whether there is such an account or not.

    Who the mail goes to is looked up by the worker, and the mail is sent there.
    """

    wait = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def take(self, request: Any) -> None:
        """Count this attempt; a form that must wait is not valid any more."""
        self.wait = reset_wait(request=request)
        if self.wait:
            self.add_error(None, wait_error(self.wait))

    def save(self, **_options: Any) -> None:
        password_mail.defer(email=self.cleaned_data["email"], lang=translation.get_language())


def account_words_keep() -> None:
    """Take no half of a character in any form of accounts: what is kept of them is text.

    Over HTTP none comes (`cms.encoding`), and NUL is refused by Django.
    """
    halves_forbid(
        HouseLoginForm, HousePasswordChangeForm, HousePasswordResetForm, SetPasswordForm,
        UserCreationForm, UserEditForm, NameEmailForm, GroupForm,
    )  # fmt: skip
