"""What the three logins are and may: asked of the server, not read from their addresses."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from cms.database.owner import opened, owner_settings
from cms.database.said import sentence
from cms.installation.selectors import identity_of

APPLICATION: Final = "DATABASE_URL"
PUBLIC: Final = "DATABASE_PUBLIC_URL"
OWNER: Final = "DATABASE_OWNER_URL"

# A role that may become another has that role's attributes too.
POWERS: Final = """
SELECT r.rolname, r.oid = l.oid, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication
FROM pg_catalog.pg_roles r, pg_catalog.pg_roles l
WHERE l.rolname = %(role)s AND NOT (l.rolsuper AND r.oid <> l.oid)
  AND pg_has_role(l.oid, r.oid, 'MEMBER')
ORDER BY 1
"""
OWNED: Final = """
SELECT 'the database', pg_has_role(%(role)s, datdba, 'MEMBER')
FROM pg_catalog.pg_database WHERE datname = current_database()
UNION ALL SELECT 'the schema public', pg_has_role(%(role)s, nspowner, 'MEMBER')
FROM pg_catalog.pg_namespace WHERE nspname = 'public'
UNION ALL SELECT * FROM (
    SELECT relname::text, true FROM pg_catalog.pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND pg_has_role(%(role)s, relowner, 'MEMBER')
    UNION ALL SELECT proname || '()', true FROM pg_catalog.pg_proc
    WHERE pronamespace = 'public'::regnamespace AND pg_has_role(%(role)s, proowner, 'MEMBER')
    ORDER BY 1
) things
"""
# What the owner cannot change, extensions' own things aside.
NOT_OWNED: Final = """
SELECT relname FROM pg_catalog.pg_class c
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
  AND NOT pg_has_role(%(role)s, relowner, 'USAGE') AND NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
SELF: Final = "SELECT session_user, current_user, current_setting('session_replication_role')"
PARAMETER: Final = "SELECT has_parameter_privilege(%(role)s, 'session_replication_role', 'SET')"
CREATES: Final = "SELECT has_schema_privilege(%(role)s, 'public', 'CREATE')"


@dataclass(frozen=True)
class Power:
    """A role that a login is or may become, and the attributes of that role."""

    role: str
    is_itself: bool
    is_super: bool
    bypasses: bool
    creates_roles: bool
    replicates: bool


@dataclass(frozen=True)
class Login:
    """One address. `problem` says why nobody can log in by it; the rest is empty then."""

    variable: str
    problem: str = ""
    role: str = ""
    identity: tuple[object, ...] = ()
    version: int = 0
    acts_as: str = ""
    replication: str = "origin"
    powers: tuple[Power, ...] = ()
    owned: tuple[str, ...] = ()
    not_owned: tuple[str, ...] = ()
    may_set_replication: bool = False
    may_create: bool = True


@dataclass
class Logins:
    """All three, and the owner's connection, open while they are looked at."""

    application: Login
    public: Login
    owner: Login
    connection: Any = field(default=None, repr=False)


@contextmanager
def logins_met() -> Iterator[Logins]:
    """Log in by each address. Yields what was found; the owner's connection is open meanwhile.

    Of what kind the database is has not been looked at yet.
    """
    application = _met(APPLICATION, connections["default"].settings_dict)
    public = _met(PUBLIC, connections["public"].settings_dict)
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(opened(owner_settings(), meets_the_kind=False))
            logins = Logins(
                application, public, _looked_at(OWNER, connection), connection.connection
            )
        except OperationalError as error:
            logins = Logins(application, public, Login(OWNER, problem=sentence(error)))
        yield logins


def _met(variable: str, settings_dict: dict[str, Any]) -> Login:
    try:
        with opened(settings_dict, meets_the_kind=False) as connection:
            return _looked_at(variable, connection)
    except OperationalError as error:
        return Login(variable, problem=sentence(error))


def _looked_at(variable: str, connection: BaseDatabaseWrapper) -> Login:
    with connection.cursor() as cursor:
        cursor.execute(SELF)
        role, acts_as, replication = cursor.fetchone()
        asked = {"role": role}

        def rows(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql, asked)
            return list(cursor.fetchall())

        return Login(
            variable,
            role=role,
            identity=identity_of(connection.connection),
            version=connection.connection.info.server_version,
            acts_as=acts_as,
            replication=replication,
            powers=tuple(Power(*row) for row in rows(POWERS)),
            owned=tuple(name for name, is_owned in rows(OWNED) if is_owned),
            not_owned=tuple(name for (name,) in rows(NOT_OWNED)),
            may_set_replication=rows(PARAMETER)[0][0],
            may_create=rows(CREATES)[0][0],
        )
