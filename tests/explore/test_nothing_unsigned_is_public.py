"""No sequence of routes by any mix of people shows the public a text without a valid sign-off.

There are two gates, one in `save()` and one in the database. With the first alone switched off
nothing leaks, because the database still refuses at commit: that walk shows that the explorer gets
as far as the second gate, not that it would find a leak. With the database's gate off, and with
both, it finds one.
"""

import json
import re
import time
from contextlib import ExitStack
from unittest.mock import patch

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache

from tests import databases
from tests.explore.machine import STEPS_PER_SEQUENCE, Tally, walk
from tests.explore.oracle import Leak
from tests.explore.routes import (
    believing,
    crossing,
    ending,
    forging,
    injecting,
    labelling,
    lying,
    naming,
    overtaking,
    shadowing,
    wishing,
)
from tests.explore.routes.registry import ROUTES, WEIGHTS
from tests.explore.routes.stopping import planned_text_is_stopped
from tests.explore.sabotage import (
    database_gate_off,
    refusals_at_commit,
    revocation_gate_off,
    save_gate_off,
    wishes_off,
)
from tests.explore.total import PROPERTY, SHARDS, seeds

# Who writes an edition by SQL.
FORGERS = {
    each.__name__
    for each in (
        forging, lying, believing, shadowing, injecting, labelling, ending, overtaking, naming
    )
}  # fmt: skip
# Who hides a text by a wish.
HIDERS = {each.__name__ for each in (crossing, overtaking, wishing)}


@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
def test_explore(shard, request, django_db_setup, django_db_blocker, record_property):
    """A share of the walks; `tests.explore.total` judges what all of them come to."""
    steps = request.config.getoption("--explore-steps")
    tally = Tally()
    began = time.monotonic()
    with django_db_blocker.unblock():
        for seed in seeds(shard, steps=steps, first=request.config.getoption("--explore-seed")):
            with databases.cloned():
                ContentType.objects.clear_cache()
                cache.clear()
                walk(seed=seed, steps=min(STEPS_PER_SEQUENCE, steps), tally=tally)
    tally.seconds = time.monotonic() - began
    record_property(PROPERTY, json.dumps([shard, tally.as_row()]))


def first_leak(*, gates: tuple, steps: int) -> Leak | None:
    """Walk with some gates switched off; the first leak, or None."""
    for seed in range(1000, 1000 + steps // STEPS_PER_SEQUENCE):
        with databases.cloned(), ExitStack() as off:
            ContentType.objects.clear_cache()
            cache.clear()
            for gate in gates:
                off.enter_context(gate())
            try:
                walk(seed=seed, steps=STEPS_PER_SEQUENCE, tally=Tally())
            except Leak as leak:
                return leak
    return None


def test_without_the_database_gate_the_explorer_finds_a_forged_edition(
    django_db_setup, django_db_blocker
):
    with django_db_blocker.unblock():
        leak = first_leak(gates=(database_gate_off,), steps=1000)
    assert leak is not None
    # Whichever comes first of those that write an edition by SQL; a receipt is met with later.
    (name,) = re.findall(r"route (\w+);", str(leak))
    assert ROUTES[name].__module__ in FORGERS or "a receipt of another edition" in str(leak)


def test_without_the_save_gate_the_database_still_holds(django_db_setup, django_db_blocker):
    # Without the route that signs to the end and takes no refusal for an answer: here each edition
    # rests on the newest sign-offs of anything.
    rest = {planned_text_is_stopped.__name__: 0.0}
    with (
        django_db_blocker.unblock(),
        patch.dict(WEIGHTS, rest),
        refusals_at_commit() as refusals,
    ):
        assert first_leak(gates=(save_gate_off,), steps=250) is None
    assert "A sign-off that the edition names does not stand for this text." in refusals


def test_without_both_gates_the_explorer_finds_an_ordinary_publication(
    django_db_setup, django_db_blocker
):
    # Without those who write by SQL, who would come first.
    rest = {name: 0.0 for name, made in ROUTES.items() if made.__module__ in FORGERS}
    with django_db_blocker.unblock(), patch.dict(WEIGHTS, rest):
        leak = first_leak(gates=(save_gate_off, database_gate_off), steps=1000)
    assert leak is not None
    assert "sign-offs that count" in str(leak)


def test_without_the_gate_of_revocations_the_explorer_finds_a_text_nobody_vouches_for(
    django_db_setup, django_db_blocker
):
    with django_db_blocker.unblock():
        leak = first_leak(gates=(revocation_gate_off,), steps=3000)
    assert leak is not None
    said = ("sign-offs that were taken back", "sign-offs that count", "signature taken back")
    assert any(words in str(leak) for words in said)


def test_without_the_view_the_explorer_finds_a_text_that_was_stopped(
    django_db_setup, django_db_blocker
):
    with django_db_blocker.unblock():
        leak = first_leak(gates=(wishes_off,), steps=3000)
    assert leak is not None
    (name,) = re.findall(r"route (\w+);", str(leak))
    assert name == "wish_written_alone" or ROUTES[name].__module__ in HIDERS
