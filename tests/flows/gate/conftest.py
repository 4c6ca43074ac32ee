"""A text with a block of every kind, published as somebody changed it on the way."""

import json
from types import SimpleNamespace

import pytest

from content_models.digest import canonical, sha256_hex
from content_models.publishing import Candidate
from tests.factories.pages import draft
from tests.flows.gate import forging
from tests.flows.gate.forging import first_forge, signoff_forge
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
def published_as(text, house, monkeypatch):
    """Publishes the text as a function has changed its article, with everybody's signature."""
    page, step = text

    def publish(change):
        article = json.loads(Candidate(step.revision.as_object()).article_bytes)
        change(article)
        digest = sha256_hex(canonical(article))
        made = SimpleNamespace(
            article=article, article_bytes=canonical(article), clinical_digest=digest
        )
        monkeypatch.setattr(forging, "Candidate", lambda _page: made)
        people = (house["clinician"], house["second"])
        signed = [signoff_forge(step, by=who, clinical_digest=digest) for who in people]
        first_forge(page, signed)

    return publish
