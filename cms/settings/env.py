"""Every setting that comes from the environment, typed and described in one place.

`docs/operations/settings.md` is generated from this class (`manage.py settings_table`), so a
setting that is not here does not exist.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator
from pydantic.config import JsonDict
from pydantic_settings import BaseSettings, SettingsConfigDict

from cms.settings import contact, mail, proxies

BASE_DIR = Path(__file__).resolve().parents[2]


# Without it production settings refuse to start; the table of settings says so.
NEEDED: JsonDict = {"needed": "in production"}


def _in_data(folder: str) -> Callable[[dict[str, Any]], Path]:
    """Where nothing is set, this folder below that of all data."""
    return lambda before: Path(before["helsekilde_data"]) / folder


class Env(BaseSettings):
    """Typed view of the environment; an unusable value stops the process at start."""

    # A variable that is set to nothing is not set.
    model_config = SettingsConfigDict(env_file=None, extra="ignore", env_ignore_empty=True)

    secret_key: str = Field(
        "",
        description="Django's secret key; at least 50 characters in production.",
        json_schema_extra=NEEDED,
    )
    allowed_hosts: str = Field(
        "",
        description="Comma separated host names this site answers to.",
        json_schema_extra=NEEDED,
    )
    public_base_url: str = Field(
        "http://localhost:8000",
        description="Address of the public site, without a slash at the end.",
        json_schema_extra=NEEDED,
    )
    helsekilde_data: Path = Field(
        BASE_DIR / "data",
        description="Folder for the embedded database, media, keys and signed heads.",
    )
    database_url: str = Field(
        "",
        description="PostgreSQL (15 or newer) as the application role. Empty: embedded.",
        json_schema_extra=NEEDED,
    )
    database_owner_url: str = Field(
        "",
        description="The same database as its owner; needed only by `manage.py database_prepare`.",
    )
    database_public_url: str = Field(
        "",
        description="The same database as the read-only public role; all public reads use it.",
        json_schema_extra=NEEDED,
    )
    database_conn_max_age: int = Field(
        60, ge=0, description="Seconds a database connection is kept."
    )
    elasticsearch_url: str = Field(
        "", description="Elasticsearch 8; empty: the embedded search engine answers alone."
    )
    search_statistics: bool = Field(
        True, description="Count what is searched for (docs/editorial/search.md says what and how)."
    )
    elasticsearch_api_key: str = Field(
        "", description="API key for Elasticsearch, where the address holds no user and password."
    )
    elasticsearch_ca_file: Path | None = Field(
        None, description="PEM file with the authority that signed Elasticsearch's certificate."
    )
    elasticsearch_index_prefix: str = Field(
        "helsekilde",
        pattern=r"^[a-z][a-z0-9-]{0,60}$",
        description="What the names of our indices begin with; one for each installation. A "
        "demonstration adds `-demo`.",
    )
    search_encoder: str = Field(
        "",
        description="Search by meaning too: the encoder's dotted path, for example "
        "`search.vectors.minilm.MiniLm` (needs `make encoder` and pgvector); empty: words alone.",
    )
    redis_url: str = Field("", description="Redis or Valkey for the cache; empty: in process.")
    signing_key_file: Path | None = Field(
        None,
        description="PEM file with the Ed25519 private key that signs receipts (or `SIGNING_KEY`).",
        json_schema_extra=NEEDED,
    )
    signing_key: str = Field(
        "", description="The same key as PEM text, where files are not at hand."
    )
    signing_retired_keys_dir: Path = Field(
        default_factory=_in_data("keys/retired"),
        description="Folder with PEM public keys that are retired but still published.",
    )
    signed_heads_dir: Path = Field(
        default_factory=_in_data("signed-heads"),
        description="Folder outside the database for the signed heads of the log.",
    )
    signed_heads_dirs: str = Field(
        "",
        description="Comma separated folders that get the signed heads too, best on other machines."
        " The first head of a house makes its folders; one that is added later must exist.",
    )
    email_host: str = Field("", description="Mail server; empty: no mail is sent.")
    email_port: int | None = Field(
        None,
        ge=1,
        le=65_535,
        description="Port of the mail server; unset: 25, with `starttls` 587, with `tls` 465.",
    )
    email_security: Literal["off", "starttls", "tls"] = Field(
        "off",
        description="How the way to the mail server is encrypted: `starttls` after a greeting in "
        "the clear, `tls` from the first byte, `off` never. Certificates are checked.",
    )
    email_user: str = Field("", description="User at the mail server; empty: none is named.")
    email_password: str = Field("", description="That user's password at the mail server.")
    email_from: str = Field(
        "helsekilde@localhost",
        description="Sender of the house's mail; most servers refuse the default.",
    )
    cdn_purge_url: str = Field(
        "", description="Address that takes a POST with surrogate keys to purge; empty: no purge."
    )
    csrf_trusted_origins: str = Field("", description="Comma separated origins for the admin.")
    secure_proxy_header: bool = Field(
        False, description="True where a proxy sets X-Forwarded-Proto and strips it from clients."
    )
    trusted_proxies: str = Field(
        "",
        description="Comma separated addresses or networks of the proxies whose X-Forwarded-For is "
        "believed, and `unix` for one that comes by a socket; empty: that header is ignored.",
    )
    security_contact: str = Field(
        "",
        description="Who is told of a weakness, for `/.well-known/security.txt`: comma separated "
        "addresses that start with `mailto:`, `https://` or `tel:`; empty: there is no such file.",
    )

    def heads_folders(self) -> list[Path]:
        """Every folder that gets the signed heads: the first, and those named besides it."""
        return [self.signed_heads_dir, *map(Path, split(self.signed_heads_dirs))]

    @field_validator("helsekilde_data")
    @classmethod
    def _data(cls, value: Path) -> Path:
        return value.resolve()

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        proxies.parse(value)
        return value

    @field_validator("security_contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        contact.parse(value)
        return value


def env_read() -> Env:
    """The environment, checked.

    Raises ImproperlyConfigured: one line that names every variable with an unusable value.
    """
    try:
        env = Env()
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, row['loc'])).upper()}: {row['msg'].removeprefix('Value error, ')}"
            for row in error.errors()
            # A default that is made of another setting: that one is at fault, and is named.
            if row["type"] != "default_factory_not_called"
        ]
        raise ImproperlyConfigured(_one_line(problems)) from error
    if problems := mail.problems(env):
        raise ImproperlyConfigured(_one_line(problems))
    return env


def _one_line(problems: list[str]) -> str:
    return f"Unusable settings in the environment. {'; '.join(problems)}."


def split(value: str) -> list[str]:
    """Comma separated text to a list without empty parts."""
    return [part.strip() for part in value.split(",") if part.strip()]
