"""Who sees the screens of this room. What a person may do is decided by the rules below it."""

from typing import Any

from django.db.models import QuerySet

from editorial.editions.services import may_withdraw
from editorial.editions.wishes.selectors import undone, untaken
from editorial.people.groups import CLINICIANS, TECHNICAL
from editorial.people.selectors import is_in_group
from editorial.signoff.models import SignOff, SignOffRevocation


def may_see_log(user: Any) -> bool:
    """Those who act on what the log report says: duty, editors-in-chief, technical staff."""
    return may_withdraw(user=user) or is_in_group(user=user, name=TECHNICAL)


def may_see_signoffs(*, user: Any, page: Any) -> bool:
    """Those who work on the text, those who vouch for texts or once did, and those who withdraw."""
    return (
        may_vouch(user)
        or may_withdraw(user=user)
        or bool(page.permissions_for_user(user).can_edit())
    )


def may_vouch(user: Any) -> bool:
    """Clinicians, and whoever has signed a text before they left that group."""
    return is_in_group(user=user, name=CLINICIANS) or (
        bool(user.is_active) and SignOff.objects.filter(signed_by_id=user.pk).exists()
    )


def has_in_name(user: Any) -> bool:
    """Whether a text was ever signed, or a signature taken back, in this person's name.

    Also where it is being taken back, and the log does not have it yet. One query, however many.
    """
    found: list[QuerySet[Any]] = [
        SignOff.objects.filter(signed_by_id=user.pk),
        SignOffRevocation.objects.filter(revoked_by_id=user.pk),
        untaken().filter(actor_id=user.pk),
        undone().filter(actor_id=user.pk, signoff_id__isnull=False),
    ]
    first, *others = (rows.order_by().values("pk") for rows in found)
    return first.union(*others, all=True).exists()
