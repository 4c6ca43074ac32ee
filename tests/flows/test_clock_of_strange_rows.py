"""A row that is of no page stops the clock for nobody."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.images import get_image_model
from wagtail.models import Revision

from content_models.clock import database_now
from editorial.workflow.scheduling import schedule_run
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit
from tests.timing import database_at

STRANGE = ["", "x", "7a", "-7", "0", "٣", "7 ", "9" * 40, str(2**63), "1e3", "\n7"]


def planned(object_id, moment, *, like, kind):
    """As the application's login can."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailcore_revision (base_content_type_id, content_type_id, object_id,"
            " created_at, content, object_str, approved_go_live_at)"
            " SELECT %s, content_type_id, %s, created_at, content, '', %s"
            " FROM wagtailcore_revision WHERE id = %s",
            [kind.pk, object_id, moment, like.pk],
        )


def test_strange_rows_on_the_clock(house, caplog):
    begins = database_now() + timedelta(minutes=5)
    page = draft(author=house["author"], go_live_at=begins)
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    act(state, "sign", by=house["clinician"], **sign_data(page))
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    other = ContentType.objects.get_for_model(get_image_model())
    for strange in STRANGE:
        planned(strange, begins - timedelta(minutes=1), like=revision, kind=other)
    with database_at(begins):
        report = schedule_run()
    assert (report.published, report.refused) == ([page.pk], {})
    assert caplog.text.count("is on the clock and of no page") == len(STRANGE)


@pytest.mark.parametrize("strange", ["999999999999999999"])
def test_a_page_that_there_never_was_is_refused_for_itself(house, strange):
    begins = database_now() + timedelta(minutes=5)
    page = draft(author=house["author"])
    revision = page.get_latest_revision()
    planned(strange, begins, like=revision, kind=revision.base_content_type)
    with database_at(begins):
        report = schedule_run()
    assert report.published == []
    assert list(report.refused) == [int(strange)]
