"""Registration only."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.admin.widgets.button import Button

from cms.admin import search_hooks  # noqa: F401 - it registers itself
from cms.admin.choosing import pages_to_choose
from cms.admin.dashboard import house_panels
from cms.admin.deleting import evidence_is_kept, evidence_is_kept_in_bulk
from cms.admin.media import private_media
from cms.admin.menus import house_action_menu
from cms.admin.no_documents import NoDocuments
from cms.admin.notices import notice_checked
from cms.admin.permissions import may_see_log, may_see_signoffs
from cms.admin.publishing import HousePublish
from cms.admin.readiness import readiness
from cms.admin.reviewing import review, review_text
from cms.admin.signoffs import signoff_take_back, signoffs, vouched
from cms.admin.tellings import signed_in_my_name
from cms.admin.unpublishing import HouseUnpublish
from cms.admin.views import log_replay, log_report, log_retry, sign_fact, withdraw
from content_models.base import SignedPage
from content_models.facts.models import FactVersion
from content_models.page_form import hidden_numbers_require
from editorial.editions.services import may_withdraw

hooks.register("construct_page_action_menu", house_action_menu)
# In the place of Wagtail's own of these names, so after them.
hooks.register("register_bulk_action", HousePublish, order=1)
hooks.register("register_bulk_action", HouseUnpublish, order=1)
hooks.register("construct_page_chooser_queryset", pages_to_choose)
hooks.register("before_delete_page", evidence_is_kept)
hooks.register("before_bulk_action", evidence_is_kept_in_bulk)


@hooks.register("construct_homepage_panels")
def homepage(request: HttpRequest, panels: list[Any]) -> None:
    """The house's own panels; Wagtail's two about workflows say the same with less."""
    said = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, said)]
    panels += house_panels(request.user)


@hooks.register("construct_help_menu")
def help_menu(request: HttpRequest, items: list[Any]) -> None:
    """News of Wagtail's releases are for those who run the house, not for those who write in it."""
    items[:] = [item for item in items if not item.name.startswith("whats-new")]


@hooks.register("insert_global_admin_css")
def house_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms_admin/house.css"))


@hooks.register("insert_global_admin_js", order=-1)
def house_starting() -> str:
    """First of all scripts of the page that start something."""
    return format_html('<script src="{}"></script>', static("cms_admin/starting.js"))


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("pages/<int:page_id>/withdraw/", withdraw, name="withdraw"),
        path("pages/<int:page_id>/sign-offs/", signoffs, name="signoffs"),
        path("sign-offs/<int:signoff_id>/take-back/", signoff_take_back, name="signoff_take_back"),
        path("sign-offs/mine/", vouched, name="vouched"),
        path("sign-offs/in-my-name/", signed_in_my_name, name="signed_in_my_name"),
        path("withdrawals/<int:edition_id>/read/", notice_checked, name="notice_check"),
        path("facts/<int:version_id>/sign/", sign_fact, name="sign_fact"),
        path("edition-log/", log_report, name="log_report"),
        path("edition-log/retry/", log_retry, name="log_retry"),
        path("edition-log/replay/", log_replay, name="log_replay"),
        path("review/<int:task_state_id>/", review, name="review"),
        path("review/<int:task_state_id>/text/", review_text, name="review_text"),
        path("pages/<int:page_id>/readiness/", readiness, name="readiness"),
        path("private-media/<path:path>", private_media, name="private_media"),
    ]


@hooks.register("construct_admin_api")
def admin_api(router: Any) -> None:
    router.register_endpoint("documents", NoDocuments)


class LogMenuItem(MenuItem):
    """Shown to those who may act on what it says."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_log(request.user)


@hooks.register("register_reports_menu_item")
def log_menu_item() -> MenuItem:
    return LogMenuItem(_("The edition log"), reverse_lazy("log_report"), icon_name="history")


@hooks.register("register_snippet_listing_buttons")
def fact_buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, FactVersion) and snippet.signed_at is None:
        yield Button(_("Sign"), url=reverse("sign_fact", args=[snippet.pk]), icon_name="check")


@hooks.register("before_edit_snippet")
def keep_fact_version(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """A version is changed by its author alone, and by nobody once it is signed."""
    if not isinstance(instance, FactVersion):
        return None
    if instance.signed_at is not None:
        messages.warning(request, _("This version is signed and can not be changed. Add another."))
    elif instance.author_id not in (None, request.user.pk):
        messages.warning(request, _("Only its author changes a version. Add another."))
    else:
        return None
    return redirect("sign_fact", instance.pk)


@hooks.register("before_delete_snippet")
def keep_signed_versions(request: HttpRequest, instances: Any) -> HttpResponse | None:
    """Signed wording is evidence; the database would refuse, here it is said."""
    if any(isinstance(row, FactVersion) and row.signed_at is not None for row in instances):
        messages.error(request, _("A signed version is evidence and is never deleted."))
        return redirect("wagtailadmin_home")
    return None


@hooks.register("before_create_page")
@hooks.register("before_edit_page")
def keep_to_the_form(request: HttpRequest, *_arguments: Any) -> None:
    """Refuse a form whose hidden numbers are none, before Wagtail looks for them."""
    hidden_numbers_require(request.POST)


def _house_buttons(page: Any, user: Any) -> Iterator[Button]:
    if not isinstance(page.specific_deferred, SignedPage):
        return
    if may_see_signoffs(user=user, page=page):
        yield Button(
            _("Sign-offs"), url=reverse("signoffs", args=[page.pk]), icon_name="check", priority=54
        )
    if may_withdraw(user=user):
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
    yield from _house_buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    yield from _house_buttons(page, user)
