"""The folder of an embedded server: made whole or not at all, and looked at before it is used."""

import os
import shutil
from pathlib import Path

from cms.database.accounts import VERSION, Account
from cms.database.left_over import set_aside
from cms.database.programs import major, run
from cms.database.refusals import DatabaseNotStarted
from cms.database.sizes import sizes

# The same on every machine: letters and order are PostgreSQL's own, whatever its system knows.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def cluster_ensure(pgdata: Path, *, account: Account | None, durable: bool) -> bool:
    """Make the folder where there is none; True where this call made it.

    What an interrupted start had begun is removed first: it lies under a name of its own, so that
    nothing else ever is. Raises DatabaseNotStarted where the folder holds something else, or a
    database of another version; OSError where it cannot be written.
    """
    making = pgdata.with_name(f".{pgdata.name}.making")
    if making.is_dir() and not making.is_symlink():
        shutil.rmtree(making)
    elif os.path.lexists(making):
        _interrupted(pgdata, making)
    if _is_whole(pgdata):
        return False
    try:
        making.mkdir(mode=0o700)
        if account is not None:
            os.chown(making, account.uid, account.gid)
        run(
            "initdb", "-D", str(making), "--auth=trust", "-U", "postgres", *LOCALE,
            "--no-instructions", *([] if durable else ["--no-sync"]), account=account,
        )  # fmt: skip
        with (making / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(
                f"{name} = '{value}'\n" for name, value in sizes(durable=durable).items()
            )
        making.rename(pgdata)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return True


def _is_whole(pgdata: Path) -> bool:
    """True for a database of this version, False for nothing; anything else is refused."""
    if pgdata.is_symlink():
        raise DatabaseNotStarted(f"{pgdata} is a link that leads nowhere. Remove it.")
    if not pgdata.exists():
        return False
    if not pgdata.is_dir():
        raise DatabaseNotStarted(f"{pgdata} is no folder. Choose another data folder.")
    if (pgdata / VERSION).is_file():
        theirs, ours = (pgdata / VERSION).read_text(errors="replace").strip(), major()
        if theirs != ours:
            raise DatabaseNotStarted(
                f"The database in {pgdata} is of PostgreSQL {theirs[:20] or 'unknown'}, and here "
                f"is PostgreSQL {ours}. Dump it with the version that made it, or choose another "
                "data folder."
            )
        return True
    if any(pgdata.iterdir()):
        raise DatabaseNotStarted(
            f"{pgdata} is not empty, and holds no database of PostgreSQL ({VERSION} is missing). "
            "Move away what is in it, or choose another data folder."
        )
    if pgdata.is_mount():
        raise DatabaseNotStarted(
            f"{pgdata} is a mount point. Mount it one level up, at {pgdata.parent}."
        )
    return False


def _interrupted(pgdata: Path, mark: Path) -> None:
    """An older Helsekilde was interrupted while it made this folder, and left a mark beside it."""
    if pgdata.exists():
        set_aside(pgdata, because="an older Helsekilde was interrupted while it made it")
    mark.unlink()
