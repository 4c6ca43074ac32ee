"""A second person looks at a withdrawal."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from content_models.publishing import Reason, Refusal
from editorial.editions.models import Edition
from editorial.editions.notices.models import NoticeCheck
from editorial.editions.notices.selectors import writers_of
from editorial.editions.services import may_withdraw


class NoticeCheckRefused(Refusal):
    """A look at a withdrawal was not accepted."""


def notice_check_reasons(*, edition: Edition, user: Any) -> list[Reason]:
    """Every reason why this person's look does not count as the second one's; empty: it does."""
    checks = [
        (
            may_withdraw(user=user),
            "not-entitled",
            _("Only duty editors and editors-in-chief look at withdrawals."),
        ),
        (
            edition.action == "withdrawn",
            "no-withdrawal",
            _("Only a withdrawal has a notice to look at."),
        ),
        (
            user.pk not in writers_of(edition_id=edition.pk),
            "four-eyes",
            _("You withdrew this text yourself: a second person looks at it."),
        ),
        (
            not NoticeCheck.objects.filter(edition_id=edition.pk).exists(),
            "checked",
            _("Somebody has looked at this withdrawal already."),
        ),
    ]
    return [Reason(code=code, text=text) for passed, code, text in checks if not passed]


@transaction.atomic
def notice_check(*, edition: Edition, user: Any) -> NoticeCheck:
    """Record that a second person has read the notice of a withdrawal.

    Raises:
        NoticeCheckRefused: with every reason; nothing is written.
    """
    reasons = notice_check_reasons(edition=edition, user=user)
    if reasons:
        raise NoticeCheckRefused(reasons)
    try:
        with transaction.atomic():
            return NoticeCheck.objects.create(edition_id=edition.pk, checked_by=user)
    except IntegrityError:  # somebody else was faster, or the same person clicked twice
        reasons = notice_check_reasons(edition=edition, user=user)
        if not reasons:
            raise
        raise NoticeCheckRefused(reasons) from None
