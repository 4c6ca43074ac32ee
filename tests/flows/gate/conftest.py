"""A text with a block of every kind, published as somebody changed it on the way."""

import pytest

from tests.factories.pages import draft
from tests.flows.gate.forging import article_forge
from tests.signing import act, submit

BLOCKS = [
    {"type": "steps", "value": {"items": [{"heading": "En", "html": "<p>To</p>"}]}},
    {"type": "do_dont", "value": {"do": ["<p>Sov</p>"], "dont": ["<p>Våk</p>"]}},
    {"type": "questions", "value": {"items": [{"question": "Hva?", "html": "<p>Det.</p>"}]}},
    {"type": "video", "value": {"url": "https://e.test/", "title": "V", "transcript": "<p>x</p>"}},
    {"type": "table", "value": {"caption": "T", "table": {"data": [["a", "b"]]}}},
]  # fmt: skip


@pytest.fixture
def text(house):
    value = {"aspect": "overview", "heading": "Del", "blocks": BLOCKS}
    page = draft(author=house["author"], risk_class="A", body=[{"type": "section", "value": value}])
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    return page, state.current_task_state


@pytest.fixture
def published_as(text, house):
    """Publishes the text as a function has changed its article, with everybody's signature."""
    page, step = text

    def publish(change):
        article_forge(page, step, by=(house["clinician"], house["second"]), change=change)

    return publish
