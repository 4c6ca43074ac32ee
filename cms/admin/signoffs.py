"""Sign-offs to look at and to take back: those of a text, and the texts of a person."""

import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin.forms import TakeBackForm
from cms.admin.permissions import may_see_signoffs, may_vouch
from cms.admin.schedule import unsigned_sentence
from cms.admin.signoff_rows import is_public_on, signoffs_of, vouched_for_by
from cms.admin.stopping import language
from content_models.base import SignedPage
from content_models.locks import waiting_at_most
from content_models.publishing import Refusal
from editorial.editions.clock import database_today
from editorial.editions.taking_down import READ_SECONDS
from editorial.editions.wishes import taking_back
from editorial.editions.wishes.selectors import being_taken_back
from editorial.signoff.models import RevocationCause, SignOff
from editorial.signoff.selectors import revoking_reasons

PAGE_SIZE = 50
logger = logging.getLogger(__name__)


@require_GET
def signoffs(request: HttpRequest, page_id: int) -> HttpResponse:
    """Who has vouched for a text, and what became of it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, SignedPage) or not may_see_signoffs(user=request.user, page=page):
        raise PermissionDenied
    rows = signoffs_of(page=page, user=request.user)
    return TemplateResponse(request, "cms_admin/signoffs.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def signoff_take_back(request: HttpRequest, signoff_id: int) -> HttpResponse:
    """Say what follows; on POST take the sign-off back, and with it the text that rests on it."""
    signoff = get_object_or_404(SignOff.objects.select_related("page"), pk=signoff_id)
    # The page's own row is enough: whoever holds the table of its kind keeps no text public.
    page = signoff.page
    if not may_see_signoffs(user=request.user, page=page):
        raise PermissionDenied
    was_public = is_public_on(signoff)
    reasons = revoking_reasons(signoff=signoff, user=request.user)
    form = TakeBackForm(request.POST or None)
    is_refused = False
    if request.method == "POST" and form.is_valid():
        try:
            taken = taking_back.signoff_take_back(
                signoff=signoff,
                actor=request.user,
                cause=form.cleaned_data["cause"] or RevocationCause.UNSAFE,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            reasons, is_refused = refusal.reasons, True
        else:
            messages.success(request, _taken_back(taken) % {"title": page.title})
            if sentence := _on_the_clock(page.pk):
                messages.warning(request, sentence)
            return redirect("signoffs", page.pk)
    return TemplateResponse(
        request,
        "cms_admin/take_back.html",
        {
            "page": page,
            "signoff": signoff,
            "language": language(signoff.lang),
            "is_public": was_public,
            "is_waiting": bool(being_taken_back([signoff.pk])),
            "reasons": reasons,
            "form": form,
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY
        if is_refused or (form.is_bound and form.errors)
        else HTTPStatus.OK,
    )


def _on_the_clock(page_id: int) -> str:
    try:
        with waiting_at_most(READ_SECONDS):
            return unsigned_sentence(page_id)
    except OperationalError:
        logger.exception("What of page %s stands on the clock could not be read.", page_id)
    return _(
        "Whether a text is on the clock that is not signed any more could not be read. If one is, "
        "it does not go live as it stands."
    )


def _taken_back(taken: taking_back.TakenBack) -> str:
    """What was done, as it is now, and what readers see until the rest is."""
    if taken.stopped is not None and not taken.is_done:
        return _(
            "“%(title)s” is hidden, not yet in the log: the public reads that it is withdrawn. The "
            "worker tries each second until the log has the withdrawal, and the sign-off is taken "
            "back."
        )
    if taken.stopped is not None and (taken.stopped.was_public or taken.stopped.other_reason):
        return _("The sign-off is taken back, and “%(title)s” is withdrawn.")
    if taken.is_done:
        return _("The sign-off of “%(title)s” is taken back.")
    if not taken.is_under_editions:
        return _(
            "The sign-off of “%(title)s” is being taken back. No edition stands under it, and "
            "nothing of the text is published before it is done. The worker tries each second."
        )
    if taken.is_danger:
        return _(
            "The sign-off of “%(title)s” is being taken back, not yet in the log. Whoever opens an "
            "earlier edition under it reads a notice already. The worker tries each second until "
            "the log has it."
        )
    return _(
        "The sign-off of “%(title)s” is being taken back, not yet in the log. The earlier editions "
        "under it say so already, and can still be read. The worker tries each second until the "
        "log has it."
    )


@require_GET
def vouched(request: HttpRequest) -> HttpResponse:
    """Every public text that rests on this person's word."""
    if not may_vouch(request.user):
        raise PermissionDenied
    rows = vouched_for_by(request.user, today=database_today())
    page_obj = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    return TemplateResponse(
        request, "cms_admin/vouched.html", {"page_obj": page_obj, "rows": page_obj.object_list}
    )
