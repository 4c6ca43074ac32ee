"""What a signature and a publication ask once, they do not ask again: publishing stays cheap."""

from unittest.mock import patch

import pytest

from content_models import projection
from content_models.taxonomy.models import Topic
from editorial.editions.continuity.selectors import log_now
from editorial.editions.models import Edition
from editorial.workflow.services import QuorumMissing
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit


@pytest.fixture
def half(house):
    """A review of class A after the first of two signatures, and what the form posts."""
    page = draft(author=house["author"], risk_class="A")
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    act(state, "sign", by=house["clinician"], **data)
    return state, data


@pytest.mark.parametrize(("who", "times", "editions"), [("first", 1, 0), ("last", 2, 1)])
def test_a_text_is_read_once_for_the_signature_and_once_for_the_save(
    house, half, who, times, editions
):
    state, _data = half
    if who == "first":
        state = submit(draft(author=house["author"], risk_class="A", slug="b"), by=house["author"])
        act(state, "approve", by=house["desk"])
        state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    with patch.object(projection, "project_article", wraps=projection.project_article) as read:
        act(state, "sign", by=house["second"], **data)
    assert (read.call_count, Edition.objects.count()) == (times, editions)


def test_the_save_reads_it_itself_and_refuses_what_the_signature_was_not_for(house, half):
    """What the step remembers is the step's alone: the gate looks at what is published."""
    state, data = half
    step = state.current_task_state.specific
    assert step.candidate.clinical_digest == data["shown_digest"]
    topic = Topic.objects.create(slug="hjerte", name_nb="Hjerte")
    page = state.content_object.get_latest_revision_as_object()
    page.topics = [topic]
    page.save_revision(user=house["author"])
    assert step.candidate.clinical_digest == data["shown_digest"]
    with pytest.raises(QuorumMissing):
        step.approve(user=house["second"])
    assert not Edition.objects.exists()


def test_the_end_of_the_log_is_one_question(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        log = log_now()
    assert (log.seq, log.chain_hash, log.accepted, log.hold, log.revocation_count) == (
        0, "", (), None, 0,
    )  # fmt: skip
