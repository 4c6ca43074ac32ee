"""A session ends while somebody is writing: they are told, nothing is lost, nothing goes astray."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.browser.admin.conftest import Office
from tests.browser.admin.following import followed
from tests.browser.admin.looking import violations
from tests.factories.pages import draft

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # milliseconds; only a page that does nothing makes us wait so long


def pass_time(**parts: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE users_adminsession SET began_at = began_at - %s, seen_at = seen_at - %s",
            [timedelta(**parts)] * 2,
        )


def dialog(tab: Any) -> Any:
    return tab.locator("dialog.house-session")


def log_in_beside(tab: Any, username: str) -> Any:
    """Log in in another tab of the same browser; that tab."""
    other = tab.context.new_page()
    other.goto("/admin/login/")
    other.fill("[name=username]", username)
    other.fill("[name=password]", username)
    other.press("[name=password]", "Enter")
    other.wait_for_url("**/admin/")
    return other


@pytest.fixture
def editor(office: Office, house: dict[str, Any]) -> Any:
    """An author before a draft, with a word in it that is not saved."""
    page = draft(author=house["author"], title="Kladd", slug="kladd")
    tab = office("author")
    # Saving by itself is another's part; here the person saves.
    tab.route("**/edit/", lambda route: (
        route.abort() if route.request.headers.get("accept") == "application/json"
        else route.continue_()
    ))  # fmt: skip
    tab.goto(f"/admin/pages/{page.pk}/edit/")
    tab.fill("#id_summary", "Skrevet før økten tok slutt.")
    tab.page_id = page.pk
    return tab


def saved_summary(pk: int) -> str:
    from wagtail.models import Page

    return str(Page.objects.get(pk=pk).get_latest_revision_as_object().summary)


def press_save(tab: Any) -> None:
    tab.locator("footer button.action-save").first.click()


@pytest.mark.parametrize("width", [1280, 390])
def test_saving_after_the_end_loses_nothing(editor: Any, width: int) -> None:
    editor.set_viewport_size({"width": width, "height": 844})
    pass_time(minutes=31)
    press_save(editor)
    expect(dialog(editor)).to_contain_text("Du er logget ut", timeout=PATIENCE)
    assert violations(editor) == []
    assert editor.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert editor.input_value("#id_summary") == "Skrevet før økten tok slutt."
    log_in_beside(editor, "author").close()
    editor.bring_to_front()
    dialog(editor).get_by_role("button", name="Jeg har logget inn").click()
    expect(dialog(editor)).to_be_hidden(timeout=PATIENCE)
    with followed(editor):
        press_save(editor)
    assert saved_summary(editor.page_id) == "Skrevet før økten tok slutt."


def test_who_comes_back_to_another_persons_page_does_not_save_it(editor: Any) -> None:
    pass_time(minutes=31)
    press_save(editor)
    expect(dialog(editor)).to_contain_text("Du er logget ut", timeout=PATIENCE)
    log_in_beside(editor, "desk").close()
    dialog(editor).get_by_role("button", name="Jeg har logget inn").click()
    expect(dialog(editor)).to_contain_text("En annen er logget inn", timeout=PATIENCE)
    assert violations(editor) == []
    assert saved_summary(editor.page_id) != "Skrevet før økten tok slutt."


def test_a_log_in_in_another_tab_makes_no_form_stale(editor: Any) -> None:
    other = log_in_beside_after_log_out(editor)
    other.close()
    with followed(editor):
        press_save(editor)
    assert saved_summary(editor.page_id) == "Skrevet før økten tok slutt."


def log_in_beside_after_log_out(tab: Any) -> Any:
    other = tab.context.new_page()
    other.goto("/admin/account/")
    token = other.evaluate("wagtailConfig.CSRF_TOKEN")
    other.request.post("/admin/logout/", form={"csrfmiddlewaretoken": token})
    other.close()
    return log_in_beside(tab, "author")


def test_a_person_who_is_still_there_says_so(editor: Any) -> None:
    pass_time(minutes=28, seconds=30)
    editor.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(dialog(editor)).to_contain_text("Er du der fortsatt?", timeout=PATIENCE)
    expect(dialog(editor)).to_contain_text("Tid igjen:")
    assert violations(editor) == []
    dialog(editor).get_by_role("button", name="Fortsett å være innlogget").click()
    expect(dialog(editor)).to_be_hidden(timeout=PATIENCE)
    pass_time(minutes=10)
    with followed(editor):
        press_save(editor)
    assert saved_summary(editor.page_id) == "Skrevet før økten tok slutt."


def test_a_server_that_is_away_costs_no_text(editor: Any) -> None:
    editor.route("**/admin/session/", lambda route: route.abort())
    press_save(editor)
    expect(dialog(editor)).to_contain_text("Tjeneren svarer ikke", timeout=PATIENCE)
    editor.unroute("**/admin/session/")
    dialog(editor).get_by_role("button", name="Prøv igjen").click()
    expect(dialog(editor)).to_be_hidden(timeout=PATIENCE)
    with followed(editor):
        press_save(editor)
    assert saved_summary(editor.page_id) == "Skrevet før økten tok slutt."


@pytest.mark.parametrize("width", [1280, 390])
def test_the_log_in_itself(browser: Any, live_server: Any, house: Any, width: int) -> None:
    """Slowed, it keeps the name, says the seconds, and can be read by everybody."""
    context = browser.new_context(
        base_url=live_server.url, locale="nb-NO", viewport={"width": width, "height": 844}
    )
    tab = context.new_page()
    tab.goto("/admin/login/")
    assert violations(tab) == []
    for _attempt in range(6):
        tab.fill("[name=username]", "duty")
        tab.fill("[name=password]", "wrong")
        with followed(tab):
            tab.press("[name=password]", "Enter")
    expect(tab.locator(".messages")).to_contain_text("Det har vært for mange forsøk. Vent ")
    assert tab.input_value("[name=username]") == "duty"
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    context.close()
