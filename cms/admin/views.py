"""The withdrawal action: one form, whatever state the page is in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.admin.forms import WithdrawForm
from cms.admin.refusals import refusal_messages
from content_models.base import SignedPage
from content_models.facts.models import FactVersion
from content_models.publishing import Refusal
from editorial.editions.models import ConsumerCursor, LogEntry, ParkedItem, PublicDocument, SweepRun
from editorial.editions.services import edition_withdraw, may_withdraw
from editorial.people.groups import TECHNICAL
from editorial.people.selectors import is_in_group
from editorial.signoff.facts import fact_signing_reasons, fact_version_sign


def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the form; on POST take the item down in the chosen languages."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, SignedPage) or not may_withdraw(user=request.user):
        raise PermissionDenied
    public = list(
        PublicDocument.objects.filter(content_id=page.translation_key, state="current")
        .order_by("lang")
        .values_list("lang", flat=True)
    )
    form = WithdrawForm(request.POST or None, public_languages=public)
    if request.method == "POST" and form.is_valid():
        try:
            done = edition_withdraw(
                content_id=page.translation_key,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                notices=form.notices(),
                replacement=form.cleaned_data["replacement"],
                languages=form.cleaned_data["languages"],
            )
        except Refusal as refusal:
            refusal_messages(request, refusal)
        else:
            text = _("“%(title)s” is withdrawn in: %(languages)s.")
            messages.success(request, text % {"title": page.title, "languages": ", ".join(done)})
            return redirect("wagtailadmin_pages:edit", page.pk)
    return TemplateResponse(
        request, "cms_admin/withdraw.html", {"page": page, "form": form, "public": public}
    )


def sign_fact(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show a version of a fact in all languages; on POST sign it."""
    version: FactVersion = get_object_or_404(
        FactVersion.objects.select_related("fact"), pk=version_id
    )
    reasons = fact_signing_reasons(version=version, signer=request.user)
    if request.method == "POST":
        try:
            fact_version_sign(version=version, signer=request.user)
        except Refusal as refusal:
            refusal_messages(request, refusal)
        else:
            messages.success(request, _("“%(version)s” is signed.") % {"version": version})
        return redirect("wagtailsnippets_content_models_factversion:list")
    wording = [(code, version.text_in(code)) for code in ("nb", "nn", "se", "en")]
    return TemplateResponse(
        request,
        "cms_admin/sign_fact.html",
        {"version": version, "reasons": reasons, "wording": wording},
    )


def log_report(request: HttpRequest) -> HttpResponse:
    """Who follows the log, what failed, and what the last sweeps found."""
    if not (may_withdraw(user=request.user) or is_technical(request.user)):
        raise PermissionDenied
    head = LogEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    return TemplateResponse(
        request,
        "cms_admin/log_report.html",
        {
            "head": head,
            "consumers": ConsumerCursor.objects.order_by("name"),
            "failures": ParkedItem.objects.order_by("-is_parked", "first_seq")[:100],
            "sweeps": SweepRun.objects.order_by("-pk")[:10],
        },
    )


def is_technical(user: Any) -> bool:
    """Members of the technical group see how the house runs."""
    return is_in_group(user=user, name=TECHNICAL)
