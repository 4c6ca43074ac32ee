"""What health says of the logins' own settings."""

from django.db import connections

from cms.database.own_settings import is_read_only, set_for_itself
from cms.health.registry import Check

LOGINS = {"default": "application", "public": "public"}


def logins() -> Check:
    """Not well where a login has set what nobody of the house sets for its later sessions.

    Nor where the public's is not read-only by default.
    """
    found, is_open = {}, False
    for alias, login in LOGINS.items():
        with connections[alias].cursor() as cursor:
            found[login] = set_for_itself(cursor, writes=alias != "public")
            if alias == "public":
                is_open = not is_read_only(cursor)
    named = "; ".join(
        f"the {login}'s: {', '.join(names)}" for login, names in found.items() if names
    )
    says = []
    if named:
        says.append(
            "A login has parameters of its own (ALTER ROLE … SET), which nobody of the house "
            f"gives it: {named}. They hold in no session of the house; "
            "database_prepare takes them away."
        )
    if is_open:
        says.append(
            "The public login is not read-only by default (default_transaction_read_only) in "
            "sessions that are not the house's; database_prepare lets it be so."
        )
    return Check(is_ok=not says, says=" ".join(says), figures=dict(found))
