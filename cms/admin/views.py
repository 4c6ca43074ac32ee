"""Withdrawal, signing a fact, and the log report."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin.forms import RetryForm, WithdrawForm
from cms.admin.permissions import may_see_log
from cms.admin.stopping import stopped_sentences
from content_models.base import SignedPage
from content_models.facts.models import LANGUAGES, FactVersion
from content_models.publishing import Reason, Refusal
from editorial.editions.consumers.selectors import head as log_head
from editorial.editions.consumers.services import consumer_replay, item_release
from editorial.editions.models import ConsumerCursor, ParkedItem, PublicDocument
from editorial.editions.recorders import wake
from editorial.editions.services import item_withdraw, may_withdraw
from editorial.editions.sweeps import sweeps_newest
from editorial.editions.taking_down import stoppable
from editorial.signoff.facts import fact_signing_reasons, fact_version_sign

MOST_FAILURES = 100
MOST_SWEEPS = 10


def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form; on POST take the item down in the chosen languages."""
    # The page is not looked at further: it may be broken, and its text public all the same.
    page = get_object_or_404(Page, pk=page_id)
    kind = page.specific_class
    if kind is None or not issubclass(kind, SignedPage) or not may_withdraw(user=request.user):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = item_withdraw(
                content_id=page.translation_key,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                notices=form.notices(),
                replacement=form.replacement_id(),
                languages=form.covered(),
            )
        except Refusal as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason.text)
        else:
            for sentence in stopped_sentences(done, title=page.title):
                messages.success(request, sentence)
            return redirect("wagtailadmin_home")
    rows = stoppable(content_id=page.translation_key)
    form.offer(rows)
    return TemplateResponse(
        request,
        "cms_admin/withdraw.html",
        {"page": page, "form": form, "stoppable": rows, "notices": form.lines(rows)},
    )


def sign_fact(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show a version of a fact in all languages beside the one before; on POST sign it."""
    if not request.user.has_perm("content_models.view_factversion"):
        raise PermissionDenied
    version: FactVersion = get_object_or_404(
        FactVersion.objects.select_related("fact", "author"), pk=version_id
    )
    refused: list[Reason] = []
    if request.method == "POST":
        try:
            fact_version_sign(
                version=version,
                signer=request.user,
                shown_digest=request.POST.get("shown_digest", ""),
            )
        except Refusal as refusal:
            refused = refusal.reasons
        else:
            messages.success(request, _("“%(version)s” is signed.") % {"version": version})
            return redirect("wagtailadmin_home")
    names = dict(settings.LANGUAGES)
    earlier = (
        FactVersion.objects.filter(fact=version.fact, number__lt=version.number)
        .exclude(signed_at=None)
        .order_by("-number")
        .first()
    )
    return TemplateResponse(
        request,
        "cms_admin/sign_fact.html",
        {
            "version": version,
            "refused": refused,
            "reasons": fact_signing_reasons(version=version, signer=request.user),
            "earlier": earlier,
            "wording": [
                (code, names[code], version.text_in(code), earlier.text_in(code) if earlier else "")
                for code in LANGUAGES
            ],
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
    )


@require_GET
def log_report(request: HttpRequest) -> HttpResponse:
    """Who follows the log, what failed, and what the last sweeps found."""
    if not may_see_log(request.user):
        raise PermissionDenied
    head, _hash = log_head()
    failures = list(ParkedItem.objects.order_by("-is_parked", "first_seq")[:MOST_FAILURES])
    titles = {
        (row.content_id, row.lang): row.title
        for row in PublicDocument.objects.filter(
            content_id__in=[failure.content_id for failure in failures]
        ).only("content_id", "lang", "title")
    }
    return TemplateResponse(
        request,
        "cms_admin/log_report.html",
        {
            "head": head,
            "consumers": [(row, head - row.seq) for row in ConsumerCursor.objects.order_by("name")],
            "failures": [(row, titles.get((row.content_id, row.lang), "")) for row in failures],
            "sweeps": sweeps_newest(most=MOST_SWEEPS),
        },
    )


@require_POST
def log_retry(request: HttpRequest) -> HttpResponse:
    """Make failed deliveries of a consumer due again and wake it: one item, or all of them."""
    if not may_see_log(request.user):
        raise PermissionDenied
    form = RetryForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This is no delivery that has failed."))
        return redirect("log_report")
    with transaction.atomic():
        count = item_release(
            name=form.cleaned_data["consumer"], content_id=form.cleaned_data["content_id"]
        )
        wake()
    text = ngettext(
        "%(count)d delivery is tried again now.", "%(count)d deliveries are tried again now.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("log_report")


@require_POST
def log_replay(request: HttpRequest) -> HttpResponse:
    """Let a consumer that was lost after a restore begin again at the first entry of this log."""
    if not may_see_log(request.user):
        raise PermissionDenied
    form = RetryForm(request.POST)
    name = form.cleaned_data.get("consumer") if form.is_valid() else None
    if not ConsumerCursor.objects.filter(name=name, state="resync").exists():
        messages.error(request, _("This consumer is not waiting to be replayed."))
        return redirect("log_report")
    with transaction.atomic():
        consumer_replay(name=str(name), seq=0)
        wake()
    messages.success(request, _("“%(name)s” begins again at the first entry.") % {"name": name})
    return redirect("log_report")
