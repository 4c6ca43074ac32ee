"""Which database, as whom: the application, the public reader, and (for migrations) the owner."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms.database.embedded import start
from cms.settings.addresses import PREPARE, address_faults
from cms.settings.env import Env

# The public side asks the same few questions over and over: PostgreSQL plans each of them once for
# a connection. A pooler that can not carry prepared statements is told by `?prepare_threshold=off`.
PREPARED = {"server_side_binding": True, PREPARE: 3}
# A server that takes a connection and says nothing, or a network that swallows everything, is gone
# after some seconds. The address may say otherwise (`?connect_timeout=20`).
REACHED = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}


def parse(url: str, *, conn_max_age: int) -> dict[str, Any]:
    """A `postgresql://user:password@host:port/name?host=/socket` address as Django settings.

    Raises ValueError for anything else; `addresses_require` has said so before, by name.
    """
    parts = urlsplit(url)
    options: dict[str, Any] = {**REACHED, **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "cms.database.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": conn_max_age,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def addresses_require(env: Env) -> None:
    """Raises ImproperlyConfigured: one line that names each address that cannot be meant."""
    given = {
        "DATABASE_URL": env.database_url,
        "DATABASE_PUBLIC_URL": env.database_public_url,
        "DATABASE_OWNER_URL": env.database_owner_url,
    }
    problems = [
        f"{name} {fault}"
        for name, url in given.items()
        if url
        for fault in address_faults(url, may_prepare=name == "DATABASE_PUBLIC_URL")
    ]
    if not env.database_public_url:
        problems.append("DATABASE_PUBLIC_URL is not set: public reads need a role of their own")
    if problems:
        raise ImproperlyConfigured(f"{'; '.join(problems)}.")


def databases(env: Env, *, durable: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
    """`DATABASES` and, apart from it, the owner's settings for `manage.py database_prepare`.

    The owner is no alias on purpose: an owner can switch triggers off, so no code of the
    application has it at hand.
    """
    if env.database_url:
        application, owner = env.database_url, env.database_owner_url
        public = env.database_public_url
        addresses_require(env)
    else:
        extensions = ("vector",) if env.search_encoder else ()
        embedded = start(data_dir=env.helsekilde_data, durable=durable, extensions=extensions)
        application, owner, public = embedded.application, embedded.owner, embedded.public
    age = env.database_conn_max_age
    return (
        {
            "default": parse(application, conn_max_age=age),
            "public": _prepared(parse(public, conn_max_age=age)),
        },
        parse(owner, conn_max_age=0) if owner else {},
    )


def other_name_reason(env: Env) -> str:
    """Why the owner's address cannot be meant: it names another database; "" where it does not."""
    if not (env.database_url and env.database_owner_url):
        return ""
    ours, owners = (
        parse(url, conn_max_age=0)["NAME"] for url in (env.database_url, env.database_owner_url)
    )
    if ours == owners:
        return ""
    return f"DATABASE_OWNER_URL names the database {owners}, DATABASE_URL names {ours}."


def _prepared(settings: dict[str, Any]) -> dict[str, Any]:
    options = {**PREPARED, **settings["OPTIONS"]}
    if str(options[PREPARE]).lower() in ("off", "none", "0"):
        options[PREPARE] = None
    else:
        options[PREPARE] = int(options[PREPARE])
    return {**settings, "OPTIONS": options}
