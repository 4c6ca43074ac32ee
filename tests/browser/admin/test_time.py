"""The tab where a text gets its dates, by hand, on a wide screen and on a telephone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.admin import writing
from tests.browser.admin.conftest import Office
from tests.browser.admin.looking import violations
from tests.factories.pages import draft

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_an_author_sets_both_dates(office: Office, house: dict[str, Any], width: int) -> None:
    page = draft(author=house["author"])
    begin = (timezone.localtime() + timedelta(days=2)).replace(second=0, microsecond=0)
    tab = office("author", width=width)
    tab.goto(f"/admin/pages/{page.pk}/edit/")
    tab.get_by_role("tab", name="Tid").click()
    tab.fill("[name=go_live_at]", begin.strftime("%Y-%m-%dT%H:%M"))
    tab.fill("[name=expire_at]", (begin + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"))
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    writing.save(tab)
    assert tab.input_value("[name=go_live_at]") == begin.strftime("%Y-%m-%dT%H:%M")
    said = tab.locator(".house-ready")
    expect(said).to_contain_text(f"skal publiseres {begin:%d.%m.%Y %H:%M}")
    expect(said).to_contain_text("Teksten tas ned")
    # Nothing beside the text opens a window that is not there.
    assert tab.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").count() == 0
