"""How many connections of a server the public's login may take."""

from typing import Any, Final

# Whoever has the public's password takes no more than these of the embedded server's 200.
MOST_PUBLIC: Final = 120
# What is left at least for whoever writes, withdraws and administers.
ROOM: Final = 30
_LIMIT: Final = """
SELECT rolconnlimit, current_setting('max_connections')::int FROM pg_catalog.pg_roles
WHERE rolname = %s AND NOT rolsuper
"""


def limit_note(connection: Any, *, role: str) -> str:
    """What an administrator has to do so that this login leaves others room; "" where it does."""
    found = connection.execute(_LIMIT, [role]).fetchone()
    if found is None:
        return ""
    limit, connections = found
    most = connections - ROOM
    if 0 <= limit <= most:
        return ""
    taken = f"{limit} of the" if 0 <= limit < connections else "all"
    mend = (
        f"ALTER ROLE {role} CONNECTION LIMIT N, with N of {most} at most"
        if most > 0
        else f"set max_connections above {ROOM}, and a CONNECTION LIMIT for {role}"
    )
    return (
        f"{role} may take {taken} {connections} connections of the server, and nobody else could "
        f"withdraw a text then: {ROOM} are to be left. As an administrator: {mend}."
    )
