"""`manage.py database_prepare`: migrate as the owner, set every role's rights, load the words."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from cms.database.grants import grant_defaults, grant_tables
from cms.database.owner import as_owner


class Command(BaseCommand):
    help = "Migrate as the database owner and grant each role exactly its rights. Safe to repeat."

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DATABASE_OWNER:
            raise CommandError("DATABASE_OWNER_URL is not set: only the owner may migrate.")
        application = settings.DATABASES["default"]["USER"]
        public = settings.DATABASES["public"]["USER"]
        if application == settings.DATABASE_OWNER["USER"]:
            raise CommandError(
                "DATABASE_URL and DATABASE_OWNER_URL name the same role: the application must not "
                "own its tables, an owner can switch the gate's triggers off."
            )
        with as_owner():
            with connections["default"].cursor() as cursor:
                grant_defaults(cursor, application=application, public=public)
            call_command("migrate", interactive=False, verbosity=max(0, options["verbosity"] - 1))
            with connections["default"].cursor() as cursor:
                grant_tables(cursor, application=application, public=public)
        self._words_load(verbosity=max(0, options["verbosity"] - 1))
        if options["verbosity"]:
            self.stdout.write("The database is migrated and every role has its rights.")

    def _words_load(self, *, verbosity: int) -> None:
        """A shipped word that can not be used must not hold up an upgrade; searches go on."""
        try:
            call_command("search_words_load", verbosity=verbosity)
        except CommandError as error:
            self.stderr.write(str(error))
