"""What was signed in a person's name: told at each log-in until they say that they know."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.users.models import UserProfile

from cms.admin.permissions import has_in_name, may_vouch
from cms.admin.signoff_rows import being_taken_back_by
from content_models.publishing import Refusal
from editorial.signoff.tellings import (
    facts_in_name_of,
    revocations_in_name_of,
    signoffs_in_name_of,
    tellings_record,
    untold_count,
)

PAGE_SIZE = 50
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


def _numbers(data: Any, name: str) -> list[int]:
    """The numbers of one hidden field; 0, which is nobody's, for what is none."""
    values = data.getlist(name)
    if len(values) > PAGE_SIZE:
        return [0]
    return [int(value) if NUMBER.fullmatch(value) else 0 for value in values]


@require_http_methods(["GET", "HEAD", "POST"])
def signed_in_my_name(request: HttpRequest) -> HttpResponse:
    """Every signature in this person's name, and the newest that were taken back in it.

    Those first that are being taken back and wait for the log. On POST they say which signatures
    they were told of.
    """
    user = request.user
    if not may_vouch(user) and not has_in_name(user) and not untold_count(user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            count = tellings_record(
                user=user,
                signoff_ids=_numbers(request.POST, "signoff"),
                fact_version_ids=_numbers(request.POST, "fact"),
            )
        except Refusal as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason.text)
        else:
            text = ngettext(
                "You have said that you know of %(count)d signature.",
                "You have said that you know of %(count)d signatures.",
                count,
            )
            messages.success(request, text % {"count": count})
        return redirect("signed_in_my_name")
    page_obj = Paginator(signoffs_in_name_of(user), PAGE_SIZE).get_page(request.GET.get("p"))
    facts = list(facts_in_name_of(user, only_untold=True)[:PAGE_SIZE])
    return TemplateResponse(
        request,
        "cms_admin/my_signatures.html",
        {
            "page_obj": page_obj,
            "rows": page_obj.object_list,
            "facts": facts,
            "taken_back": list(revocations_in_name_of(user)[:PAGE_SIZE]),
            "waiting": being_taken_back_by(user)[:PAGE_SIZE],
            "most": PAGE_SIZE,
            "untold": [row.pk for row in page_obj.object_list if not hasattr(row, "telling")],
        },
    )


def tell_at_login(*, request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Receiver of `user_logged_in`: the first page that follows says what was signed meanwhile."""
    count = untold_count(user)
    if not count:
        return
    with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
        text = ngettext(
            "%(count)s signature in your name wants your look: was it you?",
            "%(count)s signatures in your name want your look: was it you?",
            count,
        )
        sentence = format_html(
            '{} <a href="{}">{}</a>',
            text % {"count": count},
            reverse("signed_in_my_name"),
            _("See what was signed in your name"),
        )
    messages.warning(request, sentence, fail_silently=True)
