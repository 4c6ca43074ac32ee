"""Registration only."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from cms.admin.views import withdraw
from content_models.base import SignedPage
from editorial.editions.services import may_withdraw


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("pages/<int:page_id>/withdraw/", withdraw, name="withdraw")]


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
