"""A trigger function of the owner's on a table of the application's, whose rows are code."""

from functools import cache

from django.db import connection

from tests.explore.routes.registry import attempt, route
from tests.explore.world import World

# The owner would carry it out: other words where the public reads.
WORDS = """
ALTER TABLE public.editions_publicdocument DISABLE TRIGGER USER;
UPDATE public.editions_publicdocument
   SET document = convert_to(replace(convert_from(document, 'UTF8'), 'mark', 'uskrevet'), 'UTF8');
"""
TRIGGERS = """
SELECT DISTINCT ON (p.proname) p.proname::text, c.relname::text FROM pg_proc p
  JOIN pg_trigger t ON t.tgfoid = p.oid JOIN pg_class c ON c.oid = t.tgrelid
 WHERE p.pronamespace = 'public'::regnamespace AND c.relnamespace = p.pronamespace
 ORDER BY p.proname, c.relname
"""
NUMBERS = """
SELECT attname::text FROM pg_attribute
 WHERE attrelid = 'search_scratch.hung'::regclass AND attnum > 0 AND atttypid = 'bigint'::regtype
"""
# A number that is made by carrying out the words that stand for it.
CAST = """
DROP TABLE IF EXISTS search_scratch.hung;
DROP TYPE IF EXISTS search_scratch.told CASCADE;
CREATE TYPE search_scratch.told AS (words text);
CREATE FUNCTION search_scratch.run(told search_scratch.told) RETURNS bigint LANGUAGE plpgsql
 AS $$ BEGIN EXECUTE (told).words; RETURN 1; END $$;
CREATE CAST (search_scratch.told AS bigint) WITH FUNCTION search_scratch.run AS IMPLICIT;
"""


@cache
def hangable() -> list[tuple[str, str]]:
    """Each trigger function with a table that it is hung on; the same in every house of a run."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        return [(name, table) for name, table in cursor.fetchall()]


@route(weight=0.35, only="refused")
def trigger_function_is_hung_on_a_table_of_ones_own(world: World) -> bool | None:
    """On one like the table that it is for, in which every number is a cast of words."""
    name, table = world.rng.choice(hangable())
    hung: list[str] = []

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(CAST)
            cursor.execute(f"CREATE TABLE search_scratch.hung AS TABLE public.{table} WITH NO DATA")
            cursor.execute(NUMBERS)
            numbers = [number for (number,) in cursor.fetchall()]
            for number in numbers:
                cursor.execute(
                    f"ALTER TABLE search_scratch.hung ALTER {number} TYPE search_scratch.told"
                    " USING NULL"
                )
            cursor.execute(
                "CREATE TRIGGER hung AFTER INSERT ON search_scratch.hung FOR EACH ROW"
                f" EXECUTE FUNCTION public.{name}()"
            )
            hung.append(name)
            cursor.execute(
                f"INSERT INTO search_scratch.hung ({', '.join(numbers)})"
                f" VALUES ({', '.join(['row(%s)::search_scratch.told'] * len(numbers))})",
                [WORDS] * len(numbers),
            )

    attempt(work)
    return bool(hung)
