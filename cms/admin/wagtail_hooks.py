"""Registration only."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from cms.admin.views import is_technical, log_report, sign_fact, withdraw
from content_models.base import SignedPage
from content_models.facts.models import FactVersion
from editorial.editions.services import may_withdraw


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("pages/<int:page_id>/withdraw/", withdraw, name="withdraw"),
        path("facts/<int:version_id>/sign/", sign_fact, name="sign_fact"),
        path("edition-log/", log_report, name="log_report"),
    ]


class LogMenuItem(MenuItem):
    """Shown to those who may act on what it says."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_withdraw(user=request.user) or is_technical(request.user)


@hooks.register("register_reports_menu_item")
def log_menu_item() -> MenuItem:
    return LogMenuItem(_("The edition log"), reverse_lazy("log_report"), icon_name="history")


@hooks.register("register_snippet_listing_buttons")
def fact_buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, FactVersion) and snippet.signed_at is None:
        yield Button(_("Sign"), url=reverse("sign_fact", args=[snippet.pk]), icon_name="check")


def _withdraw_button(page: Any, user: Any) -> Iterator[Button]:
    if isinstance(page.specific_deferred, SignedPage) and may_withdraw(user=user):
        yield Button(
            _("Withdraw"),
            url=reverse("withdraw", args=[page.pk]),
            icon_name="warning",
            priority=55,
        )


@hooks.register("register_page_header_buttons")
def header_buttons(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    yield from _withdraw_button(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    yield from _withdraw_button(page, user)
