"""The account that imported drafts belong to. It can neither log in nor sign."""

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
