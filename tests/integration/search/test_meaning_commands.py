"""Search by meaning as an operator meets it: measured, built, followed; with the real encoder."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from content_models.pages import LifestylePage
from editorial.editions.consumers import registry
from editorial.editions.consumers.attempts import Run
from editorial.editions.consumers.services import consumer_run
from editorial.editions.services import edition_withdraw
from search.vectors import encoder as encoders
from search.vectors import following
from search.vectors.management.commands.search_vectors import Command
from tests.factories.pages import draft, edit, section
from tests.integration.search.asking import ask, titles

MINILM = "search.vectors.minilm.MiniLm"
CONSUMER = "vectors"
RECORDS = {
    "Insomnia": "Lying in bed for hours and being tired the next day. Regular hours help.",
    "Hypertension": "The heart pumps with too much force. It can damage the arteries.",
    "Scabies": "Tiny mites dig into the skin. The rash is worst in the evening.",
    "Fracture of the wrist": "The joint is swollen and bent after a fall. It is put in plaster.",
    "Myopia": "Distant things look blurred. Glasses or lenses correct it.",
    "Alopecia": "Bald patches on the scalp. They often fill by themselves.",
    "Gastroenteritis": "Vomiting and loose stools. Drink small amounts often.",
    "Depression": "Low mood that lasts for weeks. Talking with somebody helps.",
    "Anaemia": "Too little iron makes one pale and short of breath.",
    "Tinnitus": "A constant ringing that nobody else can hear.",
}
# Not one word of a question stands in the text that is meant, nor is there a synonym for it.
QUESTIONS = {
    "awake all night": "Insomnia",
    "cracked bone in my hand": "Fracture of the wrist",
    "losing my hair": "Alopecia",
    "sadness that does not go away": "Depression",
    "noise inside my ears": "Tinnitus",
}


@pytest.fixture
def switched_on(settings: Any, encoder: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings name the encoder, and it is loaded as a process loads it."""
    settings.SEARCH_ENCODER = MINILM
    encoders.active_encoder.cache_clear()
    yield
    encoders.active_encoder.cache_clear()


def key(title: str) -> str:
    return title.lower().replace(" ", "-")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Arguments that name the records and the questions."""
    (tmp_path / "c.jsonl").write_text(
        "\n".join(
            json.dumps(
                {"id": key(title), "lang": "en", "title": title, "body_html": f"<p>{text}</p>"}
            )
            for title, text in RECORDS.items()
        )
    )
    asked = [f"q{place}\t{question}" for place, question in enumerate(QUESTIONS)]
    (tmp_path / "q.tsv").write_text("\n".join(["qid\tquery", *asked]))
    judged = [f"q{place}\t{key(title)}\t3" for place, title in enumerate(QUESTIONS.values())]
    (tmp_path / "r.tsv").write_text("\n".join(["qid\tdoc_id\trelevance", *judged]))
    return [
        "--queries", str(tmp_path / "q.tsv"), "--qrels", str(tmp_path / "r.tsv"),
        "--corpus", str(tmp_path / "c.jsonl"), "--lang", "en", "--json",
    ]  # fmt: skip


def measured(engine: str, *arguments: str) -> dict[str, Any]:
    """The last line that the command prints."""
    out = StringIO()
    call_command("search_evaluate", "--engine", engine, *arguments, stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return report


def temporary_tables() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't'")
        (count,) = cursor.fetchone()
    return int(count)


def stored() -> set[tuple[str, int, str]]:
    """Item, edition and encoder of every vector."""
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT content_id, number, encoder FROM search_vector")
        return set(cursor.fetchall())


@pytest.mark.usefixtures("vectors", "switched_on")
@pytest.mark.parametrize(
    "engine", ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]
)
def test_the_measure_shows_what_meaning_adds_to_words(request, engine, files, settings):
    if engine == "elasticsearch":
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
    words = measured(engine, *files)
    meaning = measured(engine, *files, "--vectors")
    assert (words["queries"], words["success1"], words["zero"]) == (5, 0.0, 5)
    assert meaning.keys() == words.keys() == {
        "queries", "ndcg10", "success1", "success10", "zero", "p50_ms", "p95_ms", "by_lang",
    }  # fmt: skip
    times = {"p50_ms": meaning.pop("p50_ms"), "p95_ms": meaning.pop("p95_ms")}
    assert meaning.pop("by_lang").keys() == {"en"}
    assert meaning == {
        "queries": 5, "ndcg10": 1.0, "success1": 1.0, "success10": 1.0, "zero": 0,
    }  # fmt: skip
    assert all(value > 0 for value in times.values())
    # What was made for the measurement is gone, and the vectors of what is public are untouched.
    assert (temporary_tables(), stored()) == (0, set())


def test_without_an_encoder_or_a_corpus_the_measure_says_so(files, db, settings):
    settings.SEARCH_ENCODER = ""
    with pytest.raises(CommandError, match="--vectors needs --corpus, and an encoder"):
        measured("embedded", *files, "--vectors")
    settings.SEARCH_ENCODER = MINILM
    with pytest.raises(CommandError, match="--vectors needs --corpus, and an encoder"):
        measured("embedded", *files[:4], "--vectors")


@pytest.fixture
def english(
    house: dict[str, Any], published: Callable[..., Any], vectors: str
) -> dict[str, LifestylePage]:
    """Four public texts, by title."""
    return {
        title: published(
            draft(
                LifestylePage, lang="en", author=house["author"], title=title, slug=key(title),
                text=RECORDS[title], summary="What you can do yourself.",
            )
        )
        for title in ("Insomnia", "Alopecia", "Depression", "Tinnitus")
    }  # fmt: skip


@pytest.fixture
def encoded(switched_on: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is encoded."""
    texts: list[str] = []
    active = encoders.active_encoder()
    real = type(active).encode

    def encode(self: Any, batch: Any) -> Any:
        texts.extend(batch)
        return real(self, batch)

    monkeypatch.setattr(type(active), "encode", encode)
    return texts


