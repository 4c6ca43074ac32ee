"""`manage.py person_add`: one person of the house, with papers where they vouch for texts."""

from typing import Any, Final

from django.core.management import BaseCommand, CommandError, CommandParser

from cms.users.arguments import (
    CREDENTIAL,
    account_arguments,
    account_of,
    credential_arguments,
    credential_of,
    link_lines,
    one_line,
)
from cms.users.services import person_add
from editorial.people import groups
from editorial.people.rules import Papers

ROLES: Final = {
    "author": groups.AUTHORS,
    "desk": groups.DESK,
    "clinician": groups.CLINICIANS,
    "duty": groups.DUTY,
    "chief": groups.CHIEF,
    "technical": groups.TECHNICAL,
}
# What a clinician has besides a credential.
PAPERS: Final = ("organisation", "signs_in", "declares")
UNCHANGED: Final = "Nothing was changed."


class Command(BaseCommand):
    help = "Make the account of a person, with papers for a clinician; refuse what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        account_arguments(parser)
        parser.add_argument(
            "--role", action="append", required=True, choices=list(ROLES), help="may be repeated"
        )
        papers = parser.add_argument_group("papers (of a clinician, all but the specialty needed)")
        papers.add_argument("--specialty", default="", help="as the public sees it")
        papers.add_argument("--organisation", help="where this person works")
        papers.add_argument("--signs-in", help="languages to sign in, for example nb,nn")
        papers.add_argument("--declares", help="declaration of interests, in the person's words")
        papers.add_argument(
            "--conflict", action="store_true", help="what is declared is a conflict"
        )
        credential_arguments(parser, required=False)

    def handle(self, *_args: Any, **options: Any) -> None:
        names = [ROLES[role] for role in dict.fromkeys(options["role"])]
        is_clinician = groups.CLINICIANS in names
        _check_papers(options, is_clinician=is_clinician)
        with one_line():
            account = account_of(options)
            papers = _papers(options) if is_clinician else None
            user = person_add(account, groups=names, papers=papers)
        self.stdout.write(f"The account {user.username} is made: {', '.join(names)}.")
        if account.password is None:
            self.stdout.write("\n".join(link_lines(user)))


def _check_papers(options: dict[str, Any], *, is_clinician: bool) -> None:
    names = (*CREDENTIAL, *PAPERS)
    given = [name for name in (*names, "specialty", "conflict", "valid_from") if options[name]]
    if is_clinician:
        missing = [name for name in names if not options[name]]
        if missing:
            raise CommandError(f"A clinician has papers: {_flags(missing)} missing. {UNCHANGED}")
    elif given:
        raise CommandError(f"Only a clinician has papers: {_flags(given)}. {UNCHANGED}")


def _flags(names: list[str]) -> str:
    return ", ".join(f"--{name.replace('_', '-')}" for name in names)


def _papers(options: dict[str, Any]) -> Papers:
    return Papers(
        specialty=options["specialty"],
        organisation=options["organisation"],
        languages=[part.strip() for part in options["signs_in"].split(",") if part.strip()],
        credential=credential_of(options),
        statement=options["declares"],
        has_conflict=options["conflict"],
    )
