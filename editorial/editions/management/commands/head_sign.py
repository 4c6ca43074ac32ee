"""`manage.py head_sign`: sign the head of the log now and keep it outside the database."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError

from editorial.editions.heads.services import head_sign


class Command(BaseCommand):
    help = "Sign the head of the log, where its newest entry is not signed yet."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            report = head_sign()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        for folder in report.written:
            self.stdout.write(f"Written: {folder}")
        for folder, reason in report.failed.items():
            self.stderr.write(f"Not written: {folder}: {reason}.")
        if report.problem:
            raise CommandError(report.problem)
        if report.failed:
            raise CommandError(f"{len(report.failed)} folders have not got the signed head.")
        if not report.written:
            self.stdout.write("Nothing to sign: every folder has the newest entry.")
