"""Withdrawals that wait for a second person: the rows of the dashboard, and the tick."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Locale

from content_models.publishing import Refusal
from editorial.editions.models import Edition
from editorial.editions.notices.selectors import UncheckedNotice, unchecked_notices
from editorial.editions.notices.services import notice_check
from editorial.editions.services import may_withdraw
from editorial.editions.withdrawal import WithdrawalReason

MOST_ROWS = 50


@dataclass(frozen=True)
class NoticeRow:
    """A withdrawal in the words of the screen."""

    notice: UncheckedNotice
    language: str
    reason: str
    who: str
    may_look: bool


def notice_rows(user: Any) -> list[NoticeRow]:
    """The withdrawals that wait for a second person, the oldest first."""
    found = unchecked_notices(limit=MOST_ROWS)
    people = get_user_model().objects.in_bulk({key for row in found for key in row.writer_ids})
    languages = {locale.language_code: locale.get_display_name() for locale in Locale.objects.all()}
    reasons = dict(WithdrawalReason.choices)
    rows = []
    for row in found:
        who = [
            person.get_full_name() or person.get_username()
            for key in row.writer_ids
            if (person := people.get(key))
        ]
        rows.append(
            NoticeRow(
                notice=row,
                language=languages.get(row.lang, row.lang),
                reason=str(reasons.get(row.reason, row.reason)),
                who=", ".join(who) or _("nobody is named"),
                may_look=user.pk not in row.writer_ids,
            )
        )
    return rows


@require_POST
def notice_checked(request: HttpRequest, edition_id: int) -> HttpResponse:
    """A second person ticks a withdrawal."""
    if not may_withdraw(user=request.user):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.defer("article", "receipt"), pk=edition_id)
    try:
        notice_check(edition=edition, user=request.user)
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason.text)
    else:
        messages.success(request, _("You are the second person who has read this notice."))
    return redirect("wagtailadmin_home")
