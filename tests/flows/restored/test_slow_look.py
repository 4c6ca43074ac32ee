"""A look at the heads that ends after a person has decided tells of before, and stops nothing."""

import pytest

from editorial.editions.continuity import services
from editorial.editions.models import Hold
from tests.flows.restored.story import accept
from tests.flows.restored.test_key_lost import stands


@pytest.mark.parametrize("times", [1, services.MOST_LOOKS])
def test_a_look_from_before_a_decision_holds_nothing_after_it(story, client, monkeypatch, times):
    look = services.lost_part
    services.hold_raise()
    before = look()
    assert before is not None
    accept()
    holds = Hold.objects.count()
    seen = [before] * times

    def slow():
        """What it had seen before the decision, which comes while it looks."""
        if not seen:
            return look()
        decisions.append(len(decisions))
        return seen.pop()

    decisions = []
    monkeypatch.setattr(services, "lost_part", slow)
    monkeypatch.setattr(services, "_newest_decision", newest(decisions))
    assert services.hold_raise() is None
    assert Hold.objects.count() == holds
    assert stands(client) == (False, 200)


def newest(decisions):
    """The number of the newest decision; one more with each look that was overtaken."""
    return lambda: len(decisions)
