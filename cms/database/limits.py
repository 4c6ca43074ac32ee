"""How many connections of a server the public's login may take."""

from typing import Any, Final

# Whoever has the public's password takes no more than these of the embedded server's 200.
MOST_PUBLIC: Final = 120
_LIMIT: Final = """
SELECT rolconnlimit, current_setting('max_connections')::int FROM pg_catalog.pg_roles
WHERE rolname = %s AND NOT rolsuper
"""


def limit_note(connection: Any, *, role: str) -> str:
    """What an administrator has to do so that this login leaves others room; "" where it does."""
    found = connection.execute(_LIMIT, [role]).fetchone()
    if found is None or 0 <= found[0] < found[1]:
        return ""
    return (
        f"{role} may take all {found[1]} connections of the server, and nobody else could withdraw "
        f"a text then. As an administrator: ALTER ROLE {role} CONNECTION LIMIT N, with N smaller."
    )
