"""What was stopped in the lost part does not come out of the restored backup."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Revision

from editorial.editions.audit import audit
from editorial.editions.continuity import watch
from editorial.editions.heads.services import head_sign
from editorial.editions.models import PublicDocument
from editorial.editions.taking_down import stoppable
from editorial.workflow.scheduling import schedule_run
from tests.backups import backups
from tests.factories.pages import draft
from tests.flows.restored.story import accept, withdraw
from tests.flows.test_stops import signed
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")


def on_the_clock():
    return Revision.page_revisions.exclude(approved_go_live_at=None).count()


def public():
    return list(PublicDocument.objects.filter(state="current").values_list("lang", "title"))


@pytest.mark.parametrize("was_public", [True, False])
def test_what_stands_on_the_clock_of_the_backup_is_stopped(db, house, published, was_public):
    """Nynorsk was on the clock; bokmål was public, or went public by the clock after the backup."""
    soon = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    early = soon - timedelta(hours=1)
    page = draft(author=house["author"], go_live_at=None if was_public else early)
    signed(page, house)
    nynorsk = page.copy_for_translation(Locale.objects.get(language_code="nn"))
    nynorsk.title, nynorsk.go_live_at = "Svevn", soon
    nynorsk.save_revision(user=house["author"])
    signed(nynorsk, house)
    other = draft(author=house["author"], slug="annet", title="Annet", go_live_at=soon)
    signed(other, house)
    with backups(db) as made:
        number = made.take()
        with database_at(early):
            schedule_run()
            withdraw(page, by=house["duty"])
            assert head_sign().problem == ""
        made.restore(number)
        watch.forget()
        said = accept()
        assert f"nn {page.translation_key}: not public, and needs a new review." in said
        assert on_the_clock() == 1
        assert stoppable(content_id=page.translation_key) == []
        with database_at(soon):
            schedule_run()
        assert public() == [("nb", "Annet")]
        assert [str(row) for row in audit()] == []
