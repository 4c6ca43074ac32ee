"""Unpublishing is a withdrawal: it is hidden first, and the worker goes on where the log is held.

Wagtail's own way waits for the page and the log, and gives up. Nobody goes that way: who may not
unpublish by the house's rule (`unpublish_reasons`) reads who may. Pages are read without the table
of their kind: whoever holds that one keeps no text public.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import UnpublishBulkAction
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.log_actions import log
from wagtail.models import Page

from cms.admin.stopping import stopped_sentences
from cms.admin.unpublish_rights import language_of, may_unpublish
from content_models.locks import waiting_at_most
from editorial.editions import taking_down
from editorial.editions.taking_down import Stopped
from editorial.editions.wishes.services import texts_withdraw
from editorial.editions.withdrawal import (
    Withdrawal,
    WithdrawalReason,
    WithdrawalRefused,
    unpublish_reasons,
)

logger = logging.getLogger(__name__)


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
        texts=[(page.translation_key, language_of(page)) for page in live], actor=user,
        details=Withdrawal(reason=WithdrawalReason.UNPUBLISHED),
    )  # fmt: skip
    for page, each in zip(live, stopped, strict=True):
        # From a wish on nobody reads the text, whoever's withdrawal carries it out; a mark on the
        # page goes when it is carried out.
        if each.was_public or each.other_reason or (each.was_live and each.is_done):
            _history_write(page, user=user)
    return [(page, [each]) for page, each in zip(live, stopped, strict=True)]


def _history_write(page: Any, *, user: Any) -> None:
    """Into the page's history; where that is held, what was done is done without it."""
    try:
        with waiting_at_most(taking_down.READ_SECONDS):
            log(instance=page, action="wagtail.unpublish", user=user)
    except OperationalError:
        logger.exception("The history of page %s lacks that it was unpublished.", page.pk)


class HouseUnpublishPage(UnpublishView):
    """Wagtail's question before a page is unpublished; the answer is the house's."""

    def get_object(self, _queryset: Any = None) -> Page:
        return get_object_or_404(Page, pk=self.pk).specific_deferred

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_unpublish([self.object], user=request.user):
            raise PermissionDenied
        # Past Wagtail's, which asks the same of tables that others may hold.
        answer: HttpResponse = super(UnpublishView, self).dispatch(request, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        _unpublish(request, [self.object], with_below="include_descendants" in request.POST)
        return redirect(self.get_next_url())


def _unpublish(request: HttpRequest, chosen: list[Any], *, with_below: bool) -> None:
    """Unpublish what was chosen, and of what lies below it what this person may; say all of it."""
    pages = {page.pk: page for page in chosen}
    kept: dict[int, Any] = {}
    for page in chosen if with_below else []:
        below = list(page.get_descendants().live().specific(defer=True))
        may = may_unpublish(below, user=request.user)
        for each in below:
            (pages if each.pk in may else kept).setdefault(each.pk, each)
    for page, stopped in texts_unpublish(pages.values(), user=request.user):
        for sentence in stopped_sentences(stopped, title=page.title):
            messages.success(request, sentence)
    for page in kept.values():
        text = _("“%(title)s” stays as it is: it is locked, or you may not unpublish it.")
        messages.warning(request, text % {"title": page.title})


class HouseUnpublish(UnpublishBulkAction):
    """Wagtail's, by wishes: before the one transaction in which it does all that was chosen."""

    @classmethod
    def get_queryset(cls, _model: type[Page], object_ids: list[Any]) -> list[Page]:
        # By Wagtail's: what of it names no page is no fault of ours (cms/admin/unreadable.py).
        found: list[Page] = super().get_queryset(Page.objects.specific(defer=True), object_ids)
        return found

    def get_actionable_objects(self) -> tuple[list[Page], dict[str, list[Page]]]:
        """What was chosen: the pages that this person may unpublish, and the rest."""
        chosen = self.request.GET.getlist("id")
        if "all" in chosen:
            chosen = self.get_all_objects_in_listing_query(self.request.GET.get("childOf"))
        found = self.get_queryset(Page, chosen)
        may = may_unpublish(found, user=self.request.user)
        return (
            [page for page in found if page.pk in may],
            {"items_with_no_access": [page for page in found if page.pk not in may]},
        )

    def prepare_action(self, objects: Any, objects_without_access: Any) -> Any:
        """The house's answer in place of Wagtail's doing."""
        found = super().prepare_action(objects, objects_without_access)
        if found is not None:
            return found
        with_below = self.cleaned_form.cleaned_data["include_descendants"]
        _unpublish(self.request, list(objects), with_below=with_below)
        return redirect(self.next_url)
