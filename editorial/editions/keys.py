"""The Ed25519 keys that sign receipts and heads of the log, and those that are published.

The private key comes from a file or the environment and is never written anywhere but by
`manage.py signing_key`. A retired key signs nothing any more and stays published, so that old
receipts can be verified for ever.
"""

import base64
import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from content_models.digest import canonical


def b64url(data: bytes) -> str:
    """Base64url without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _public_bytes(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def jwk_of(key: Ed25519PublicKey) -> dict[str, str]:
    """A public key as a JWK; `kid` is its RFC 7638 thumbprint."""
    core = {"crv": "Ed25519", "kty": "OKP", "x": b64url(_public_bytes(key))}
    kid = b64url(hashlib.sha256(canonical(core)).digest())
    return {**core, "alg": "EdDSA", "use": "sig", "kid": kid}


def signing_key() -> Ed25519PrivateKey:
    """The key that signs now.

    Raises:
        ImproperlyConfigured: there is none, it cannot be read, or it is no Ed25519 private key.
    """
    if settings.SIGNING_KEY:
        return _parse(settings.SIGNING_KEY.encode(), "SIGNING_KEY")
    path = Path(settings.SIGNING_KEY_FILE) if settings.SIGNING_KEY_FILE else None
    if path is None:
        raise ImproperlyConfigured("Set SIGNING_KEY_FILE or SIGNING_KEY: receipts must be signed.")
    try:
        if not path.exists():
            if not settings.SIGNING_KEY_AUTOCREATE:
                raise ImproperlyConfigured(
                    f"{path} does not exist. Make a key: manage.py signing_key create"
                )
            key_create(path, head=settings.SIGNING_KEY_HEAD)
        return _read(str(path), path.stat().st_mtime_ns)
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be read ({error.strerror}).") from error


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> Ed25519PrivateKey:
    return _parse(Path(path).read_bytes(), path)


@lru_cache(maxsize=4)
def _parse(pem: bytes, source: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"{source} holds no private key in PEM form.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{source} holds a key that is not Ed25519.")
    return key


def key_create(path: Path, *, head: str = "") -> None:
    """Make a private key, readable by its owner alone; the first of several makers wins.

    `head` is a line for people before the key; who reads PEM passes over it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    if head:
        pem = f"{head}\n".encode() + pem
    written = _write_beside(path, pem)
    try:
        os.link(written, path)
    except FileExistsError:
        return
    finally:
        written.unlink()


def _write_beside(target: Path, data: bytes) -> Path:
    """Write a private temporary file next to `target` and bring it to the disk."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".new")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def key_rotate() -> str:
    """Retire the key in SIGNING_KEY_FILE and put a new one in its place. Returns the new `kid`.

    The retired public key is published before the new one signs anything.
    """
    path = Path(str(settings.SIGNING_KEY_FILE))
    old = signing_key().public_key()
    folder = Path(settings.SIGNING_RETIRED_KEYS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{jwk_of(old)['kid']}.pem"
    pem = old.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # Whole or not at all: half a file here would take down the key set for everybody.
    written = _write_beside(target, pem)
    written.chmod(0o644)
    os.replace(written, target)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    key_create(fresh, head=settings.SIGNING_KEY_HEAD)
    os.replace(fresh, path)
    return jwk_of(signing_key().public_key())["kid"]


def public_jwks() -> dict[str, list[dict[str, str]]]:
    """The key set of `/.well-known/jwks.json`: the current key and all retired ones.

    Raises:
        ImproperlyConfigured: a key is missing, or a file in the folder of retired keys is no public
            Ed25519 key. A private key that lies there is never published.
    """
    keys = [jwk_of(signing_key().public_key())]
    folder = Path(settings.SIGNING_RETIRED_KEYS_DIR)
    for path in sorted(folder.glob("*.pem")) if folder.is_dir() else []:
        keys.append(jwk_of(_public_key(path)))
    return {"keys": list({key["kid"]: key for key in keys}.values())}


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be read ({error.strerror}).") from error
    if b"PRIVATE KEY" in pem:
        raise ImproperlyConfigured(
            f"{path} is a private key. Put its public key there instead: openssl pkey -pubout"
        )
    try:
        key: Any = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"{path} holds no public key in PEM form.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ImproperlyConfigured(f"{path} holds a key that is not Ed25519.")
    return key
