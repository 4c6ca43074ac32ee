"""Coming in: logging in, asking for a link, setting a password, changing it."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views import account

from cms.users.attempts.services import attempt_begin, attempt_succeed
from cms.users.forms import HousePasswordChangeForm, HousePasswordResetForm
from cms.users.links import hours_good, tokens

TOO_MANY = 429


class InReadersLanguage:
    """Views that nobody is logged in for speak the language that the browser asks for."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            response: Any = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            if isinstance(response, TemplateResponse):
                response.render()
            response.headers["Content-Language"] = translation.get_language()
        patch_vary_headers(response, ["Accept-Language"])
        return response  # type: ignore[no-any-return]


def too_many(response: Any, seconds: int) -> Any:
    """The response that tells a program, too, that it came too often. Unchanged for 0 seconds."""
    if seconds:
        response.status_code = TOO_MANY
        response.headers["Retry-After"] = str(seconds)
    return response


class LoginView(InReadersLanguage, account.LoginView):
    """Wagtail's; a slowed attempt keeps what was typed as name, and says how long to wait."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = too_many(super().form_invalid(form), form.wait)
        return response


class PasswordResetView(InReadersLanguage, account.PasswordResetView):
    """Wagtail's, counted by address; the worker sends the mail."""

    def get_form_class(self) -> type[HousePasswordResetForm]:
        return HousePasswordResetForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_valid():
            form.take(request)
        if form.wait or not form.is_valid():
            response: HttpResponse = too_many(self.form_invalid(form), form.wait)
            return response
        sent: HttpResponse = self.form_valid(form)
        return sent


class PasswordResetDoneView(InReadersLanguage, account.PasswordResetDoneView):
    """Wagtail's, in the reader's language."""


class PasswordSetView(InReadersLanguage, auth_views.PasswordResetConfirmView):
    """Where a link leads: from a mail, or handed over by an administrator."""

    template_name = "wagtailadmin/account/password_reset/confirm.html"
    success_url = reverse_lazy("wagtailadmin_login")
    token_generator = tokens

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "show_password_reset": settings.WAGTAIL_PASSWORD_RESET_ENABLED,
            "hours": hours_good(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, _("Your password is set. You can log in now."))
        return response


class PasswordPanel(account.ChangePasswordPanel):
    """Wagtail's, with the form that waits where there were too many attempts."""

    form_class = HousePasswordChangeForm

    def get_form(self) -> HousePasswordChangeForm:
        fields = ("old_password", "new_password1", "new_password2")
        is_bound = self.request.method == "POST" and any(
            self.request.POST.get(f"{self.name}-{field}") for field in fields[1:]
        )
        return self.form_class(
            self.user,
            self.request.POST if is_bound else None,
            prefix=self.name,
            request=self.request,
        )


class AccountView(account.AccountView):
    """Wagtail's; the old password is one more door, and counted with the log-in."""

    def get_panels(self) -> list[Any]:
        return [
            PasswordPanel(self.request, panel.user, panel.profile)
            if isinstance(panel, account.ChangePasswordPanel)
            else panel
            for panel in super().get_panels()
        ]

    def post(self, request: HttpRequest) -> HttpResponse:
        wants = any(request.POST.get(f"password-new_password{number}") for number in (1, 2))
        if not wants:
            response: HttpResponse = super().post(request)
            return response
        attempt = attempt_begin(name=request.user.get_username(), request=request)
        if attempt.wait:
            request.login_wait = attempt.wait  # type: ignore[attr-defined]
        response = too_many(super().post(request), attempt.wait)
        if getattr(request, "is_password_proven", False):
            attempt_succeed(attempt)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before a log-in, in another tab say: to log in, go to that page again."""
    if request.path_info == reverse("wagtailadmin_login"):
        return redirect("wagtailadmin_login")
    with translation.override(translation.get_language_from_request(request)):
        page = TemplateResponse(request, "cms_users/out_of_date.html", status=403)
        return page.render()
