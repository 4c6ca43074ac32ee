"""Eight write while sixteen search: nobody waits for ever, nobody sees half a document."""

from threading import Event, Thread

from django.db import connection, connections

from editorial.editions.services import edition_withdraw
from search.analysis.stems import stem
from search.indexing import index_rebuild
from tests import signing
from tests.factories.pages import draft
from tests.integration.search.asking import ask

WRITERS, READERS = 8, 16
# Of every document both its title and its text stand in the index, and its words in the vocabulary.
HALF = """
SELECT d.title FROM search_document d
 WHERE (SELECT count(*) FROM search_posting p WHERE p.doc = d.id AND p.term = ANY (%s)) <> 2
    OR NOT EXISTS (SELECT 1 FROM search_name n WHERE n.doc = d.id)
    OR NOT EXISTS (SELECT 1 FROM search_word w WHERE w.word = 'merkelapp')
"""
TERMS = [stem("merkelapp", "no"), stem("felles", "no")]


def publish_and_withdraw(number, pages, house, failures):
    try:
        for page in pages:
            signing.publish(
                page,
                author=house["author"], desk=house["desk"], clinicians=[house["clinician"]],
            )  # fmt: skip
        edition_withdraw(
            content_id=pages[0].translation_key,
            actor=house["duty"], reason="unsafe", notices={"nb": "Feil."},
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - the test tells of it
        failures.append((number, repr(error)))
    finally:
        connections.close_all()


def look(over, failures, seen):
    try:
        while not over.is_set():
            found = ask("merkelapp felles", limit="50")
            if found.served_by != "embedded":
                failures.append("the engine did not answer")
            seen.append(found.total)
            with connections["public"].cursor() as cursor:
                cursor.execute(HALF, [TERMS])
                failures += [f"half indexed: {title}" for (title,) in cursor.fetchall()]
            over.wait(0.05)
    except Exception as error:  # noqa: BLE001 - the test tells of it
        failures.append(repr(error))
    finally:
        connections.close_all()


def test_writers_and_readers_do_not_hinder_each_other(house):
    drafts = [
        [
            draft(
                author=house["author"], title=f"Merkelapp {number} {part}",
                slug=f"felles-{number}-{part}", text=f"Felles ord{number}x{part} og mer.",
            )
            for part in range(2)
        ]
        for number in range(WRITERS)
    ]  # fmt: skip
    failures, seen, over = [], [], Event()
    readers = [Thread(target=look, args=(over, failures, seen)) for _ in range(READERS)]
    writers = [
        Thread(target=publish_and_withdraw, args=(number, pages, house, failures))
        for number, pages in enumerate(drafts)
    ]
    for thread in [*readers, *writers]:
        thread.start()
    rebuilt = index_rebuild()
    for thread in writers:
        thread.join()
    over.set()
    for thread in readers:
        thread.join()

    assert failures == []
    assert len(seen) > READERS
    assert rebuilt.documents <= 2 * WRITERS
    assert ask("merkelapp felles", limit="50").total == WRITERS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.content_id::text, d.number FROM editions_publicdocument d"
            " WHERE d.state = 'current' ORDER BY 1"
        )
        public = cursor.fetchall()
        cursor.execute("SELECT content_id, number FROM search_document ORDER BY 1")
        assert cursor.fetchall() == public
