"""`database_prepare` again and again under load of readers, with rights to set anew each time."""

from collections.abc import Callable
from io import StringIO

NAME = "database_prepare under load of readers"
ROUNDS = 10
READERS = 8
# Without these every run after the first would find all as it is declared, and change nothing.
TAMPERED = (
    "GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO helsekilde_app",
    "GRANT SELECT ON users_user TO helsekilde_public",
    "GRANT CREATE ON SCHEMA public TO helsekilde_app",
)
LEFT = """
SELECT relname, has_table_privilege('helsekilde_app', oid, 'TRUNCATE')
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  AND (has_table_privilege('helsekilde_app', oid, 'TRUNCATE')
       OR relname = 'users_user' AND has_table_privilege('helsekilde_public', oid, 'SELECT'))
"""
SAID = "The database is migrated and every role has its rights.\n"


def run(*, rounds: int, tell: Callable[[str], None]) -> list[str]:
    """Each round gives every table a right too many, and lets the command take it away."""
    from tests.faults.house import House, Readers, free_port, publish
    from tests.faults.prepared import prepare

    data = prepare()
    path = publish("feber").public_path
    paths = [
        f"/api/v1/content/nb/{path}", f"/nb/{path}", "/api/v1/changes?since=0",
        "/api/v1/search?q=feber&lang=nb", "/nb/", "/api/v1/health",
    ]  # fmt: skip
    problems: list[str] = []
    with (
        House(data, free_port()).running() as house,
        Readers(house.base, paths, READERS).reading() as readers,
    ):
        for number in range(1, rounds + 1):
            problems += [f"round {number}: {what}" for what in _round()]
    answers = dict(readers.answers)
    tell(f"{rounds} times database_prepare, {sum(answers.values())} answers: {answers}")
    problems += [
        f"{count} answers {status}" for status, count in answers.items() if status != "200"
    ]
    problems += [f"{count} times {what}" for what, count in readers.problems.items()]
    problems += [line for line in house.told if "again" in line or "ended" in line]
    if not answers.get("200"):
        problems.append("nobody read anything")
    return problems


def _round() -> list[str]:
    from django.core.management import CommandError, call_command

    from cms.database.owner import opened, owner_settings

    with opened(owner_settings()) as owner, owner.cursor() as cursor:
        for statement in TAMPERED:
            cursor.execute(statement)
    found, said, told = [], StringIO(), StringIO()
    try:
        call_command("database_prepare", stdout=said, stderr=told)
    except CommandError as error:
        found.append(f"it was refused: {error}")
    if (said.getvalue(), told.getvalue()) != (SAID, ""):
        found.append(f"it said: {said.getvalue()}{told.getvalue()}")
    with opened(owner_settings()) as owner, owner.cursor() as cursor:
        cursor.execute(LEFT)
        found += [f"a right too many was left on {name}" for name, _right in cursor.fetchall()]
    return found
