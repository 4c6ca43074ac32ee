"""As whom the embedded server runs: PostgreSQL refuses root, so root lends it an account."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cms.database.refusals import DatabaseNotStarted, cause

# The account that is made where root starts the first server.
SYSTEM_USER = "embedded_postgres"
ROOT = 0
# What makes a folder a database of PostgreSQL.
VERSION = "PG_VERSION"


@dataclass(frozen=True)
class Account:
    """A system account by its numbers; it need not have a name."""

    uid: int
    gid: int


def account_for(pgdata: Path) -> Account | None:
    """Who runs the server of this folder; None: we ourselves.

    A folder goes on with the owner that it has. Raises DatabaseNotStarted where that is neither
    us nor, for root, an account that PostgreSQL would run as.
    """
    owner = pgdata.stat() if pgdata.exists() else None
    if os.geteuid() != ROOT:
        if owner is not None and owner.st_uid != os.geteuid():
            raise DatabaseNotStarted(
                f"The folder {pgdata} belongs to {name(owner.st_uid)}, and you are "
                f"{name(os.geteuid())}. Choose another data folder, or start as its owner does."
            )
        return None
    if owner is None or not (pgdata / VERSION).is_file():
        return system_account()
    if owner.st_uid == ROOT:
        account = system_account()
        raise DatabaseNotStarted(
            f"The folder {pgdata} belongs to root, as whom PostgreSQL does not run. Give it to "
            f"the server's account: chown -R {account.uid}:{account.gid} {pgdata}"
        )
    return _account(owner.st_uid, otherwise=owner.st_gid)


def _account(uid: int, *, otherwise: int) -> Account:
    try:
        return Account(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError:
        return Account(uid, otherwise)


def system_account() -> Account:
    """The account of the server, made where it is missing. Only for root."""
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--shell", "/bin/sh", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
            entry = pwd.getpwnam(SYSTEM_USER)
        except (OSError, subprocess.SubprocessError, KeyError) as error:
            said = cause(error) if isinstance(error, OSError) else str(error)
            raise DatabaseNotStarted(
                f"PostgreSQL does not run as root, and its account {SYSTEM_USER} can not be made "
                f"({said}). Start as an ordinary user, or make the account."
            ) from error
    return Account(entry.pw_uid, entry.pw_gid)


def name(uid: int) -> str:
    """The name of an account, or its number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def let_through(folder: Path) -> None:
    """Let every account walk through the folders above this one, which is all that it needs.

    Raises DatabaseNotStarted where that cannot be.
    """
    for above in folder.parents:
        mode = above.stat().st_mode
        if mode & 0o011 != 0o011:  # noqa: PLR2004 - x for group and others
            try:
                above.chmod(mode & 0o7777 | 0o011)
            except OSError as error:
                raise DatabaseNotStarted(
                    f"The account {SYSTEM_USER} can not reach {folder}: {above} is closed to it, "
                    f"and can not be opened ({error.strerror})."
                ) from error


def let_read(folder: Path) -> None:
    """Let every account read and run what a package has brought. Raises OSError."""
    for inside, folders, files in os.walk(folder):
        for path in (Path(inside) / each for each in (*folders, *files)):
            mode = path.stat().st_mode
            wanted = mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0)
            if mode != wanted:
                path.chmod(wanted & 0o7777)
