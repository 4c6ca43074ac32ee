"""Four languages: two written forms are one, the others tell of each other and never stand in."""

from uuid import uuid4

import pytest

from search import hydration
from tests.integration.search.asking import ask, titles
from tests.integration.search.shelf import Shelf


@pytest.fixture
def shelf(db):
    return Shelf()


def test_an_item_in_both_forms_is_one_hit_in_the_readers_own(shelf):
    item = uuid4()
    shelf.put("Hjertesykdom", content_id=item)
    shelf.put("Hjartesjukdom", lang="nn", content_id=item)

    for query in ("hjertesykdom", "hjartesjukdom"):
        (bokmal,), (nynorsk,) = ask(query, "nb").hits, ask(query, "nn").hits
        assert (bokmal.title, bokmal.lang, bokmal.also_in) == ("Hjertesykdom", "nb", ("nn",))
        assert (nynorsk.title, nynorsk.lang, nynorsk.also_in) == ("Hjartesjukdom", "nn", ("nb",))


def test_what_is_there_in_one_form_is_found_by_readers_of_the_other(shelf):
    shelf.put("Hjartesjukdom", lang="nn")

    (hit,) = ask("hjertesykdom", "nb").hits
    assert (hit.title, hit.lang) == ("Hjartesjukdom", "nn")


def test_a_form_that_is_withdrawn_leaves_the_other(shelf):
    item = uuid4()
    shelf.put("Hjartesjukdom", lang="nn", content_id=item)
    shelf.put("Hjertesykdom", content_id=uuid4(), public_until=None)
    key = shelf.put("Hjertesykdom to", content_id=uuid4())
    shelf.change(key, state="withdrawn")

    assert sorted(titles(ask("hjertesykdom"))) == ["Hjartesjukdom", "Hjertesykdom"]


def test_others_are_told_of_with_their_counts(shelf):
    item = uuid4()
    shelf.put("Diabetes", content_id=item)
    shelf.put("Diabetes hos barn")
    shelf.put("Diabetes", lang="nn", content_id=item)
    shelf.put("Diabetes", lang="en", content_id=item)
    gone = shelf.put("Diabetes in children", lang="en")
    shelf.change(gone, state="withdrawn")

    assert [(each.lang, each.count) for each in ask("diabetes", "se").elsewhere] == [
        ("nb", 2), ("en", 1), ("nn", 1),
    ]  # fmt: skip
    assert ask("diabetes", "se").hits == ()
    assert [(each.lang, each.count) for each in ask("diabetes", "nb").elsewhere] == [("en", 1)]
    (hit,) = ask("diabetes", "en").hits
    assert (hit.lang, hit.also_in) == ("en", ("nb", "nn"))


def test_a_code_is_told_of_in_other_languages_too(shelf):
    shelf.put("Astma", codes=("R96",))

    assert [(each.lang, each.count) for each in ask("ICPC-2 R96", "en").elsewhere] == [("nb", 1)]
    assert titles(ask("r96")) == ["Astma"]


def test_a_language_can_be_chosen(shelf):
    item = uuid4()
    shelf.put("Diabetes", content_id=item)
    shelf.put("Diabetes", lang="nn", content_id=item)
    shelf.put("Diabetes hos barn")
    shelf.put("Diabetes in children", lang="en")

    assert [(hit.lang, hit.title) for hit in ask("diabetes", language="nn").hits] == [
        ("nn", "Diabetes")
    ]
    assert titles(ask("diabetes", lang="en", language="nb")) == ["Diabetes", "Diabetes hos barn"]
    both = ask("diabetes", language="nb,en")
    assert sorted(titles(both)) == ["Diabetes", "Diabetes hos barn", "Diabetes in children"]


def test_facets_count_what_was_found_and_filters_keep_to_it(shelf):
    shelf.put("Astma", topics=("lunger", "barn"), audiences=("voksne",), codes=("R96",))
    shelf.put("Astma og kols", topics=("lunger",), audiences=("foreldre",), codes=("R95",))
    shelf.put("Astma og mosjon", kind="lifestyle", topics=("trening",), codes=())

    facets = {facet.name: facet.values for facet in ask("astma").facets}
    counted = {
        name: [(value.id, value.name, value.count) for value in values]
        for name, values in facets.items()
    }
    assert counted == {
        "type": [("illness", "Sykdom", 2), ("lifestyle", "Livsstil", 1)],
        "topic": [("lunger", "Lunger", 2), ("barn", "Barn", 1), ("trening", "Trening", 1)],
        "audience": [("voksne", "Voksne", 2), ("foreldre", "Foreldre", 1)],
        "language": [("nb", "Bokmål", 3)],
        "code": [("ICPC-2:R95", "ICPC-2 R95", 1), ("ICPC-2:R96", "ICPC-2 R96", 1)],
    }
    assert titles(ask("astma", type="lifestyle")) == ["Astma og mosjon"]
    assert titles(ask("astma", topic="barn")) == ["Astma"]
    assert titles(ask("astma", audience="foreldre")) == ["Astma og kols"]
    assert titles(ask("astma", code="ICPC-2:R95")) == ["Astma og kols"]
    assert sorted(titles(ask("astma", topic="barn,trening"))) == ["Astma", "Astma og mosjon"]


def test_a_filter_is_kept_to_although_the_index_is_behind(shelf):
    shelf.put("Astma", topics=("barn",))
    moved_on = shelf.put("Astma to", topics=("barn",))
    shelf.change(moved_on, topics=["voksne"])

    assert titles(ask("astma", topic="barn")) == ["Astma"]


def test_a_choice_stays_where_it_leaves_nothing(shelf):
    shelf.put("Astma")

    found = ask("astma", topic="tull")
    assert found.total == 0
    (topic,) = [facet for facet in found.facets if facet.name == "topic"]
    assert [(value.id, value.count, value.selected) for value in topic.values] == [
        ("tull", 0, True)
    ]


def test_nothing_found_offers_topics_that_sound_like_it_or_the_fullest(shelf):
    shelf.put("Astma", topics=("lunger",))
    shelf.put("Kols", topics=("lunger", "roking"))
    shelf.put("Asthma", lang="en", topics=("lungs",))

    assert [topic.name for topic in ask("qqxxzz").near_topics] == ["Lunger", "Roking"]
    assert [topic.id for topic in ask("rokingsvane").near_topics] == ["roking"]
    assert ask("astma").near_topics == ()


def test_so_many_in_one_language_hide_no_other_and_are_not_all_counted(shelf, monkeypatch):
    monkeypatch.setattr(hydration, "MOST_ELSEWHERE", 3)
    for number in range(5):
        shelf.put(f"Astma {number}")
    for number in range(2):
        shelf.put(f"Astma {number}", lang="nn")
    shelf.put("Astma", lang="se")

    assert [(each.lang, each.count) for each in ask("astma", "en").elsewhere] == [
        ("nb", 3), ("nn", 2), ("se", 1),
    ]  # fmt: skip
