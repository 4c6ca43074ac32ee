"""Every screen of ours, wide and on a telephone: axe, labels that are read, no overflow."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from wagtail.images import get_image_model

from cms.demo.reading import FOLDER
from content_models.facts.models import FactVersion
from editorial.editions.consumers import registry
from editorial.editions.models import ConsumerCursor, ParkedItem
from editorial.editions.services import edition_withdraw
from editorial.signoff.models import SignOff
from tests import signing
from tests.browser.admin.conftest import Office
from tests.browser.admin.looking import looked_at
from tests.factories.pages import draft
from tests.factories.whole import whole_page

pytestmark = [pytest.mark.browser, pytest.mark.long]
CONSUMER = "test-mirror"


@pytest.fixture
def screens(
    house: dict[str, Any], published: Any, settings: Any, tmp_path: Path
) -> dict[str, list[str]]:
    """Addresses by role, in a house in which every panel and every list has something to say."""
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "private", tmp_path / "public"
    with (FOLDER / "pictures" / "medicine.png").open("rb") as file:
        picture = get_image_model().objects.create(
            title="Medisin", file=ImageFile(file, name="m.png")
        )
    public = published(draft(author=house["author"]))
    public.title = "Søvn, hvile og døgnrytme"
    public.save_revision(user=house["author"])
    step = signing.submit(public.get_latest_revision_as_object(), by=house["author"])
    signing.act(step, "approve", by=house["desk"])
    step.refresh_from_db()
    on_desk = signing.submit(
        draft(author=house["author"], slug="to", summary=""), by=house["author"]
    )
    whole = signing.submit(whole_page(house, picture), by=house["author"])
    signing.act(whole, "approve", by=house["desk"])
    whole.refresh_from_db()
    gone = published(draft(author=house["author"], title="Et gammelt råd", slug="gammelt"))
    edition_withdraw(content_id=gone.translation_key, actor=house["duty"], reason="unsafe",
                     notices={"nb": "Ikke følg dette rådet."})  # fmt: skip
    fact = FactVersion.objects.get()
    ParkedItem.objects.create(
        consumer=CONSUMER, content_id=public.translation_key, lang="nb", first_seq=1, last_seq=1,
        attempts=8, error="OSError: full", is_parked=True,
    )  # fmt: skip
    ConsumerCursor.objects.create(name=CONSUMER, seq=1, state="resync")
    return {
        "author": ["/admin/", f"/admin/pages/{public.pk}/edit/"],
        "desk": ["/admin/", f"/admin/review/{on_desk.current_task_state_id}/"],
        "clinician": [
            "/admin/",
            f"/admin/review/{step.current_task_state_id}/",
            f"/admin/review/{step.current_task_state_id}/text/",
            f"/admin/review/{whole.current_task_state_id}/text/",
            f"/admin/facts/{fact.pk}/sign/",
            "/admin/sign-offs/mine/",
            "/admin/sign-offs/in-my-name/",
            f"/admin/pages/{public.pk}/sign-offs/",
            f"/admin/sign-offs/{SignOff.objects.first().pk}/take-back/",
        ],
        "duty": ["/admin/", "/admin/edition-log/", f"/admin/pages/{public.pk}/withdraw/"],
        "chief": ["/admin/"],
    }


@pytest.fixture(autouse=True)
def _mirror() -> Any:
    registry.register(CONSUMER, lambda _entry: None)
    yield
    registry.unregister(CONSUMER)


def test_nothing_is_wrong_with_our_screens(office: Office, screens: dict[str, list[str]]) -> None:
    found = {}
    for role, paths in screens.items():
        tab = office(role)
        if faults := looked_at(tab, paths):
            found[role] = faults
        tab.context.close()
    # Addresses that nobody has lead to a screen too.
    found |= looked_at(office("desk"), ["/admin/nothing-is-here/"], status=404)
    assert not found, found
