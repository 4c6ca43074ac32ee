"""Mail that keeps nobody waiting: what a person does in the admin succeeds with the server away.

Wagtail writes to people inside the transaction in which they review, publish and withdraw. Here it
is sent when that is committed, and what cannot be sent is logged. A command, or a job, that sends
mail for its own sake is told what went wrong.
"""

import logging
import smtplib
import time
from collections.abc import Sequence
from typing import Any, Final

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction

from cms.database.patience import is_limited

logger = logging.getLogger(__name__)
# A server that has just failed is not asked again at once, by each of its recipients.
REST_SECONDS: Final = 60.0
_rested_until = 0.0


class SoftEmailBackend(EmailBackend):
    """SMTP, after the commit; inside a web request a failure is a line in the log."""

    def open(self) -> bool | None:
        """Nothing yet: whoever opens it beforehand is inside a transaction."""
        return None if is_limited() else super().open()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many are sent, or will be when the transaction is committed."""
        if not is_limited():
            return super().send_messages(email_messages) or 0
        messages = list(email_messages)
        transaction.on_commit(lambda: self._send(messages), robust=True)
        return len(messages)

    def _send(self, messages: list[EmailMessage]) -> None:
        global _rested_until  # noqa: PLW0603 - one server for the process
        if time.monotonic() < _rested_until:
            logger.error("The mail server rests: %s mails were not sent.", len(messages))
            return
        try:
            EmailBackend.open(self)
            super().send_messages(messages)
        except (OSError, smtplib.SMTPException) as error:
            _rested_until = time.monotonic() + REST_SECONDS
            logger.error("%s mails were not sent: %s", len(messages), type(error).__name__)
        finally:
            self.close()

    def close(self) -> Any:
        try:
            return super().close()
        except (OSError, smtplib.SMTPException):
            return None
