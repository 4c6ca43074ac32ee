"""The account that imported drafts belong to, and the person who answers for their words.

The account can neither log in nor sign.
"""

from cms.installation.kinds import IMPORTER
from cms.users.models import User


def importer() -> User:
    """The technical account, made on first use."""
    user, created = User.objects.get_or_create(
        username=IMPORTER, defaults={"first_name": "Import", "is_active": True}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


class PersonUnknown(LookupError):
    """Nobody can answer for an import under this name."""


def person_named(username: str) -> User:
    """Whose import it is.

    Raises:
        PersonUnknown: there is no active account of this name, or it is the import's own.
    """
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None or username == IMPORTER:
        raise PersonUnknown(f"There is no active person of the name {username!r}.")
    return person
