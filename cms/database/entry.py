"""A connection of ours is begun whatever its role has set for itself for later sessions.

The first statements of a session undo all of that (`cms.database.shadows`), where it gets so far.
A library that is not there ends the connection before, a time-out of a millisecond during it. What
an address says in `options` comes after a role's own settings, and before anything is done: a
connection that cannot be begun is begun again with those said.

Not the first time: they come after the server's configuration and the database's too, where whoever
runs the server says how long a statement may take, and a pooler may refuse any. And not where the
server refuses who logs in, or has no room: it would be asked twice for each wrong password.
"""

import os
import re
import time
from collections.abc import Awaitable, Callable, Generator
from typing import Any, Final, TypeVar

import psycopg

from cms.database.shadows import READ_ONLY, session

# What a role may set for itself that ends a connection, or its first statement.
UNHARMED: Final = {
    "local_preload_libraries": "",
    "statement_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "exit_on_error": "off",
    "search_path": "public",
    "default_transaction_isolation": r"read\ committed",
    "default_transaction_deferrable": "off",
    "client_connection_check_interval": "0",
    "tcp_user_timeout": "0",
    "tcp_keepalives_idle": "0",
    "tcp_keepalives_interval": "0",
    "tcp_keepalives_count": "0",
}
# PostgreSQL 15 and 16 end a connection that names it.
SINCE_17: Final = "transaction_timeout"
# What a role has set ends a connection at once. A server that hangs is not waited for twice.
AT_ONCE_SECONDS: Final = 3.0
# What the server says before it reads what a role has set: of the classes 28 (who logs in) and 3D
# (no such database), and 53300 (too many connections). Its words, for libpq keeps no SQLSTATE of a
# connection that it could not make; one that speaks another language is asked twice.
_FAILED: Final = re.compile(r"connection to server .*? failed: (.*)")
_NOT_THE_ROLE: Final = re.compile(
    r"""FATAL:\ \ (?:
        [\w-]+\ authentication\ failed\b
      | authentication\ failed\ for\ user\b
      | no\ pg_hba\.conf\ entry\ for\b
      | pg_hba\.conf\ rejects\ connection\b
      | connection\ requires\ a\ valid\ client\ certificate
      | empty\ password\ returned\ by\ client
      | role\ ".*"\ (?:does\ not\ exist|is\ not\ permitted\ to\ log\ in)
      | sorry,\ too\ many\ clients\ already
      | remaining\ connection\ slots\ are\ reserved\b
      | too\ many\ connections\ for\ (?:role|database)\b
      | database\ ".*"\ does\ not\ exist
    )""",
    re.VERBOSE,
)

Made = TypeVar("Made")


def entered(
    connect: Callable[[dict[str, Any]], Made], parameters: dict[str, Any], *, writes: bool
) -> Made:
    """What `connect` makes of these parameters of psycopg: a connection whose session is begun.

    `writes` as in `cms.database.shadows.session`. Raises what the first try raised where none
    succeeds: that is the cause, if it is not the role.
    """
    tries = _tries(parameters, writes=writes)
    tried = next(tries)
    while True:
        try:
            return connect(tried)
        except psycopg.OperationalError as error:
            tried = tries.send(error)


async def entered_async(
    connect: Callable[[dict[str, Any]], Awaitable[Made]],
    parameters: dict[str, Any],
    *,
    writes: bool,
) -> Made:
    """As `entered`."""
    tries = _tries(parameters, writes=writes)
    tried = next(tries)
    while True:
        try:
            return await connect(tried)
        except psycopg.OperationalError as error:
            tried = tries.send(error)


class EnteredConnection(psycopg.AsyncConnection[Any]):
    """For pools, whose connections Django does not make: the session is begun when it is had."""

    @classmethod
    async def connect(cls, conninfo: str = "", **parameters: Any) -> Any:
        """As psycopg's."""
        begin = super().connect

        async def begun(tried: dict[str, Any]) -> Any:
            connection = await begin(conninfo, **tried)
            try:
                await connection.execute(session(writes=True), prepare=False)
                if not connection.autocommit:
                    await connection.commit()
            except BaseException:
                await connection.close()
                raise
            return connection

        return await entered_async(begun, parameters, writes=True)


def _tries(
    parameters: dict[str, Any], *, writes: bool
) -> Generator[dict[str, Any], BaseException, None]:
    """The parameters as they are, and after an error with what the role may not say.

    What the address says itself comes last, and counts.
    """
    began = time.monotonic()
    first = yield parameters
    if time.monotonic() - began > AT_ONCE_SECONDS or _is_not_the_role(first):
        raise first
    said = parameters.get("options") or os.environ.get("PGOPTIONS", "")
    # An address that leads to the server that takes writes asks for it (`target_session_attrs`).
    unharmed = {**UNHARMED, READ_ONLY: "off" if writes else "on"}
    ours = " ".join(f"-c {name}={value}" for name, value in unharmed.items())
    error = yield {**parameters, "options": f"{ours} -c {SINCE_17}=0 {said}".strip()}
    if SINCE_17 in str(error):
        yield {**parameters, "options": f"{ours} {said}".strip()}
    raise first


def _is_not_the_role(error: BaseException) -> bool:
    """Whether each server that was tried says, in its own first words, what no role sets."""
    said = _FAILED.findall(str(error))
    return bool(said) and all(_NOT_THE_ROLE.match(words) for words in said)
