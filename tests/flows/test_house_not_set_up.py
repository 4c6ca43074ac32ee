"""A fault in how the house is set up is a sentence to who meets it; nothing is lost by it."""

from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.checks import run_checks
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images import get_image_model

from editorial.editions.audit import audit
from editorial.editions.equipment import faults
from editorial.editions.keys import signing_key
from editorial.editions.models import Edition, LogEntry
from editorial.editions.wishes import services
from editorial.editions.wishes.services import wishes_run
from editorial.editions.wishes.taking_back import takings_back_run
from editorial.signoff.models import SignOff, SignOffRevocation
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit

pytestmark = pytest.mark.usefixtures("in_english")
NO_KEY = "A key of the house is missing, or cannot be used."
MISSING = "A picture in “Del” is missing."


@pytest.fixture(autouse=True)
def folders(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "private", tmp_path / "public"
    # A key of its own: other tests sign with the one of the run at the same time.
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing.pem"
    settings.SIGNING_RETIRED_KEYS_DIR = tmp_path / "retired"
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)


@contextmanager
def _moved(path, put=None):
    """Something else stands where a file or a folder was, or nothing."""
    aside = path.with_name(path.name + ".aside")
    path.rename(aside)
    try:
        if put is not None:
            path.write_bytes(put)
        yield
    finally:
        if put is not None:
            path.unlink()
        aside.rename(path)


@contextmanager
def _put(path, what):
    """A file stands where a folder should be, or in one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(what)
    yield
    path.unlink()


def _key(settings):
    settings.SIGNING_KEY_AUTOCREATE = False
    return Path(settings.SIGNING_KEY_FILE)


def _rsa():
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@contextmanager
def no_key(settings):
    with _moved(_key(settings)):
        yield


@contextmanager
def half_a_key(settings):
    with _moved(_key(settings), b"-----BEGIN PRIVATE KEY-----\n"):
        yield


@contextmanager
def key_of_another_kind(settings):
    with _moved(_key(settings), _rsa()):
        yield


@contextmanager
def folder_for_a_key(settings):
    path = _key(settings)
    with _moved(path):
        path.mkdir()
        yield
        path.rmdir()


@contextmanager
def words_for_a_key(settings):
    settings.SIGNING_KEY = "hemmelig"
    yield
    settings.SIGNING_KEY = ""


@contextmanager
def no_path_to_a_key(settings):
    kept, settings.SIGNING_KEY_AUTOCREATE = settings.SIGNING_KEY_FILE, False
    settings.SIGNING_KEY_FILE = None
    yield
    settings.SIGNING_KEY_FILE = kept


@contextmanager
def retired_key_is_none(settings):
    with _put(Path(settings.SIGNING_RETIRED_KEYS_DIR) / "old.pem", b"no key"):
        yield


@contextmanager
def no_folder_of_heads(settings):
    with _moved(Path(settings.SIGNED_HEADS_DIRS[0]), b"no folder"):
        yield


@contextmanager
def no_folder_of_public_pictures(settings):
    folder = Path(settings.PUBLIC_MEDIA_ROOT)
    with _moved(folder, b"no folder") if folder.exists() else _put(folder, b"no folder"):
        yield


@contextmanager
def picture_is_gone(settings):
    with _moved(Path(settings.MEDIA_ROOT)):
        yield


@contextmanager
def no_folder_of_pictures(settings):
    with _moved(Path(settings.MEDIA_ROOT), b"no folder"):
        yield


# Each fault: what the last signature reads, None where it is no obstacle to it; the part in health.
FAULTS = {
    no_key: (NO_KEY, "keys"),
    half_a_key: (NO_KEY, "keys"),
    key_of_another_kind: (NO_KEY, "keys"),
    folder_for_a_key: (NO_KEY, "keys"),
    words_for_a_key: (NO_KEY, "keys"),
    no_path_to_a_key: (NO_KEY, "keys"),
    retired_key_is_none: (NO_KEY, "keys"),
    no_folder_of_public_pictures: ("cannot be written to the folder of public", "public-pictures"),
    picture_is_gone: (MISSING, None),
    no_folder_of_pictures: (MISSING, "pictures"),
    no_folder_of_heads: (None, None),
}
OF_ANOTHER_SORT = [no_key, retired_key_is_none, no_folder_of_public_pictures, picture_is_gone,
                   no_folder_of_pictures, no_folder_of_heads]  # fmt: skip


def grid(faults=tuple(FAULTS)):
    return pytest.mark.parametrize("fault", faults, ids=lambda fault: fault.__name__)


@pytest.fixture
def text(house):
    """A text with a picture, in the clinicians' step, and the step."""
    file = BytesIO()
    Picture.new("RGB", (20, 20), "teal").save(file, "PNG")
    row = get_image_model()(title="Bilde", file=ImageFile(BytesIO(file.getvalue()), name="b.png"))
    row.save()
    image = {"image": row.pk, "alt": "Et bilde", "caption": "", "credit": ""}
    value = {"aspect": "overview", "heading": "Del", "blocks": [{"type": "image", "value": image}]}
    page = draft(author=house["author"], body=[{"type": "section", "value": value}])
    signing_key()
    assert faults() == []
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return page, state


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def counts():
    return Edition.objects.count(), LogEntry.objects.count(), SignOff.objects.count()


