"""`manage.py search_evaluate`: exact figures over a small index that is gone afterwards."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search.documents import SearchDocument
from search.engines.embedded.engine import EmbeddedEngine

QUERIES = (
    "qid\tquery\tlang\nq1\tsukkersyke\tnb\nq2\tdiabtes\tnb\nq3\tkneskade\tnn\nq4\tasthma\ten\n"
)
QRELS = "qid\tdoc_id\trelevance\nq1\ta\t3\nq2\ta\t3\nq3\tb\t1\nq4\ta\t1\n"
RECORDS = [
    {"id": "a", "lang": "nb", "title": "Diabetes", "synonyms": ["sukkersyke"]},
    {"id": "b", "lang": "nn", "title": "Skade i kneet", "body_html": "<p>Kneskade</p>"},
    {"id": "x-1", "lang": "nb", "title": "Sukkersyke hos katter"},
]


@pytest.fixture
def files(tmp_path):
    corpus = tmp_path / "c.jsonl"
    corpus.write_text("\n".join(json.dumps(record) for record in RECORDS))
    (tmp_path / "q.tsv").write_text(QUERIES)
    (tmp_path / "r.tsv").write_text(QRELS)
    return tmp_path


def evaluated(capsys, folder, *more):
    call_command(
        "search_evaluate", "--engine", "embedded", "--queries", str(folder / "q.tsv"),
        "--qrels", str(folder / "r.tsv"), *more,
    )  # fmt: skip
    return capsys.readouterr().out.splitlines()


def scratch_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't'")
        return cursor.fetchone()[0]


def test_json_is_the_last_line_and_one_object(files, db, capsys):
    report = json.loads(
        evaluated(capsys, files, "--corpus", str(files / "c.jsonl"), "--exclude", "x-*", "--json")[
            -1
        ]
    )
    times = {name: report.pop(name) for name in ("p50_ms", "p95_ms")}
    by_lang = report.pop("by_lang")
    assert report == {
        "queries": 4, "ndcg10": 0.75, "success1": 0.75, "success10": 0.75, "zero": 1,
    }  # fmt: skip
    assert all(value > 0 for value in times.values())
    assert {lang: each["ndcg10"] for lang, each in by_lang.items()} == {"en": 0, "nb": 1, "nn": 1}
    assert scratch_tables() == 0


def test_the_table_has_a_line_for_all_and_for_each_language(files, db, capsys):
    lines = evaluated(capsys, files, "--corpus", str(files / "c.jsonl"))
    assert [line.split()[0] for line in lines] == ["lang", "all", "en", "nb", "nn"]
    assert lines[2].split()[:6] == ["en", "1", "0.0000", "0.0000", "0.0000", "1"]


def test_without_a_corpus_what_is_indexed_is_measured(files, db, capsys):
    EmbeddedEngine().replace(SearchDocument(key="b", lang="nb", title="Kneskade"), number=1)
    report = json.loads(evaluated(capsys, files, "--json")[-1])
    assert report["by_lang"]["nn"]["success1"] == 1
    assert report["zero"] == 3


def test_the_index_of_what_is_published_is_not_touched(files, db, capsys):
    EmbeddedEngine().replace(SearchDocument(key="p", lang="nb", title="Feber"), number=1)
    evaluated(capsys, files, "--corpus", str(files / "c.jsonl"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_id FROM search_document")
        assert cursor.fetchall() == [("p",)]


def test_a_broken_corpus_is_refused_in_one_line_and_leaves_no_scratch_index(files, db, capsys):
    (files / "bad.jsonl").write_text("{")
    with pytest.raises(CommandError) as refused:
        evaluated(capsys, files, "--corpus", str(files / "c.jsonl"), str(files / "bad.jsonl"))
    assert str(refused.value).startswith("bad.jsonl line 1: not JSON")
    assert "\n" not in str(refused.value)
    assert scratch_tables() == 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--exclude", "x"], "--exclude leaves out records of --corpus, and there is none."),
        (["--lang", "sv"], "argument --lang: invalid choice: 'sv'"),
        (["--corpus", "/none/c.jsonl"], "/none/c.jsonl: no such file"),
    ],
)
def test_options_that_can_not_be_used_are_refused(files, db, capsys, more, message):
    with pytest.raises(CommandError) as refused:
        evaluated(capsys, files, *more)
    assert message in str(refused.value)
