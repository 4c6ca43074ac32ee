"""Unpublishing is a withdrawal: it is hidden first, and the worker goes on where the log is held.

Wagtail's own way waits for the page and the log, and gives up. Nobody goes that way: who may not
unpublish by the house's rule (`unpublish_reasons`) reads who may.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.bulk_actions import UnpublishBulkAction
from wagtail.log_actions import log
from wagtail.models import Page

from cms.admin.stopping import stopped_sentences
from editorial.editions.taking_down import Stopped
from editorial.editions.wishes.services import texts_withdraw
from editorial.editions.withdrawal import (
    Withdrawal,
    WithdrawalReason,
    WithdrawalRefused,
    unpublish_reasons,
)


def texts_unpublish(pages: Iterable[Any], *, user: Any) -> list[tuple[Any, list[Stopped]]]:
    """Take down what is live of these pages, each in its language; what was done, page by page.

    All are hidden before any is carried out.

    Raises:
        WithdrawalRefused: this person may not; nothing is changed.
    """
    if reasons := unpublish_reasons(user=user):
        raise WithdrawalRefused(reasons)
    live = [page for page in pages if page.live]
    stopped = texts_withdraw(
        texts=[(page.translation_key, page.locale.language_code) for page in live], actor=user,
        details=Withdrawal(reason=WithdrawalReason.UNPUBLISHED),
    )  # fmt: skip
    for page, each in zip(live, stopped, strict=True):
        # From a wish on nobody reads the text, whoever's withdrawal carries it out; a mark on the
        # page goes when it is carried out.
        if each.was_public or each.other_reason or (each.was_live and each.is_done):
            log(instance=page, action="wagtail.unpublish", user=user)
    return [(page, [each]) for page, each in zip(live, stopped, strict=True)]


def unpublish_by_wish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's hook before it unpublishes a page: does it in its stead."""
    if not page.live:
        return None
    _unpublish(request, [page], with_below="include_descendants" in request.POST)
    below = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return redirect(get_valid_next_url_from_request(request) or below)


def _unpublish(request: HttpRequest, chosen: list[Any], *, with_below: bool) -> None:
    """Unpublish what was chosen, and of what lies below it what this person may; say all of it."""
    pages = {page.pk: page for page in chosen}
    kept: dict[int, Any] = {}
    for page in chosen if with_below else []:
        for each in page.get_descendants().live().defer_streamfields().specific():
            may = each.permissions_for_user(request.user).can_unpublish()
            (pages if may else kept).setdefault(each.pk, each)
    for page, stopped in texts_unpublish(pages.values(), user=request.user):
        for sentence in stopped_sentences(stopped, title=page.title):
            messages.success(request, sentence)
    for page in kept.values():
        text = _("“%(title)s” stays as it is: it is locked, or you may not unpublish it.")
        messages.warning(request, text % {"title": page.title})


class HouseUnpublish(UnpublishBulkAction):
    """Wagtail's, by wishes: before the one transaction in which it does all that was chosen.

    Of pages of their own class: only their `save` writes the withdrawal.
    """

    @classmethod
    def get_queryset(cls, _model: type[Page], object_ids: list[Any]) -> list[Page]:
        return get_list_or_404(Page.objects.specific(), pk__in=object_ids)

    def prepare_action(self, objects: Any, objects_without_access: Any) -> Any:
        """The house's answer in place of Wagtail's doing."""
        found = super().prepare_action(objects, objects_without_access)
        if found is not None:
            return found
        with_below = self.cleaned_form.cleaned_data["include_descendants"]
        _unpublish(self.request, list(objects), with_below=with_below)
        return redirect(self.next_url)
