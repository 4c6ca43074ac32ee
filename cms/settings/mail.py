"""Which settings of the mail server go together, and what is wrong where they do not."""

from email.utils import parseaddr
from typing import Final, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

PORTS: Final = {"off": 25, "starttls": 587, "tls": 465}
HERE: Final = {"localhost", "127.0.0.1", "::1"}


class MailSettings(Protocol):
    """What is set of the mail server; `cms.settings.env` describes each."""

    @property
    def email_host(self) -> str: ...

    @property
    def email_port(self) -> int | None: ...

    @property
    def email_user(self) -> str: ...

    @property
    def email_password(self) -> str: ...

    @property
    def email_security(self) -> str: ...

    @property
    def email_from(self) -> str: ...


def port(env: MailSettings) -> int:
    """The port that is set, or the usual one for the kind of encryption."""
    return env.email_port or PORTS[env.email_security]


def problems(env: MailSettings) -> list[str]:
    """Every combination that could not work or would give a password away; empty: none."""
    return [*_server(env), *_login(env), *_sender(env)]


def _server(env: MailSettings) -> list[str]:
    found = []
    if env.email_host and (set(env.email_host) & set(" /@[]") or env.email_host.count(":") == 1):
        found.append("EMAIL_HOST is a bare host name or address, without scheme or port")
    given = [name for name in ("email_user", "email_password") if getattr(env, name)]
    if env.email_security != "off":
        given.append("email_security")
    if given and not env.email_host:
        found.append(f"{', '.join(map(str.upper, given))}: EMAIL_HOST names no mail server")
    implicit, usual = PORTS["tls"], {PORTS["off"], PORTS["starttls"]}
    if env.email_port == implicit and env.email_security != "tls":
        found.append("EMAIL_PORT 465 is encrypted from the first byte: EMAIL_SECURITY must be tls")
    if env.email_port in usual and env.email_security == "tls":
        found.append(f"EMAIL_PORT {env.email_port} greets in the clear: EMAIL_SECURITY cannot be "
                     "tls there, only starttls")  # fmt: skip
    return found


def _login(env: MailSettings) -> list[str]:
    found = []
    if env.email_user and not env.email_password:
        found.append("EMAIL_USER is set without EMAIL_PASSWORD")
    if env.email_password and not env.email_user:
        found.append("EMAIL_PASSWORD is set without EMAIL_USER")
    if env.email_password and env.email_security == "off" and env.email_host not in HERE:
        found.append("EMAIL_PASSWORD would go over the network in the clear: EMAIL_SECURITY must "
                     "be starttls or tls")  # fmt: skip
    return found


def _sender(env: MailSettings) -> list[str]:
    if not env.email_from:
        return []
    # Asked first: what is found in two lines depends on the Python that reads them.
    if len(env.email_from.splitlines()) > 1:
        return ["EMAIL_FROM is more than one line"]
    try:
        validate_email(parseaddr(env.email_from)[1])
    except ValidationError:
        return ["EMAIL_FROM is no mail address"]
    return []
