"""Words of Django's and Wagtail's own forms at the log-in that lack in one of our languages.

Naming them here brings them into our catalogues, as in `cms/admin/wagtail_words.py`.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

WORDS = (
    _("Sign in"),
    _("Signing in…"),
    _("Enter your %(username_field_name)s"),
    _("Enter password"),
    _("Forgotten password?"),
    _("Your %(username_field)s and password didn't match. Please try again."),
    _("Reset your password"),
    _("Enter your email address to reset your password"),
    _("Reset password"),
    _("username"),
    _("Username"),
    _("New password"),
    _("New password confirmation"),
    _("Old password"),
    _("The two password fields didn’t match."),
    _("This password is too common."),
    _("This password is entirely numeric."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    _("Your password can’t be too similar to your other personal information."),
    _("The password is too similar to the %(verbose_name)s."),
    _("Enter a valid email address."),
    _("Your old password was entered incorrectly. Please enter it again."),
    _("You have been successfully logged out."),
    _("Enter the same password as before, for verification."),
)

COUNTED_WORDS = (
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
