"""`manage.py restore_accept`: show what a restore has lost, and go on by a person's decision."""

import sys
from collections import Counter
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from content_models.publishing import Refusal
from content_models.said import first_line
from editorial.editions.audit import hold_findings
from editorial.editions.consumers import registry, selectors
from editorial.editions.consumers.models import ConsumerCursor
from editorial.editions.continuity.loss import lost_part
from editorial.editions.continuity.rules import Lost, range_text
from editorial.editions.continuity.services import (
    restoration_accept,
    restoration_reasons,
    unbacked_reasons,
)
from editorial.editions.heads.selectors import signed_heads
from editorial.editions.heads.services import head_sign

MOST_SHOWN = 50
LONGEST_SHOWN = 300


class Command(BaseCommand):
    help = (
        "Show which entries of the log a restore has lost; with --as and --reason take down again "
        "what the lost part had withdrawn, and go on. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="account", help="user name of an editor-in-chief")
        parser.add_argument("--reason", default="", help="why the loss is accepted, in a sentence")
        parser.add_argument(
            "--leave-unsaid", action="store_true",
            help="go on without what holds of the database tell and no signed head says",
        )  # fmt: skip
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._handle(options)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except Refusal as refusal:
            raise CommandError(" ".join(str(row.text) for row in refusal.reasons)) from refusal
        except DatabaseError as error:
            raise CommandError(
                f"{first_line(error)} The restored log is not accepted; run this again."
            ) from error

    def _handle(self, options: dict[str, Any]) -> None:
        lost = lost_part()
        if lost is None:
            self.stdout.write("The log goes on from its signed heads: nothing is lost.")
            self._sign()
            return
        self._show(lost)
        unbacked = [] if options["leave_unsaid"] else unbacked_reasons(lost)
        if not options["account"]:
            said = "".join(f"{row.text} " for row in unbacked)
            raise CommandError(f"{said}Nothing was changed. To go on: --as ACCOUNT --reason TEXT")
        actor = get_user_model().objects.filter(username=options["account"]).first()
        if actor is None:
            raise CommandError(f"There is no account {options['account']!r}. Nothing was changed.")
        reasons = restoration_reasons(actor=actor, reason=options["reason"]) + unbacked
        if reasons:
            said = " ".join(str(row.text) for row in reasons)
            raise CommandError(f"{said} Nothing was changed.")
        if not options["yes"]:
            self._confirm()
        report = restoration_accept(
            actor=actor, reason=options["reason"], leaves_unsaid=options["leave_unsaid"],
            tell=self._tell,
        )  # fmt: skip
        if report is None or report.restoration is None:
            self.stdout.write("Somebody else has accepted it meanwhile.")
        else:
            self.stdout.write(
                f"Accepted by {actor.get_username()} as entry "
                f"{report.restoration.log_entry.seq} of the log: "
                f"{len(report.withdrawn)} texts withdrawn again, {len(report.revoked)} sign-offs "
                f"taken back again, {len(report.stopped)} other texts stopped again."
            )
        self._sign()
        self._consumers()

    def _show(self, lost: Lost) -> None:
        if lost.is_said:
            self.stdout.write(f"{range_text(lost.first, lost.last)} lost.")
        else:
            self.stdout.write("No signed head of this house says that anything is lost.")
        if lost.actions:
            told = ", ".join(f"{count} {action}" for action, count in lost.actions.items())
            self.stdout.write(f"  of these, as far as the signed heads tell: {told}")
        if lost.decisions:
            self.stdout.write(f"  {lost.decisions} earlier decisions of this kind are lost too")
        reasons = Counter(fact.reason for fact in lost.withdrawals)
        self.stdout.write(
            f"Withdrawn in the lost part, to be withdrawn again where public: "
            f"{len(lost.withdrawals)}" + "".join(f"; {n} {name}" for name, n in reasons.items())
        )
        for gone in lost.withdrawals[:MOST_SHOWN]:
            self.stdout.write(f"  {gone.lang} {gone.content_id}: {gone.reason}, {gone.at}")
        self.stdout.write(f"Sign-offs taken back in the lost part: {len(lost.revocations)}")
        for taken in lost.revocations[:MOST_SHOWN]:
            self.stdout.write(f"  {taken.lang} {taken.content_id}: {taken.reason}, {taken.at}")
        self.stdout.write(
            f"Texts that somebody had asked to stop there, public or not: {len(lost.stops)}"
        )
        for fact in lost.stops[:MOST_SHOWN]:
            self.stdout.write(f"  {fact.lang} {fact.content_id}: {fact.reason}, {fact.at}")
        self.stdout.write(
            f"Sign-offs that somebody had asked to take back there: {len(lost.takings)}"
        )
        for wish in lost.takings[:MOST_SHOWN]:
            self.stdout.write(f"  {wish.lang} {wish.content_id}: {wish.reason}, {wish.at}")
        self._show_unsaid(lost)
        self.stdout.write(
            "What was published in the lost part has to be published again, through review."
        )

    def _show_unsaid(self, lost: Lost) -> None:
        for finding in hold_findings(signed_heads()):
            self.stdout.write(f"  {finding}")
        if lost.unsaid:
            self.stdout.write(
                f"Told by holds alone, said by no signed head, not carried out: {len(lost.unsaid)}"
            )
        for text in list(lost.unsaid.values())[:MOST_SHOWN]:
            # Whoever wrote it chose the letters, those of a terminal's commands too.
            self.stdout.write(f"  {ascii(text)[1:-1][:LONGEST_SHOWN]}")

    def _confirm(self) -> None:
        if not sys.stdin.isatty():
            raise CommandError("Nothing was changed. Say --yes where nobody can be asked.")
        answer = input("Go on with this log? Type yes: ")
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was changed.")

    def _tell(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()

    def _sign(self) -> None:
        report = head_sign()
        for folder in report.written:
            self.stdout.write(f"Signed head written: {folder}")
        for folder, reason in report.failed.items():
            self.stderr.write(f"Signed head not written: {folder}: {reason}.")
        if report.problem:
            raise CommandError(report.problem)

    def _consumers(self) -> None:
        for cursor in ConsumerCursor.objects.filter(name__in=registry.names()).order_by("name"):
            if not selectors.is_ours(cursor):
                self.stdout.write(
                    f"{cursor.name} had read further: manage.py consumers replay "
                    f"{cursor.name} --from 0"
                )
