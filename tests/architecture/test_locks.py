"""Locks on texts are taken in one order, by one module; the public reads by one view."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cms", "editorial", "search", "content_models")
# Rows that are no pages, reviews or steps, and what they are.
OTHERS = {
    "cms/users/attempts/services.py": "a place that log-ins are counted at",
    "editorial/signoff/facts.py": "a version of a fact",
    "search/curation/services.py": "the mark of the editors' words",
    "search/curation/loading.py": "the mark of the editors' words",
    "search/indexing.py": "an item's row of the index, which no edition waits for",
}
LOCKS = "content_models/locks.py"
# Who takes an advisory lock without waiting for it, and what a stranger who keeps it can do.
TAKEN = {
    "cms/database/locks.py": "nothing: who may create nothing is not waited for",
    "content_models/turns.py": "nothing: whose login may not do the work is in nobody's way",
    "search/evaluation/scratch.py": "keep us from measuring, which says so",
}
# Who reads the table behind the view: as the application, and none of it reaches the public.
READERS = {
    "editorial/editions/apps.py": "says what rights there are",
    "editorial/editions/audit/public.py": "compares it with the log",
    "search/engines/elasticsearch/reading.py": "what an index is made of; hits are looked up again",
    "search/engines/embedded/vocabulary.py": "where the log ended when a rebuild began",
    "search/indexing.py": "what the index is made of; hits are looked up again",
    "search/management/commands/search_rebuild.py": "how many there are",
    "search/status.py": "how many there are",
    "search/vectors/following.py": "what vectors are made of; hits are looked up again",
}


def modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_pages_reviews_and_steps_are_locked_in_one_place():
    taking = {
        name
        for name, source in modules()
        if re.search(r"select_for_update|FOR (NO KEY )?UPDATE|FOR (KEY )?SHARE", source)
    }
    assert taking == {LOCKS, *OTHERS}


def test_no_advisory_lock_is_waited_for():
    """Any session can take one, the public's too, and keep it."""
    waited = re.compile(r"pg_advisory_(xact_)?lock")
    assert not {name for name, source in modules() if waited.search(source)}
    taken = {name for name, source in modules() if "pg_try_advisory" in source}
    assert taken == set(TAKEN)
    sql = [path for package in PACKAGES for path in (ROOT / package).rglob("sql/*.sql")]
    assert sql
    for path in sql:
        if "migrations" not in path.parts:
            assert "advisory" not in path.read_text(encoding="utf-8"), path.name


def test_nothing_that_the_public_reads_goes_round_the_view():
    reading = {name for name, source in modules() if "editions_publicdocument" in source}
    assert reading == set(READERS)
