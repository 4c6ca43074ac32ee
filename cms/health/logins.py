"""What health says of the logins' own settings."""

from django.db import connections

from cms.database.own_settings import set_for_itself
from cms.health.registry import Check

LOGINS = {"default": "application", "public": "public"}


def logins() -> Check:
    """Not well where a login has set something for its later sessions: nobody of the house does."""
    found = {}
    for alias, login in LOGINS.items():
        with connections[alias].cursor() as cursor:
            found[login] = set_for_itself(cursor)
    says = "; ".join(
        f"the {login}'s: {', '.join(names)}" for login, names in found.items() if names
    )
    if not says:
        return Check(is_ok=True, figures=dict(found))
    return Check(
        is_ok=False,
        says="A login has parameters of its own (ALTER ROLE … SET), which nobody of the house "
        f"gives it: {says}. They hold in no session of the house; "
        "database_prepare takes them away.",
        figures=dict(found),
    )
