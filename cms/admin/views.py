"""The withdrawal action: one form, whatever state the page is in."""

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
from content_models.publishing import Refusal
from editorial.editions.models import PublicDocument
from editorial.editions.services import edition_withdraw, may_withdraw


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
