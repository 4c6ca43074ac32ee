"""A house at work: a public text, one on each desk, a fact, a picture, a failed delivery."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model

from content_models.facts.models import Fact, FactVersion
from editorial.editions.consumers import registry
from editorial.editions.models import ConsumerCursor, Edition, ParkedItem
from editorial.signoff.models import SignOff, Telling
from tests import signing
from tests.factories.pages import draft

CONSUMER = "test-mirror"


@dataclass
class Scene:
    """`desk_step` and `clinical_step` are the running task states of two drafts."""

    people: dict[str, Any]
    public: Any
    desk_step: Any
    clinical_step: Any
    fact: FactVersion
    picture: Any
    parked: ParkedItem

    def client(self, role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(self.people[role])
        return client

    def state(self) -> dict[str, Any]:
        """Everything that a click may not change unless it was allowed to."""
        for step in (self.desk_step, self.clinical_step):
            step.refresh_from_db()
        self.fact.refresh_from_db()
        return {
            "editions": Edition.objects.count(),
            "signatures": SignOff.objects.count(),
            "told": Telling.objects.count(),
            "steps": (self.desk_step.status, self.clinical_step.status),
            "fact": (self.fact.signed_at, self.fact.text_nb),
            "cursors": list(ConsumerCursor.objects.values_list("name", "state", "seq")),
            "parked": list(ParkedItem.objects.values_list("is_parked", "attempts")),
        }


@pytest.fixture
def scene(house, live, tmp_path):
    """The scene of a test; the consumer of the failed delivery is taken out again."""
    registry.register(CONSUMER, lambda _entry: None)
    try:
        steps = []
        for slug in ("paa-desken", "hos-legen"):
            page = draft(author=house["author"], slug=slug, title=slug)
            steps.append(signing.submit(page, by=house["author"]))
        signing.act(steps[1], "approve", by=house["desk"])
        for step in steps:
            step.refresh_from_db()
        fact = Fact.objects.create(key="paracetamol", kind="dose", name="Paracetamol")
        version = FactVersion(fact=fact, number=1, author=house["author"])
        version.text_nb = "Høyst 4 g i døgnet."
        version.save()
        file = tmp_path / "hals.png"
        Picture.new("RGB", (8, 8), "teal").save(file)
        with file.open("rb") as stream:
            picture = get_image_model().objects.create(
                title="Hals", file=ImageFile(stream, name=f"{uuid.uuid4()}.png")
            )
        parked = ParkedItem.objects.create(
            consumer=CONSUMER, content_id=live.translation_key, lang="nb", first_seq=1,
            last_seq=1, attempts=8, error="OSError: full", is_parked=True,
        )  # fmt: skip
        ConsumerCursor.objects.create(name=CONSUMER, seq=1, state="resync")
        yield Scene(
            people=house,
            public=live,
            desk_step=steps[0].current_task_state.specific,
            clinical_step=steps[1].current_task_state.specific,
            fact=version,
            picture=picture,
            parked=parked,
        )
    finally:
        registry.unregister(CONSUMER)
