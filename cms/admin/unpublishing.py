"""Unpublishing is a withdrawal: it is hidden first, and the worker goes on where the log is held.

Wagtail's own way waits for the page and the log, and gives up. Whoever may unpublish without being
an editor of the desk, on duty or in chief, goes that way still.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, redirect
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import UnpublishBulkAction
from wagtail.log_actions import log
from wagtail.models import Page

from cms.admin.stopping import stopped_sentences
from content_models.base import SignedPage
from editorial.editions.taking_down import Stopped
from editorial.editions.wishes.services import item_stop
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason
from editorial.people.groups import CHIEF, DESK, DUTY
from editorial.people.selectors import is_in_group


def may_stop(user: Any) -> bool:
    """Whether this person's wish to unpublish is one that the log takes."""
    return any(is_in_group(user=user, name=name) for name in (DESK, DUTY, CHIEF))


def texts_unpublish(pages: Iterable[Any], *, user: Any) -> list[tuple[Any, list[Stopped]]]:
    """Take down what is live of these pages, each in its language; what was done, page by page."""
    done = []
    for page in pages:
        if not page.live:
            continue
        stopped = item_stop(
            content_id=page.translation_key, langs=[page.locale.language_code], actor=user,
            details=Withdrawal(reason=WithdrawalReason.UNPUBLISHED),
        )  # fmt: skip
        log(instance=page, action="wagtail.unpublish", user=user)
        done.append((page, stopped))
    return done


def unpublish_by_wish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's hook before it unpublishes a page: does it in its stead."""
    if not isinstance(page, SignedPage) or not page.live or not may_stop(request.user):
        return None
    pages = _with_below(page) if request.POST.get("include_descendants") else [page]
    _say(request, texts_unpublish(pages, user=request.user))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def _say(request: HttpRequest, done: Iterable[tuple[Any, list[Stopped]]]) -> None:
    for page, stopped in done:
        for sentence in stopped_sentences(stopped, title=page.title):
            messages.success(request, sentence)


def _with_below(page: Any, *, may: Callable[[Any], bool] = lambda _page: True) -> list[Any]:
    below = page.get_descendants().live().defer_streamfields().specific()
    return [page, *(each for each in below if may(each))]


class HouseUnpublish(UnpublishBulkAction):
    """Wagtail's, by wishes: before the one transaction in which it does all that was chosen.

    Of pages of their own class: only their `save` writes the withdrawal.
    """

    @classmethod
    def get_queryset(cls, _model: type[Page], object_ids: list[Any]) -> list[Page]:
        return get_list_or_404(Page.objects.specific(), pk__in=object_ids)

    def prepare_action(self, objects: Any, objects_without_access: Any) -> Any:
        """A response where the house has done it; None leaves it to Wagtail."""
        found = super().prepare_action(objects, objects_without_access)
        if found is not None or not may_stop(self.request.user):
            return found
        pages = list(objects)
        if self.cleaned_form.cleaned_data["include_descendants"]:
            pages = [each for page in pages for each in _with_below(page, may=self.check_perm)]
        _say(self.request, texts_unpublish(pages, user=self.request.user))
        return redirect(self.next_url)
