"""A data folder and a signing key belong to one house; what is marked is told apart."""

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cms.installation.folders import FILE, folder_kind, folder_mark, folder_reason, key_reasons
from cms.installation.kinds import KEY_MARK
from editorial.editions.keys import key_create


def embedded(folder):
    (folder / "postgres").mkdir(parents=True)
    (folder / "postgres" / "PG_VERSION").write_text("18\n")
    return folder


def test_a_mark_is_read_again_and_can_be_repeated(tmp_path):
    folder = tmp_path / "data"
    assert folder_kind(folder) == ""
    for _time in range(2):
        folder_mark(folder, kind="production")
        assert (folder_kind(folder), (folder / FILE).read_text()) == ("production", "production\n")


def test_an_embedded_server_without_a_mark_is_a_demonstrations(tmp_path):
    assert folder_kind(embedded(tmp_path)) == "demo"
    folder_mark(tmp_path, kind="test")
    assert folder_kind(tmp_path) == "test"


@pytest.mark.parametrize("content", [b"", b"staging\n", b"\xff\xfe", b"production production"])
def test_a_mark_that_is_none_says_nothing(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    assert folder_kind(tmp_path) == ""


@pytest.mark.parametrize(
    ("kind", "ours", "refused"),
    [
        ("production", "demo", True), ("demo", "production", True), ("", "demo", False),
        ("", "production", False), ("demo", "demo", False), ("production", "production", False),
        ("test", "production", False), ("test", "demo", False),
    ],
)  # fmt: skip
def test_production_and_demonstration_do_not_share_a_folder(tmp_path, kind, ours, refused):
    if kind:
        folder_mark(tmp_path, kind=kind)
    reason = folder_reason(tmp_path, ours=ours)
    assert bool(reason) is refused
    if refused:
        assert reason == (
            f"HELSEKILDE_DATA is {tmp_path}, the data folder of a {kind} installation; these are "
            f"{ours} settings. Name a folder of its own."
        )


def test_production_does_not_move_in_with_an_older_demonstration(tmp_path):
    assert folder_reason(embedded(tmp_path), ours="production") != ""


@pytest.fixture
def key(tmp_path):
    """A key file, marked or not, in or outside the data folder."""

    def make(*, head: str, place: str):
        path = tmp_path / place / "signing.pem"
        key_create(path, head=head)
        assert load_pem_private_key(path.read_bytes(), password=None)
        return path

    return make


def reasons(tmp_path, ours, *, file=None, text=""):
    return key_reasons(file=file, text=text, data_dir=tmp_path / "data", ours=ours)


@pytest.mark.parametrize("by_text", [False, True])
def test_production_does_not_sign_with_a_key_of_a_demonstration(tmp_path, key, by_text):
    path = key(head=KEY_MARK, place="etc")
    given = {"text": path.read_text()} if by_text else {"file": path}
    assert reasons(tmp_path, "production", **given) == [
        "The signing key is one of a demonstration. Make another: signing_key create."
    ]
    assert reasons(tmp_path, "demo", **given) == []


def test_nor_with_the_unmarked_key_of_an_older_one(tmp_path, key):
    embedded(tmp_path / "data")
    path = key(head="", place="data/keys")
    assert len(reasons(tmp_path, "production", file=path)) == 1
    assert reasons(tmp_path, "demo", file=path) == []


@pytest.mark.parametrize("by_text", [False, True])
def test_a_demonstration_does_not_sign_with_a_key_from_elsewhere(tmp_path, key, by_text):
    path = key(head="", place="etc")
    given = {"text": path.read_text()} if by_text else {"file": path}
    assert reasons(tmp_path, "production", **given) == []
    (reason,) = reasons(tmp_path, "demo", **given)
    assert "what it signed would pass for another house's" in reason


@pytest.mark.parametrize("ours", ["production", "demo"])
def test_a_key_that_is_not_there_yet_is_no_reason(tmp_path, ours):
    assert reasons(tmp_path, ours, file=tmp_path / "etc" / "signing.pem") == []
    assert reasons(tmp_path, ours) == []
