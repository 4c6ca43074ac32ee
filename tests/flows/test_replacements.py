"""What is to be read instead of a withdrawn text, as long as that can be read itself."""

import pytest
from django.test import Client

from editorial.editions.services import item_withdraw
from tests.factories.pages import draft
from tests.flows.test_wishes import HELD
from tests.flows.test_wishes_of_others import _impatient
from tests.holding import held

pytestmark = pytest.mark.usefixtures("in_english")
__all__ = ["_impatient"]


def replaced(house, published):
    old, new = (
        published(draft(author=house["author"], slug=slug, title=slug)) for slug in ("gml", "ny")
    )
    item_withdraw(
        content_id=old.translation_key, actor=house["duty"], reason="consolidated", notices={},
        replacement=new.translation_key,
    )  # fmt: skip
    return old, new


def led_to(old):
    """Where the site and the API send whoever asks for the old text."""
    site = Client().get(f"/nb/{old.public_path}")
    api = Client().get(f"/api/v1/content/{old.translation_key}?lang=nb")
    assert (site.status_code, api.status_code) == (410, 410)
    return site.text, api.json()["replacementUrl"], api.json()["replacement"]


@pytest.mark.parametrize("gone", ["withdrawn", "hidden", "deleted"])
def test_a_replacement_that_is_gone_itself_is_no_more_to_be_read(house, published, gone):
    old, new = replaced(house, published)
    path, name = f"/nb/{new.public_path}", str(new.translation_key)
    page, address, _named = led_to(old)
    assert path in page
    assert address == f"/api/v1/content/{name}?lang=nb"
    assert Client().get(address).status_code == 200
    if gone == "deleted":
        type(new).objects.get(pk=new.pk).delete()
    elif gone == "withdrawn":
        item_withdraw(
            content_id=new.translation_key, actor=house["duty"], reason="unsafe", notices={}
        )
    else:
        with held(HELD["the log"]):
            item_withdraw(
                content_id=new.translation_key, actor=house["duty"], reason="unsafe", notices={}
            )
            assert_led_nowhere(old, path, name)
    assert_led_nowhere(old, path, name)


def assert_led_nowhere(old, path, name):
    page, address, named = led_to(old)
    assert path not in page
    assert address is None
    # What was signed for stays in the document.
    assert named == name
