"""The mail with a link to set a password, sent by the worker."""

import logging
from smtplib import SMTPException
from typing import Final

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from cms.users.links import link_mail, mail_recipients

logger = logging.getLogger(__name__)
TRIES: Final = 5
RETRY: Final = RetryStrategy(max_attempts=TRIES, exponential_wait=4)


@app.task(name="users.password_mail", retry=RETRY, pass_context=True)
def password_mail(context: JobContext, *, email: str, lang: str) -> None:
    """Send a link to every account with this address that may log in. Not more than a few.

    Raises what the mail server raised, to be tried again; after the last try it is logged, and
    nothing of the job is kept.
    """
    before = context.job.attempts if context.job is not None else 0
    try:
        for user in mail_recipients(email, is_counted=before == 0):
            link_mail(user, lang=lang)
    except (SMTPException, OSError) as error:
        if before + 1 < TRIES:
            raise
        logger.warning("A link to set a password could not be sent: %s", type(error).__name__)