@pytest.fixture
def consumer() -> Iterator[Callable[[], Run]]:
    """Let the consumer of vectors follow the log to its end."""
    registry.register(CONSUMER, following.entry_encode)
    yield lambda: consumer_run(name=CONSUMER)
    registry.unregister(CONSUMER)


def build() -> str:
    """`manage.py search_vectors`, which is a command only where the settings name an encoder."""
    out = StringIO()
    call_command(Command(), stdout=out)
    return out.getvalue()


def item(page: LifestylePage, number: int = 1) -> tuple[str, int, str]:
    return str(page.translation_key), number, "all-MiniLM-L6-v2"


def test_built_once_a_search_finds_what_is_meant_and_nothing_is_encoded_twice(english, encoded):
    assert titles(ask("losing my hair", "en")) == []
    assert build() == "4 documents encoded with all-MiniLM-L6-v2.\n"
    assert stored() == {item(page) for page in english.values()}
    assert titles(ask("losing my hair", "en"))[0] == "Alopecia"
    found = ask("can't sleep", "en")
    assert (titles(found)[0], found.served_by) == ("Insomnia", "embedded")

    encoded.clear()
    before = stored()
    assert build() == "0 documents encoded with all-MiniLM-L6-v2.\n"
    assert encoded == []
    assert stored() == before


def test_a_new_edition_alone_is_encoded_again(english, encoded, house, published):
    build()
    encoded.clear()
    page = english["Tinnitus"]
    text = "A sound like that of a kettle."
    published(edit(page, author=house["author"], body=[section(text)]))
    assert build() == "1 documents encoded with all-MiniLM-L6-v2.\n"
    assert len(encoded) == 2  # its title and its text
    assert text in encoded[1]
    assert stored() == {
        item(each, 2 if each is page else 1) for each in english.values()
    }  # fmt: skip


def test_the_vector_of_a_withdrawn_text_goes_and_does_not_come_back(
    english, encoded, consumer, house
):
    assert consumer() == Run(done=4)
    assert stored() == {item(page) for page in english.values()}
    assert "Depression" in titles(ask("sadness that does not go away", "en"))
    gone = english.pop("Depression")
    edition_withdraw(
        content_id=gone.translation_key, actor=house["duty"], reason="error", notices={}
    )
    # Even before the consumer has been told, what is withdrawn is not shown.
    assert "Depression" not in titles(ask("sadness that does not go away", "en"))
    assert consumer() == Run(done=1)
    assert stored() == {item(page) for page in english.values()}
    assert build() == "0 documents encoded with all-MiniLM-L6-v2.\n"
    assert stored() == {item(page) for page in english.values()}


def test_without_an_encoder_the_build_refuses(db, settings):
    settings.SEARCH_ENCODER = ""
    encoders.active_encoder.cache_clear()
    with pytest.raises(CommandError, match="SEARCH_ENCODER is not set"):
        build()
    settings.SEARCH_ENCODER = "search.vectors.nobody.There"
    encoders.active_encoder.cache_clear()
    with pytest.raises(CommandError, match="SEARCH_ENCODER can not be loaded: No module named"):
        build()
    encoders.active_encoder.cache_clear()
