"""What somebody would write who runs code as the application: past every rule in Python."""

from typing import Any
from unittest.mock import patch

from editorial.editions.taking_down import texts_stop
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason


def withdrawal_forge(page: Any, *, actor: Any = None, **said: Any) -> None:
    """Withdraw a public text as the house does, but with these words, this reason and this name."""
    told = {"reason": "unsafe", "notice": "Nei.", "replacement": None, **said}
    with patch("editorial.editions.taking_down.withdrawal_details", return_value=told):
        texts_stop(
            content_id=page.translation_key,
            langs=[page.locale.language_code],
            details=Withdrawal(reason=WithdrawalReason.UNSAFE),
            actor=actor,
        )
