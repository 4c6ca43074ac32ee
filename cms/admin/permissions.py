"""Who sees the screens of this room. What a person may do is decided by the rules below it."""

from typing import Any

from editorial.editions.services import may_withdraw
from editorial.people.groups import TECHNICAL
from editorial.people.selectors import is_in_group


def may_see_log(user: Any) -> bool:
    """Those who act on what the log report says: duty, editors-in-chief, technical staff."""
    return may_withdraw(user=user) or is_in_group(user=user, name=TECHNICAL)
