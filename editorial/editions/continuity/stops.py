"""What a stop in the lost part of a log may have covered beside the text that the heads tell of."""

from typing import Any, Final

from editorial.editions.heads.claims import WithdrawalFact
from editorial.editions.taking_down import Stopped, stoppable
from editorial.editions.wishes.services import item_stop
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason

DANGERS: Final = (WithdrawalReason.UNSAFE, WithdrawalReason.RECALLED, WithdrawalReason.ERROR)


def kept_back_stop(*, fact: WithdrawalFact, actor: Any) -> list[Stopped]:
    """Stop what the backup has brought back of a withdrawn text, and is not public.

    It stands on the clock, in review or signed as before its withdrawal. A stop of what was never
    public is in no head, so where the withdrawal was for a danger the item's other languages are
    stopped as well: whether it covered them, nobody knows.
    """
    is_danger = fact.reason in DANGERS or fact.reason not in WithdrawalReason.values
    langs = [
        each.lang
        for each in stoppable(content_id=fact.content_id)
        if not each.was_public and (is_danger or each.lang == fact.lang)
    ]
    if not langs:
        return []
    details = Withdrawal(reason=WithdrawalReason.UNSAFE)
    return item_stop(content_id=fact.content_id, langs=langs, details=details, actor=actor)