@grid()
def test_the_last_signature(house, text, settings, fault):
    page, state = text
    said, part = FAULTS[fault]
    clinician, address = browser_of(house["clinician"]), None
    address = reverse("review", args=[state.current_task_state_id])
    data = {**sign_data(page), "attested": "on", "action": "sign", "comment": "Lest nøye."}
    with fault(settings):
        assert clinician.get(address).status_code == 200
        assert clinician.get(f"{address}text/").status_code == 200
        answer = clinician.post(address, data)
        if said is None:
            assert answer.status_code == 302
        else:
            assert answer.status_code == 422
            assert said in answer.text
            assert "Lest nøye." in answer.text
            assert counts() == (0, 0, 0)
        _is_said(part, settings)
    if said is not None:
        assert clinician.post(address, data).status_code == 302
    assert counts() == (1, 1, 1)
    assert list(audit()) == []


def _is_said(part, settings):
    """Health and `check` say what is wrong; health tells nobody where."""
    health = Client().get("/api/v1/health")
    found = next(row for row in health.json()["checks"] if row["name"] == "equipment")
    assert (found["isOk"], found["faults"]) == (part is None, [part] if part else [])
    for folder in (settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT, settings.SIGNING_KEY_FILE):
        assert folder is None or str(folder) not in health.text


@grid(OF_ANOTHER_SORT)
def test_every_screen_and_step_on_the_way(house, text, settings, fault):
    """The desk, the editor, a draft that is saved, the dashboard, lists, and another review."""
    page, _state = text
    with fault(settings):
        for who in ("author", "desk", "clinician", "duty", "chief"):
            browser = browser_of(house[who])
            for address in ("/admin/", f"/admin/pages/{page.pk}/edit/", "/admin/edition-log/",
                            f"/admin/pages/{page.pk}/readiness/",
                            f"/admin/pages/{page.pk}/sign-offs/"):  # fmt: skip
                assert browser.get(address, follow=True).status_code in (200, 403)
        other = draft(author=house["author"], slug="annen", title="Annen")
        state = submit(other, by=house["author"])
        act(state, "approve", by=house["desk"])
        state.refresh_from_db()
        answer = browser_of(house["clinician"]).post(
            reverse("review", args=[state.current_task_state_id]),
            {"action": "reject", "comment": "Mangler kilde."},
        )
        assert answer.status_code == 302


BULK = "/admin/bulk/wagtailcore/page/unpublish/?next=/admin/&id={page}"
DOWN = {
    "withdrawn": ("duty", "/admin/pages/{page}/withdraw/",
                  {"reason": "unsafe", "languages": ["nb"], "notice_nb": "Ikke følg dette."}),
    "unpublished": ("desk", "/admin/pages/{page}/unpublish/", {}),
    "unpublished in bulk": ("desk", BULK, {}),
    "taken back": ("clinician", "/admin/sign-offs/{signoff}/take-back/",
                   {"cause": "unsafe", "reason": "Feil dose."}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        *((fault, "withdrawn") for fault in FAULTS),
        *((no_key, how) for how in DOWN if how != "withdrawn"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_what_is_taken_down_is_hidden_at_once(house, text, settings, fault, how):
    page, state = text
    act(state, "sign", by=house["clinician"], **sign_data(page))
    who, address, data = DOWN[how]
    address = address.format(page=page.pk, signoff=SignOff.objects.get().pk)
    # The process knows that the log has not lost its end: without keys it could not find out.
    assert Client().get(f"/nb/{page.public_path}").status_code == 200
    # What is withdrawn is signed by the key of today alone.
    waits = FAULTS[fault][0] == NO_KEY and fault is not retired_key_is_none
    with fault(settings):
        answer = browser_of(house[who]).post(address, data, follow=True)
        said = " ".join(str(message) for message in answer.context["messages"])
        assert ("hidden, not yet in the log" in said) is waits
        assert Client().get(f"/nb/{page.public_path}").status_code == 410
        assert (len(wishes_run()), LogEntry.objects.count() == 1) == (waits, waits)
        if waits:
            assert next(iter(wishes_run().values())).startswith(NO_KEY)
    assert (wishes_run(), takings_back_run()) == ({}, {})
    assert Edition.objects.latest("pk").action == "withdrawn"
    assert SignOffRevocation.objects.exists() is (how == "taken back")
    assert list(audit()) == []


@grid()
def test_check_names_it_and_stops_no_command(settings, fault, db, capsys):
    part = FAULTS[fault][1]
    signing_key()
    Path(settings.MEDIA_ROOT).mkdir()
    with fault(settings):
        call_command("check")
        every_command = capsys.readouterr().err
        said = {each.id for each in run_checks(include_deployment_checks=True)}
    assert "editions.W001" not in every_command
    assert ("editions.W001" in said) is (part is not None)


def test_a_picture_that_cannot_be_stored_is_a_sentence(house, settings, tmp_path):
    file = BytesIO()
    Picture.new("RGB", (20, 20), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "b.png"
    with _put(Path(settings.MEDIA_ROOT), b"no folder"):
        data = {"title": "Bilde", "file": file, "collection": 1}
        answer = browser_of(house["desk"]).post("/admin/images/add/", data, follow=True)
        assert answer.status_code == 200
        assert "The picture was not stored: the folder of pictures" in answer.text
    assert not get_image_model().objects.exists()
