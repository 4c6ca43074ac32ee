"""Values at the ends of what a type holds, and past what a reader of the row could hold."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from wagtail.models import TaskState

from tests.explore.routes.registry import judged, route
from tests.explore.world import World

# Bytes of what people say in words of their own.
LONGEST_WORDS = 100_000
PAST = [
    "'infinity'", "'-infinity'", "'4713-01-01 00:00+00 BC'", "'294276-12-31 23:59:59+00'",
    "'9999-12-31 23:00+00'", "'0001-01-01 12:00+00'",
]  # fmt: skip
WITHIN = ["'9999-12-31 22:59:59.999999+00'", "'0001-01-02 00:00+00'", "now()"]
MOMENTS = ["first_published_at", "last_published_at", "latest_revision_created_at"]
# No text of the database, or none that Python writes again.
NO_TEXT = [
    "chr(0)", "U&'\\0000'", "U&'\\D800'", "U&'\\DFFF'", "convert_from('\\xeda080', 'UTF8')",
    "convert_from('\\x00', 'UTF8')", '(\'"\\ud800"\'::jsonb) #>> \'{}\'',
    '(\'"\\u0000"\'::jsonb) #>> \'{}\'',
]  # fmt: skip
TEXT = ["U&'\\2400'", "U&'\\FFFF'", "U&'\\FFFD'", "U&'\\+10FFFF'", "U&'\\0001'", "''"]
UNSEEN = ["''", "U&'\\2060\\200B'", "U&'\\2800'", "U&'\\+01D159'", "E'\\t\\n '"]
SEEN = ["U&'\\2060x'", "'Ingen interesser.'"]


@dataclass(frozen=True)
class Case:
    """A statement with a place for one value, and the values that are refused and taken there.

    `is_kept`: what is taken stays, for the rest of the walk.
    """

    statement: str
    refused: list[str]
    taken: list[str]
    is_kept: bool = True


PAGE = "UPDATE wagtailcore_page SET {} = {{}} WHERE id = %(page)s"
CASES = [
    *(Case(PAGE.format(name), PAST, WITHIN) for name in MOMENTS),
    Case(PAGE.format("go_live_at"), PAST, WITHIN, is_kept=False),
    Case(PAGE.format("draft_title"), NO_TEXT, TEXT),
    Case(
        "UPDATE users_user SET last_login = {} WHERE username = 'outsider'", PAST, WITHIN
    ),
    Case("UPDATE users_user SET last_name = {} WHERE username = 'outsider'", NO_TEXT, TEXT),
    Case(
        "UPDATE wagtailcore_revision SET approved_go_live_at = {} WHERE id = %(revision)s",
        PAST, ["NULL"],
    ),
    Case(
        "UPDATE people_credential c SET valid_until = {}"
        " FROM people_reviewerprofile p, users_user u"
        " WHERE p.id = c.profile_id AND u.id = p.user_id AND u.username = 'expired'",
        ["'infinity'", "'10000-01-01'", "'5874897-12-31'"], ["valid_until"],
    ),
    Case(
        "INSERT INTO people_interestdeclaration (profile_id, statement, has_conflict, declared_at)"
        " SELECT p.id, {}, true, now() FROM people_reviewerprofile p JOIN users_user u"
        " ON u.id = p.user_id WHERE u.username = 'conflicted'",
        [*UNSEEN, *NO_TEXT], SEEN,
    ),
    Case(
        "UPDATE wagtailcore_taskstate SET comment = repeat('x', {}) WHERE id ="
        " (SELECT max(id) FROM wagtailcore_taskstate)",
        [str(LONGEST_WORDS + 1)], [str(LONGEST_WORDS)], is_kept=False,
    ),
]  # fmt: skip


@route(weight=0.6)
def value_at_the_edge_of_its_type(world: World) -> bool | None:
    page = world.any_page()
    if page is None or not TaskState.objects.exists():
        return None
    case, may = world.rng.choice(CASES), world.rng.random() < 0.5
    return tried(page, case, world.rng.choice(case.taken if may else case.refused), may=may)


def tried(page: Any, case: Case, value: str, *, may: bool) -> bool:
    """Write one value; it is known whether it may be."""
    values: dict[str, Any] = {"page": page.pk, "revision": page.latest_revision_id}

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(case.statement.format(value), values)
            assert cursor.rowcount == 1, case
        if not case.is_kept:
            transaction.set_rollback(True)

    return judged(work, may=may, what=f"{value} in {case.statement}")
