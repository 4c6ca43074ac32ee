"""A house whose backup was restored."""

from types import SimpleNamespace

import pytest

from editorial.editions.continuity import watch
from editorial.editions.heads.services import head_sign
from tests.backups import backups
from tests.factories.pages import draft
from tests.flows.restored.story import withdraw


@pytest.fixture
def story(db, house, published, client):
    """Two texts, a backup; one is withdrawn as unsafe, another comes; the backup is restored."""
    unsafe = published(draft(author=house["author"], slug="farlig", title="Farlig råd"))
    other = published(draft(author=house["author"], slug="annet", title="Annet råd"))
    with backups(db) as made:
        number = made.take()
        withdraw(unsafe, by=house["duty"])
        published(draft(author=house["author"], slug="ny", title="Ny"))
        cursor = client.get("/api/v1/changes").json()["cursor"]
        assert head_sign().problem == ""
        made.restore(number)
        watch.forget()
        yield SimpleNamespace(
            unsafe=unsafe, other=other, cursor=cursor, house=house, backups=made, number=number,
        )  # fmt: skip
