"""`manage.py database_prepare`: migrate as the owner, set every role's rights, load the words."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import DatabaseError, connections, transaction

from cms.database.grants import RightsDiffer, grant_defaults, grant_tables
from cms.database.limits import limit_note
from cms.database.locks import LOCK_SECONDS, StillLocked, alone, unhurried
from cms.database.login_rules import login_reasons
from cms.database.logins import Logins, logins_met
from cms.database.own_settings import read_only_ensure, take_back
from cms.database.owner import as_owner, opened
from cms.demo.reading import content_ids
from cms.installation.folders import folder_mark
from cms.installation.kinds import KINDS
from cms.installation.refusal import DatabaseRefused
from cms.installation.rules import NOT_GIVEN
from cms.installation.selectors import kind_of
from cms.installation.services import connection_require, kind_decided, kind_give
from cms.settings.database import other_name_reason
from content_models.said import first_line

# Where the identifiers of items lie: in the log for ever, among the pages while there is a draft.
ITEMS = ("editions_edition.content_id", "wagtailcore_page.translation_key")


class Command(BaseCommand):
    help = (
        "Give a new database its kind, migrate as the owner, grant each role exactly its rights. "
        "Safe to repeat, and while the installation runs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kind",
            choices=KINDS,
            help="what kind of installation this database is for; a new database takes that of the "
            "settings, one that is older than kinds are is given it by this, once and for ever",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DATABASE_OWNER:
            raise CommandError("DATABASE_OWNER_URL is not set: only the owner may migrate.")
        with logins_met() as logins:
            reasons = [*filter(None, [other_name_reason(settings.ENV)]), *login_reasons(logins)]
            if logins.connection is None:
                raise CommandError(" ".join(reasons))
            with alone(logins.connection, tell=self.stdout.write):
                kind, against = self._kind(logins.connection, options["kind"])
                if reasons or against:
                    raise CommandError(" ".join([*reasons, *against]))
                self._prepare(logins, kind=kind, verbosity=max(0, options["verbosity"] - 1))
                is_known = bool(kind_of(logins.connection))
                note = limit_note(logins.connection, role=logins.public.role)
        self._settings_take_back(verbosity=options["verbosity"])
        self._folder_mark()
        self._words_load(verbosity=max(0, options["verbosity"] - 1))
        if options["verbosity"]:
            self.stdout.write("The database is migrated and every role has its rights.")
        if not is_known:
            self.stderr.write(NOT_GIVEN)
        if note:
            self.stderr.write(note)

    @staticmethod
    def _kind(connection: Any, wanted: str | None) -> tuple[str, list[str]]:
        """What the database is to become now, "" for nothing, and every reason against it."""
        try:
            connection_require(connection)
            return kind_decided(
                connection,
                wanted=wanted,
                demonstration={column: content_ids() for column in ITEMS},
            )
        except DatabaseRefused as refused:
            return "", [str(refused)]
        except psycopg.errors.InsufficientPrivilege as error:
            return "", [f"The owner may not see all of it: {first_line(error)}."]

    def _prepare(self, logins: Logins, *, kind: str, verbosity: int) -> None:
        roles = {"application": logins.application.role, "public": logins.public.role}
        with as_owner(lock_seconds=LOCK_SECONDS) as connection:

            def stepped(work: Callable[[], None], otherwise: str) -> None:
                try:
                    unhurried(work, pid=lambda: _pid(connection), watch=logins.connection)
                except StillLocked as error:
                    raise CommandError(
                        f"{otherwise}: {error}. Run database_prepare again."
                    ) from error

            def begin() -> None:
                with connection.cursor() as cursor:
                    grant_defaults(cursor, **roles)
                if kind:
                    call_command("migrate", "installation", interactive=False, verbosity=verbosity)
                    with connection.cursor() as cursor:
                        kind_give(cursor, kind)

            def migrate() -> None:
                call_command("migrate", interactive=False, verbosity=verbosity)

            def grant() -> None:
                with transaction.atomic(), connection.cursor() as cursor:
                    grant_tables(cursor, **roles)

            stepped(begin, "Nothing is migrated")
            stepped(migrate, "The database is not migrated to the end; what was done stays")
            try:
                stepped(grant, "The database is migrated, the rights are as they were")
            except RightsDiffer as error:
                raise CommandError(
                    f"The database is migrated, the rights are as they were: {error}"
                ) from error

    def _settings_take_back(self, *, verbosity: int) -> None:
        """What the application's and the public's login have set for their later sessions."""
        for alias in ("default", "public"):
            login, writes = connections[alias].settings_dict["USER"], alias != "public"
            try:
                with (
                    opened(connections[alias].settings_dict) as connection,
                    connection.cursor() as cursor,
                ):
                    names = take_back(cursor, writes=writes)
                    is_made = not writes and read_only_ensure(cursor)
            except DatabaseError as error:
                # Another session of that login changes them, and has not committed it.
                self.stderr.write(
                    f"What the login {login} has set for itself stays for now "
                    f"({first_line(error)}). Run database_prepare again."
                )
                continue
            if names:
                self.stderr.write(
                    f"The login {login} had parameters of its own, "
                    f"which are taken away: {', '.join(names)}."
                )
            if is_made and verbosity:
                self.stdout.write(f"The login {login} is read-only by default now.")

    def _folder_mark(self) -> None:
        try:
            folder_mark(settings.DATA_DIR, kind=settings.INSTALLATION_KIND)
        except OSError as error:
            self.stderr.write(
                f"{settings.DATA_DIR} could not be marked as {settings.INSTALLATION_KIND} "
                f"({error.strerror}), so a demonstration could take it for its own."
            )

    def _words_load(self, *, verbosity: int) -> None:
        """A shipped word that can not be used must not hold up an upgrade; searches go on."""
        try:
            call_command("search_words_load", verbosity=verbosity)
        except CommandError as error:
            self.stderr.write(str(error))


def _pid(connection: Any) -> int | None:
    """The server process of a Django connection, None where it has none now."""
    with suppress(AttributeError, psycopg.Error):
        return int(connection.connection.info.backend_pid)
    return None
