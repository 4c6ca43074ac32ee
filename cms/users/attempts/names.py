"""All the ways to write one user name are one name, to those who count and to those who look up."""

import unicodedata

from cms.users.models import User


def folded(name: str) -> str:
    """A name without its capitals and compatibility forms."""
    return unicodedata.normalize("NFKC", name).upper().casefold().strip()


def counted_name(name: str) -> str:
    """What attempts at a name are counted under: the account that it leads to, or the name itself.

    Asks the database the same question whether there is such an account or not.
    """
    try:
        return folded(User.objects.get_by_natural_key(name).username)
    except User.DoesNotExist:
        return folded(name)
