"""A key that is lost after a restore was accepted with it: what the page of keys says of it."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError

from editorial.editions import keys
from editorial.editions.continuity import watch
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.continuity.services import hold_raise
from editorial.editions.heads.services import head_sign
from tests.flows.restored.story import accept

OTHER = "/nb/levevaner/annet"


@pytest.fixture
def key(settings, tmp_path):
    """The file of the key that signs; its folder for retired ones lies beside it."""
    (tmp_path / "keys").mkdir()
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing.pem"
    settings.SIGNING_RETIRED_KEYS_DIR = tmp_path / "keys" / "retired"
    return settings.SIGNING_KEY_FILE


def stands(client):
    watch.forget()
    return standing_now().is_restored, client.get(OTHER).status_code


@pytest.mark.parametrize("way", ["its public half is put back", "it is lost for good"])
def test_the_house_stands_still_until_it_is_decided_anew(key, story, client, way):
    accept()
    assert stands(client) == (False, 200)
    half = keys.signing_key().public_key()
    key.unlink()
    keys.key_create(key)
    head_sign()
    assert stands(client) == (True, 503)
    # Whatever a look of another process found meanwhile, which may be written at any time.
    hold_raise()
    if way == "its public half is put back":
        retired = key.parent / "retired" / "public.pem"
        retired.parent.mkdir()
        retired.write_bytes(half.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        unsaid = "the database alone tells 0 things"
    else:
        unsaid = "the database alone tells [1-9]"
    assert stands(client) == (True, 503)
    with pytest.raises(CommandError, match=unsaid):
        accept()
    accept(leave_unsaid=True)
    assert stands(client) == (False, 200)
