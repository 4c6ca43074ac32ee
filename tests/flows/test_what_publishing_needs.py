"""Publishing with the disk in the way: a sentence that says what failed, and nothing changed."""

import resource
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, TaskState

from editorial.editions.models import Edition, LogEntry
from editorial.signoff.models import SignOff
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft, edit
from tests.signing import act, sign_data, submit
from tests.timing import database_at

SIDE, ROOM = 400, 200_000  # pixels; bytes, of which the picture has more
CANNOT_BE_WRITTEN = (
    "Ingenting ble publisert: Bildene i denne teksten kan ikke skrives til mappen for offentlige "
    "bilder ("
)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "private", tmp_path / "public"


@pytest.fixture
def page(house):
    file = BytesIO()
    Picture.effect_noise((SIDE, SIDE), 99).convert("RGB").save(file, "PNG")
    row = get_image_model()(title="Bilde", file=ImageFile(BytesIO(file.getvalue()), name="b.png"))
    row.save()
    assert Path(row.file.path).stat().st_size > ROOM
    image = {"image": row.pk, "alt": "Et bilde", "caption": "", "credit": ""}
    blocks = [{"type": "image", "value": image}]
    value = {"aspect": "overview", "heading": "Del", "blocks": blocks}
    return draft(author=house["author"], body=[{"type": "section", "value": value}])


@contextmanager
def no_folder(settings):
    """A file stands where the folder should be, as where a mount is gone."""
    folder = Path(settings.PUBLIC_MEDIA_ROOT)
    folder.write_text("not a folder")
    yield
    folder.unlink()


@contextmanager
def no_room(settings):
    """There is not room for a whole picture."""
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        assert list(Path(settings.PUBLIC_MEDIA_ROOT).iterdir()) == []


FAULTS = {"no folder": no_folder, "no room": no_room}


def counts():
    return Edition.objects.count(), LogEntry.objects.count(), SignOff.objects.count()


@pytest.mark.parametrize("fault", FAULTS)
def test_who_signs_reads_what_failed_and_nothing_is_changed(house, page, settings, fault):
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    client = Client()
    client.force_login(house["clinician"])
    path = reverse("review", args=[state.current_task_state_id])
    data = {**sign_data(page), "attested": "on", "action": "sign"}
    with FAULTS[fault](settings):
        answer = client.post(path, data)
        assert answer.status_code == 422
        assert CANNOT_BE_WRITTEN in answer.text
        assert counts() == (0, 0, 0)
        assert not Page.objects.get(pk=page.pk).live
        assert TaskState.objects.get(pk=state.current_task_state_id).status == "in_progress"
    assert client.post(path, data).status_code == 302
    assert counts() == (1, 1, 1)


def test_the_clock_says_it_and_tries_again(house, page, settings):
    soon = (timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    edit(page, author=house["author"], go_live_at=soon)
    state = submit(Page.objects.get(pk=page.pk).specific, by=house["author"])
    act(state, "approve", by=house["desk"])
    act(state, "sign", by=house["clinician"], **sign_data(page))
    with no_folder(settings), database_at(soon):
        report = schedule_run()
    assert report.published == []
    (said,) = report.refused[page.pk]
    assert said.startswith(CANNOT_BE_WRITTEN)
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 1
    assert counts() == (0, 0, 1)
    with database_at(soon):
        assert schedule_run().published == [page.pk]
