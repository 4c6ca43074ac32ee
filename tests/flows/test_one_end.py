"""A text ends when its newest edition says: the row of its page ends nothing, and says the same."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from wagtail.log_actions import LogContext
from wagtail.models import Page

from cms.database.owner import as_owner
from content_models.clock import database_now
from content_models.pages import TreatmentPage
from editorial.editions.audit import audit
from editorial.editions.expiry import expiry_run
from editorial.editions.models import Edition
from editorial.editions.services import edition_withdraw, status_refresh
from editorial.editions.withdrawal import WithdrawalRefused
from tests.factories.pages import draft, edit
from tests.flows.test_ends_sooner import ending, fresh, pressed
from tests.forging import withdrawal_forge
from tests.timing import database_at, database_on, time_over

pytestmark = pytest.mark.usefixtures("in_english")
REFUSED = "ends when its newest edition says, and at no other time"
HOUR = timedelta(hours=1)
CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"


def by_sql(page, moment):
    Page.objects.filter(pk=page.pk).update(expire_at=moment)


def by_a_partial_save(page, moment):
    row = fresh(page)
    row.expire_at = moment
    row.save(update_fields=["expire_at"])


def with_other_things(page, moment):
    Page.objects.filter(pk=page.pk).update(expire_at=moment, expired=True, title="Annen")


WAYS = {way.__name__: way for way in (by_sql, by_a_partial_save, with_other_things)}


def older(page, moment):
    """As an older house has it: written before the database asked."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_page DISABLE TRIGGER editions_end_on_update")
        cursor.execute(
            "UPDATE wagtailcore_page SET expire_at = %s WHERE id = %s", [moment, page.pk]
        )
        cursor.execute("ALTER TABLE wagtailcore_page ENABLE TRIGGER editions_end_on_update")


def actions():
    return list(Edition.objects.order_by("pk").values_list("action", flat=True))


def findings(page):
    return [f"page {page.pk} says another end than its edition does"]


def found():
    return [str(finding).partition(": ")[2].rstrip(".") for finding in audit()]


@pytest.mark.parametrize("has_end", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_no_other_end_is_written_in_the_row_of_a_live_page(house, live, way, has_end):
    now = database_now().replace(microsecond=0)
    end = now + 48 * HOUR if has_end else None
    if has_end:
        ending(live, end, by=house["desk"])
    before = actions()
    others = [now - HOUR, now + HOUR, now + 90 * HOUR, *([None] if has_end else [])]
    for other in others:
        with pytest.raises(DatabaseError, match=REFUSED):
            WAYS[way](live, other)
    assert Page.objects.get(pk=live.pk).expire_at == end
    assert (actions(), expiry_run().expired, found()) == (before, [], [])
    if has_end:
        # A part of a second is no other end, for the log has none.
        by_sql(live, end + timedelta(milliseconds=400))


def test_a_row_that_says_so_ends_nothing(house, live):
    """Not by the clock, by whoever is at work, nor in a withdrawal's own words."""
    older(live, database_now() - HOUR)
    assert expiry_run().expired == []
    assert Client().get(f"/nb/{live.public_path}").status_code == 200
    page = fresh(live)
    page.live = False
    with LogContext(user=house["clinician"]), pytest.raises(WithdrawalRefused, match="desk"):
        page.save()
    with pytest.raises(DatabaseError, match="The time of this text is not over"):
        withdrawal_forge(live, reason="expired")
    assert (actions(), found()) == (["published"], findings(live))
    with LogContext(user=house["desk"]):
        fresh(live).unpublish(user=house["desk"])
    said = json.loads(bytes(Edition.objects.latest("pk").envelope))["edition"]["withdrawal"]
    assert said["reason"] == "unpublished"


def test_the_row_of_an_older_house_is_in_the_way_of_nothing_else(house, live):
    older(live, database_now() + 90 * HOUR)
    Page.objects.filter(pk=live.pk).update(draft_title="x", locked=True, owner=house["desk"])
    Page.objects.filter(pk=live.pk).update(locked=False)
    edit(fresh(live), author=house["author"], title="Et utkast")
    assert (actions(), found()) == (["published"], findings(live))
    with database_on(Edition.objects.get().next_review_due):
        assert status_refresh() == 1
    assert (actions(), found()) == (["published", "status"], [])


def test_the_upgrade_says_how_to_find_all_of_them(house, published, capsys):
    pages = [
        published(draft(author=house["author"], slug=f"nr-{number}", title=f"Nr. {number}"))
        for number in range(2)
    ]
    for page in pages:
        older(page, database_now() - HOUR)
    upgrade = CHANGELOG.read_text(encoding="utf-8").partition("**Upgrade, in this order.**")[2]
    steps = " ".join(upgrade.partition("\n\n* ")[0].split())
    (command,) = re.findall(r"`manage.py (audit_editions[^`]*)` lists", steps)
    with pytest.raises(CommandError, match=r"^2 findings"):
        call_command(*command.split())
    said = json.loads(capsys.readouterr().out)["findings"]
    assert [row["problem"].rstrip(".") for row in said] == [
        finding for page in pages for finding in findings(page)
    ]
    assert findings(pages[0])[0].replace(str(pages[0].pk), "…") in steps


@pytest.mark.parametrize("how", ["published", "withdrawn", "deleted", "set right"])
def test_and_is_set_right_by_what_is_done_with_the_text(house, live, how):
    older(live, database_now() + 90 * HOUR)
    if how == "published":
        pressed(live, by=house["desk"], expire_at="", slug="flyttet")
    elif how == "withdrawn":
        edition_withdraw(
            content_id=live.translation_key, actor=house["duty"], reason="error", notices={}
        )
    elif how == "deleted":
        with LogContext(user=house["desk"]):
            fresh(live).delete()
    else:
        by_sql(live, None)
    assert found() == []


def test_a_page_that_is_not_live_has_the_end_that_its_editors_want(house, live):
    page = draft(author=house["author"], slug="utkast", title="Et utkast")
    by_sql(page, database_now() - HOUR)
    by_sql(page, None)
    edit(fresh(live), author=house["author"], expire_at=database_now() + HOUR)
    assert Page.objects.get(pk=live.pk).expire_at is None
    time_over(live)
    assert expiry_run().expired == [live.pk]
    by_sql(live, database_now() + HOUR)
    assert actions() == ["published", "withdrawn"]


def test_a_text_of_class_a_ends_half_a_year_after_its_review_at_the_latest(house, published):
    page = published(draft(TreatmentPage, author=house["author"], risk_class="A", text="Ta én."))
    end = Edition.objects.get().public_until
    by_sql(page, end + HOUR)
    by_sql(page, end)
    with pytest.raises(DatabaseError, match=REFUSED):
        by_sql(page, end - HOUR)
    by_sql(page, None)
    assert found() == []
    with database_at(end):
        assert expiry_run().expired == [page.pk]
