"""What the gate asks by is replaced for one transaction: a table by another, the clock too."""

from functools import cache
from typing import Any

from django.db import connection

from tests.explore.routes.lying import forged_signature
from tests.explore.routes.registry import attempt, route
from tests.explore.world import World
from tests.flows.gate.forging import first_forge
from tests.relations import read_by_functions, temporary_allowed, temporary_refused

# What stands in for a table: nothing, the same rows, or the same with no signature asked for.
FILLED = ("WHERE false", "", "")
PAST = "timestamptz '2020-06-01 12:00+02'"
CLOCKS = [
    "CREATE OR REPLACE FUNCTION public.helsekilde_now() RETURNS timestamptz LANGUAGE sql STABLE "
    f"RETURN {PAST}",
    "DROP FUNCTION public.helsekilde_now() CASCADE",
    "ALTER FUNCTION public.helsekilde_now() RENAME TO helsekilde_then",
    "CREATE FUNCTION pg_temp.helsekilde_now() RETURNS timestamptz LANGUAGE sql STABLE "
    f"RETURN {PAST}",
    "SET LOCAL search_path TO pg_temp, public",
    "SET LOCAL TIME ZONE '+167:59'",
    "SELECT set_config('helsekilde.now', '2020-06-01', true)",
]


@cache
def shadowable() -> list[str]:
    """The same in every house of a run."""
    return read_by_functions()


@route(weight=0.3, only="refused")
def a_relation_is_shadowed(world: World) -> bool | None:
    """As on an older installation, where the application could still make temporary tables."""
    page = world.new_page("author1")
    world.pages.remove(page.pk)
    name, number = world.rng.choice(shadowable()), world.rng.randrange(len(FILLED))

    def shadow() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMP TABLE {name} AS SELECT * FROM public.{name} {FILLED[number]}"
            )
            cursor.execute(f"GRANT ALL ON pg_temp.{name} TO PUBLIC")
            if name == "content_models_riskclass" and number:
                cursor.execute(f"UPDATE pg_temp.{name} SET quorum = 0")

    temporary_allowed()
    try:
        return attempt(lambda: first_forge(page, [], before=shadow))
    finally:
        temporary_refused()


@route(weight=0.7, only="refused")
def the_clock_is_set_back(world: World) -> bool | None:
    """To a day on which somebody still had a credential, who signs on it."""
    statement = world.rng.choice(CLOCKS)

    def before(_person: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return forged_signature(world, "expired", before)
