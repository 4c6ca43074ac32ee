"""The index follows the editions, in their transaction; a rebuild makes it anew."""

from threading import Event, Thread

from django.db import connection, transaction

from editorial.editions.services import edition_withdraw
from search.indexing import Rebuilt, index_rebuild
from tests.factories.pages import draft, edit
from tests.integration.search.index import indexed, orphans, terms_of, words
from tests.patience import SECONDS


def withdraw(page, *, by):
    edition_withdraw(
        content_id=page.translation_key, actor=by, reason="unsafe", notices={"nb": "Feil."}
    )


def test_a_draft_and_an_unsigned_edit_are_not_indexed(house, published):
    draft(author=house["author"], title="Utkast", slug="utkast", text="Hemmelig.")
    page = published(draft(author=house["author"]))
    edit(page, author=house["author"], title="Usignert tittel")

    assert indexed() == [("Søvn og hvile", "nb", 1)]
    assert "hemm" not in "".join(words())
    assert terms_of("Søvn og hvile") == sorted(set(terms_of("Søvn og hvile")))
    assert "sovn" in terms_of("Søvn og hvile")


def test_a_new_edition_replaces_the_old_one(house, published):
    page = published(draft(author=house["author"], text="Blåsejente."))
    published(edit(page, author=house["author"], title="Hvile og ro"))

    assert indexed() == [("Hvile og ro", "nb", 2)]
    assert orphans() == 0


def test_a_withdrawn_item_is_forgotten_in_the_same_transaction(house, live):
    with transaction.atomic():
        withdraw(live, by=house["duty"])
        assert indexed() == []
        transaction.set_rollback(True)

    assert indexed() == [("Søvn og hvile", "nb", 1)]

    withdraw(live, by=house["duty"])

    assert indexed() == []
    assert terms_of("Søvn og hvile") == []
    assert orphans() == 0


def test_a_rebuild_mends_whatever_was_wrong(house, published):
    page = published(draft(author=house["author"], text="Sov nok hver natt."))
    published(draft(author=house["author"], title="Gammelt", slug="gammelt", text="Utgått."))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_posting WHERE term = 'hver'")
        cursor.execute("UPDATE search_document SET title = 'Forfalsket', number = 9")
        cursor.execute(
            "INSERT INTO search_word (family, word, is_name) VALUES ('no', 'utenhjem', false)"
        )
        cursor.execute(
            "INSERT INTO search_word (family, word, is_name) VALUES ('no', 'natt', false)"
        )
        cursor.execute(
            "INSERT INTO search_spelling (family, key, word) VALUES ('no', 'utenhje', 'utenhjem')"
        )
        cursor.execute(
            "INSERT INTO search_document (content_id, lang, family, kind, number, title, names,"
            " topics, audiences, codes, length, name_length) VALUES ('no uuid', 'nb', 'no', '', 1,"
            " 'Fremmed', '', '{}', '{}', '{}', 1, 1)"
        )
    told = []

    done = index_rebuild(progress=lambda *step: told.append(step))

    assert done == Rebuilt(documents=2, removed=1, words=1)
    assert told[-1] == (3, 3)
    assert indexed() == [("Gammelt", "nb", 1), ("Søvn og hvile", "nb", 1)]
    assert "hver" in terms_of(page.title)
    assert words().count("natt") == 1
    assert "utenhjem" not in words()
    assert orphans() == 0


def test_a_rebuild_forgets_the_words_of_what_is_gone(house, published):
    published(draft(author=house["author"], text="Sov nok hver natt."))
    gone = published(draft(author=house["author"], title="Gammelt", slug="gammelt", text="Utgått."))
    withdraw(gone, by=house["duty"])
    assert {"gammelt", "utgatt"} <= set(words())

    assert index_rebuild() == Rebuilt(documents=1, removed=0, words=2)

    assert not {"gammelt", "utgatt"} & set(words())
    assert indexed() == [("Søvn og hvile", "nb", 1)]


def test_a_rebuild_waits_for_an_edition_that_is_being_written(house, published, live):
    published(draft(author=house["author"], title="Andre", slug="andre", text="Annet."))
    locked, over = Event(), Event()

    def withdraw_slowly():
        with transaction.atomic():
            withdraw(live, by=house["duty"])
            locked.set()
            over.wait(SECONDS)
        connection.close()

    writer = Thread(target=withdraw_slowly)
    writer.start()
    assert locked.wait(SECONDS)
    told = []

    def tell(done, of):
        told.append((done, of))
        over.set()

    done = index_rebuild(progress=tell)
    writer.join()

    assert told == [(1, 2), (2, 2)]
    assert (done.documents, done.removed) == (1, 1)
    assert indexed() == [("Andre", "nb", 1)]
