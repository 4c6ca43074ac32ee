"""The keys that sign: found, made once, rotated without a gap, and never published by mistake."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from editorial.editions import keys

# The key and thumbprint of RFC 8037, appendix A.
RFC_PRIVATE = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
RFC_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def private_pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.SIGNING_KEY = ""
    settings.SIGNING_KEY_FILE = tmp_path / "secret" / "signing.pem"
    settings.SIGNING_KEY_AUTOCREATE = True
    settings.SIGNING_RETIRED_KEYS_DIR = tmp_path / "retired"
    return tmp_path


def test_a_key_is_called_by_its_rfc_7638_thumbprint(folder, settings):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(RFC_PRIVATE))
    settings.SIGNING_KEY = private_pem(key).decode()
    assert keys.public_jwks() == {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "x": RFC_X, "kid": RFC_THUMBPRINT, "alg": "EdDSA",
             "use": "sig"}
        ]
    }  # fmt: skip


def test_a_new_key_is_readable_by_its_owner_alone(folder, settings):
    keys.signing_key()
    path = settings.SIGNING_KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["signing.pem"]


def test_without_leave_no_key_is_made(folder, settings):
    settings.SIGNING_KEY_AUTOCREATE = False
    with pytest.raises(ImproperlyConfigured, match=r"signing\.pem does not exist"):
        keys.signing_key()
    assert not settings.SIGNING_KEY_FILE.parent.exists()


def test_without_any_setting_it_says_what_to_set(folder, settings):
    settings.SIGNING_KEY_FILE = None
    with pytest.raises(ImproperlyConfigured, match="Set SIGNING_KEY_FILE or SIGNING_KEY"):
        keys.signing_key()


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    """Each makes a key of its own; all of them end up with the first that was there."""
    path = tmp_path / "signing.pem"
    program = (
        "import sys; from pathlib import Path\n"
        "from editorial.editions.keys import key_create\n"
        "path = Path(sys.argv[1]); key_create(path); print(hash(path.read_bytes().hex()))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)],
            stdout=subprocess.PIPE,
            env={"PYTHONHASHSEED": "0", "PYTHONPATH": str(Path(keys.__file__).parents[2])},
        )
        for _ in range(4)
    ]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    assert len(set(outputs)) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["signing.pem"]


@pytest.mark.parametrize(
    ("pem", "message"),
    [
        (b"no key at all", "holds no private key"),
        (private_pem(ec.generate_private_key(ec.SECP256R1())), "not Ed25519"),
    ],
    ids=["no key", "another curve"],  # each process makes another key, and must name the same test
)
def test_a_file_that_is_no_ed25519_key_is_refused(folder, settings, pem, message):
    settings.SIGNING_KEY_FILE.parent.mkdir()
    settings.SIGNING_KEY_FILE.write_bytes(pem)
    with pytest.raises(ImproperlyConfigured, match=message):
        keys.signing_key()


def test_rotation_retires_the_old_key_and_signs_with_a_new_one(folder, settings):
    old = keys.public_jwks()["keys"][0]
    new = keys.key_rotate()
    published = keys.public_jwks()["keys"]
    assert [key["kid"] for key in published] == [new, old["kid"]]
    assert published[1] == old
    assert keys.jwk_of(keys.signing_key().public_key())["kid"] == new != old["kid"]
    assert stat.S_IMODE(settings.SIGNING_KEY_FILE.stat().st_mode) == 0o600
    assert [path.name for path in settings.SIGNING_RETIRED_KEYS_DIR.iterdir()] == [
        f"{old['kid']}.pem"
    ]


def test_a_key_that_was_retired_twice_is_published_once(folder, settings):
    old = keys.public_jwks()["keys"][0]["kid"]
    new = keys.key_rotate()
    retired = settings.SIGNING_RETIRED_KEYS_DIR
    (retired / "copy.pem").write_bytes((retired / f"{old}.pem").read_bytes())
    assert [key["kid"] for key in keys.public_jwks()["keys"]] == [new, old]


def test_a_private_key_among_the_retired_ones_is_never_published(folder, settings):
    settings.SIGNING_RETIRED_KEYS_DIR.mkdir()
    secret = Ed25519PrivateKey.generate()
    (settings.SIGNING_RETIRED_KEYS_DIR / "old.pem").write_bytes(private_pem(secret))
    with pytest.raises(ImproperlyConfigured, match=r"old\.pem is a private key"):
        keys.public_jwks()


def test_a_retired_file_that_is_no_key_is_named(folder, settings):
    settings.SIGNING_RETIRED_KEYS_DIR.mkdir()
    (settings.SIGNING_RETIRED_KEYS_DIR / "broken.pem").write_text("half a fi")
    with pytest.raises(ImproperlyConfigured, match=r"broken\.pem holds no public key"):
        keys.public_jwks()


def test_the_command_creates_shows_and_rotates(folder, capsys):
    call_command("signing_key", "create")
    first = capsys.readouterr().out
    call_command("signing_key", "rotate")
    second = capsys.readouterr().out
    call_command("signing_key", "show")
    assert first.startswith("signs now: ")
    retired = first.removeprefix("signs now: ")
    assert capsys.readouterr().out == f"{second}retired:   {retired}"
    with pytest.raises(CommandError, match="exists; use rotate"):
        call_command("signing_key", "create")


def test_a_key_from_the_environment_can_not_be_rotated_by_us(folder, settings):
    settings.SIGNING_KEY = private_pem(Ed25519PrivateKey.generate()).decode()
    with pytest.raises(CommandError, match="This works on a key file"):
        call_command("signing_key", "rotate")
