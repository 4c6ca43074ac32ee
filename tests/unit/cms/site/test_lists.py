"""Lists of a kind and of a topic: order, letters, pages, names."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.site import selectors, topics
from tests.unit.cms.site.documents import rich_document, withdrawn_document
from tests.unit.cms.site.rows import another, crowd, show

LUNGS = (("lunger", "Lunger og luftveier"),)


def titles(text: str) -> list[str]:
    return re.findall(r'<span class="entry__title">(.*?)</span>', text)


def letters(text: str) -> list[str]:
    return re.findall(r'<a href="\?letter=[^"]+"(?: aria-current="true")?>(.)</a>', text)


def many(number: int, *, title: str = "Sak") -> None:
    for each in range(number):
        show(another(f"{title} {each:02}", topics=LUNGS))


def test_titles_are_in_alphabetical_order_with_the_last_three_letters_last(client, rows):
    for title in ("Ørebetennelse", "Ånde", "eksem", "Zika", "Ærlighet", "Eksamen", "Angst"):
        show(another(title))
    assert titles(client.get("/nb/sykdom").text) == [
        "Angst", "Eksamen", "eksem", "Zika", "Ærlighet", "Ørebetennelse", "Ånde",
    ]  # fmt: skip


def test_saami_letters_stand_with_the_latin_letter_they_build_on(client, rows):
    for title in ("Šlihtta", "Astma", "Sáhpi", "Áhcagastin", "Čalbmi", "Davda"):
        show(another(title, lang="se", path=f"buozalmmas/{title.lower()}"))
    assert titles(client.get("/se/buozalmmas").text) == [
        "Áhcagastin", "Astma", "Čalbmi", "Davda", "Sáhpi", "Šlihtta",
    ]  # fmt: skip


def test_a_list_has_only_what_can_be_read_of_its_kind_and_language(client, rows):
    show(rich_document())
    show(another("Paracetamol", kind="treatment", path="behandling/paracetamol"))
    show(another("Asthma", lang="en", path="illness/asthma"))
    assert titles(client.get("/nb/sykdom").text) == ["Astma"]
    assert titles(client.get("/nb/behandling").text) == ["Paracetamol"]
    assert titles(client.get("/nb/rettigheter").text) == []
    assert "Her er det ingenting å lese" in client.get("/nb/rettigheter").text


def test_a_withdrawn_article_is_in_no_list(client, rows):
    show(withdrawn_document())
    for address in ("/nb/", "/nb/sykdom", "/sitemap-nb.xml"):
        assert "astma" not in client.get(address).text.lower()


def test_long_lists_come_in_pages(client, rows):
    many(selectors.PAGE_SIZE + 1)
    first, second = client.get("/nb/sykdom"), client.get("/nb/sykdom?page=2")
    assert len(titles(first.text)) == 24
    assert titles(second.text) == ["Sak 24"]
    assert 'rel="next" href="?page=2"' in first.text
    assert 'rel="prev"' not in first.text
    assert 'rel="prev" href="?page=1"' in second.text
    assert 'rel="next"' not in second.text
    assert 'rel="canonical" href="http://localhost:8000/nb/sykdom?page=2"' in second.text
    assert client.get("/nb/sykdom?page=3").status_code == 404


def test_a_full_last_page_has_no_next(client, rows):
    many(selectors.PAGE_SIZE)
    text = client.get("/nb/sykdom").text
    assert len(titles(text)) == 24
    assert "pager" not in text
    assert letters(text) == []


def test_a_list_longer_than_a_page_has_an_alphabet(client, rows):
    many(selectors.PAGE_SIZE)
    for title in ("Ånde", "Ærlighet", "astma", "112-sentralen"):
        show(another(title))
    assert letters(client.get("/nb/sykdom").text) == ["A", "S", "Æ", "Å"]
    assert titles(client.get("/nb/sykdom?letter=å").text) == ["Ånde"]
    assert titles(client.get("/nb/sykdom?letter=Æ").text) == ["Ærlighet"]
    assert titles(client.get("/nb/sykdom?letter=a").text) == ["astma"]
    assert client.get("/nb/sykdom?letter=o").status_code == 404
    assert titles(client.get("/nb/sykdom").text)[:2] == ["112-sentralen", "astma"]


def test_pages_of_a_letter_keep_the_letter(client, rows):
    many(selectors.PAGE_SIZE + 1)
    text = client.get("/nb/sykdom?letter=s").text
    assert 'rel="next" href="?letter=s&amp;page=2"' in text
    second = client.get("/nb/sykdom?letter=s&page=2").text
    assert titles(second) == ["Sak 24"]
    assert 'href="http://localhost:8000/nb/sykdom?letter=s&amp;page=2"' in second


def test_a_topic_lists_every_kind_and_is_called_what_the_newest_edition_calls_it(client, rows):
    show(another("Kols", topics=(("lunger", "Lungene"),)))
    show(another("Inhalator", kind="treatment", path="behandling/inhalator", topics=LUNGS))
    show(another("Fotsopp", topics=(("hud", "Hud"),)))
    text = client.get("/nb/emne/lunger").text
    assert "<h1>Lunger og luftveier</h1>" in text
    assert titles(text) == ["Inhalator", "Kols"]
    assert re.findall(r'<p class="eyebrow">(.*?)</p>', text) == ["Behandling", "Sykdom"]
    assert 'href="/nb/emne/hud"' in text


def test_topics_say_how_many_articles_carry_them(rows):
    show(another("Kols", topics=LUNGS))
    show(another("Astma", topics=(*LUNGS, ("allergi", "Allergi"))))
    show(another("Asthma", lang="en", topics=(("lunger", "Lungs"),)))
    assert topics.topics(lang="nb") == (
        topics.Topic(id="allergi", name="Allergi", articles=1),
        topics.Topic(id="lunger", name="Lunger og luftveier", articles=2),
    )
    assert set(topics.topic_languages(topic="lunger")) == {"nb", "en"}


def test_home_shows_what_was_reviewed_last_first_and_no_hub(client, rows):
    show(another("Eldst", lastReviewed="2024-01-01"))
    show(another("Yngst", lastReviewed="2026-01-01"))
    show(another("Samling", kind="hub", path="tema/samling", lastReviewed="2026-11-01"))
    for number in range(6):
        show(another(f"Midt {number}", lastReviewed=f"2025-01-0{number + 1}"))
    assert titles(client.get("/nb/").text) == [
        "Yngst", "Midt 5", "Midt 4", "Midt 3", "Midt 2", "Midt 1",
    ]  # fmt: skip


def test_an_overdue_article_says_so_in_lists(client, rows):
    show(another("Kols", status="overdue"))
    assert "Gjennomgang forfalt" in client.get("/nb/sykdom").text


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/nb/", 2), ("/nb/sykdom", 1), ("/nb/emne/lunger", 3), ("/sitemap-nb.xml", 1)],
)
def test_a_list_costs_the_same_however_long_it_is(client, rows, address, queries):
    many(3)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connections["public"]) as public:
            assert client.get(address).status_code == 200
        counts.append(len(public))
        many(10)
    assert counts == [queries, queries]


def test_long_lists_are_read_from_indexes_of_their_own(rows):
    crowd(another("X"), number=5000)
    asked = {
        "by_title": [
            lambda: selectors.listed_by_kind(lang="nb", kind="illness", number=1),
            lambda: selectors.listed_by_kind(lang="nb", kind="illness", number=1, letter="c"),
            lambda: selectors.letters(lang="nb", kind="illness"),
        ],
        "by_review": [lambda: selectors.latest(lang="nb", limit=6)],
        "by_topic": [
            lambda: selectors.listed_by_topic(lang="nb", topic="t5", number=1),
            lambda: topics.topic_languages(topic="t5"),
        ],
    }
    for index, questions in asked.items():
        for ask in questions:
            with CaptureQueriesContext(connections["public"]) as public:
                assert ask()
            with connections["public"].cursor() as cursor:
                cursor.execute(f"EXPLAIN {public[-1]['sql']}")
                plan = "\n".join(line for (line,) in cursor.fetchall())
            assert f"site_list_{index}" in plan, plan
