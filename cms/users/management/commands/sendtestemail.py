"""`manage.py sendtestemail`: one mail to each address, and a line that says what happened."""

import socket
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Send a test mail to each address, and say whether the mail server took it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="+", help="where to")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.EMAIL_HOST:
            raise CommandError("EMAIL_HOST is not set: no mail is sent from here.")
        server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        for address in options["email"]:
            message = EmailMessage(
                f"Test mail of Helsekilde from {socket.gethostname()}",
                f"Sent by manage.py sendtestemail for {settings.PUBLIC_BASE_URL}.\n",
                to=[address],
            )
            try:
                message.send()
            except (SMTPException, OSError, ValueError) as error:
                reason = " ".join(str(error).split()) or "no answer"
                raise CommandError(
                    f"{address}: {server}: {type(error).__name__}: {reason}"
                ) from error
            self.stdout.write(
                f"{address}: {server} took the mail from {settings.DEFAULT_FROM_EMAIL}."
            )
