"""What is read of judged queries and corpora, and how what can not be used is refused."""

import gzip
import json

import pytest

from search.evaluation import sources
from search.evaluation.sources import JudgedQuery, SourceInvalid

RECORD = {
    "id": "a-1",
    "lang": "nb",
    "title": "Diabetes",
    "summary": "Om sukker",
    "body_html": "<h2>Symptomer</h2><p>Tørste &amp; mer</p>",
    "synonyms": ["sukkersyke"],
    "topics": ["hormoner"],
}


def written(folder, name, text):
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def judged(folder, queries, qrels, lang="nb"):
    return sources.judged_queries(
        queries=written(folder, "q.tsv", queries), qrels=written(folder, "r.tsv", qrels), lang=lang
    )


def test_queries_with_judgements_are_read_and_others_left_out(tmp_path):
    found = judged(
        tmp_path,
        "qid\tquery\tlang\ttype\nq1\tsukkersyke\tnn\tlay\nq2\tfeber\t\tlay\nq3\tikke dømt\n",
        "qid\tdoc_id\trelevance\nq1\ta\t3\nq1\tb\t0\nq2\tc\t1\nq9\tz\t2\n",
    )
    assert found == [
        JudgedQuery("q1", "sukkersyke", "nn", {"a": 3, "b": 0}),
        JudgedQuery("q2", "feber", "nb", {"c": 1}),
    ]


def test_a_quotation_mark_and_a_byte_order_mark_are_nothing_special(tmp_path):
    found = judged(
        tmp_path, '\ufeffqid\tquery\r\nq1\t"flu\r\n', "\ufeffqid\tdoc_id\trelevance\r\nq1\ta\t1\r\n"
    )
    assert [query.text for query in found] == ['"flu']


QRELS = "qid\tdoc_id\trelevance\nq1\ta\t1\n"


@pytest.mark.parametrize(
    ("queries", "qrels", "message"),
    [
        ("id\ttext\nq1\tx\n", QRELS,
         "q.tsv: the first line must name the columns qid, query; qid, query is missing"),
        ("", QRELS,
         "q.tsv: the first line must name the columns qid, query; qid, query is missing"),
        ("qid\tquery\nq1\tx\n", "qid\tdoc_id\nq1\ta\n",
         "r.tsv: the first line must name the columns qid, doc_id, relevance; "
         "relevance is missing"),
        ("qid\tquery\nq1\tx\n", "qid\tdoc_id\trelevance\nq1\ta\tmuch\n",
         "r.tsv line 2: relevance 'much' is not a number from 0"),
        ("qid\tquery\nq1\tx\n", "qid\tdoc_id\trelevance\nq1\ta\t-1\n",
         "r.tsv line 2: relevance '-1' is not a number from 0"),
        ("qid\tquery\nq1\tx\n", "qid\tdoc_id\trelevance\nq1\ta\n",
         "r.tsv line 2: no value for relevance"),
        ("qid\tquery\nq1\tx\n", QRELS + "q1\ta\t2\n", "r.tsv line 3: q1 and a are judged twice"),
        ("qid\tquery\nq1\tx\ty\n", QRELS, "q.tsv line 2: more values than columns"),
        ("qid\tquery\nq1\tx\nq1\ty\n", QRELS, "q.tsv line 3: the query q1 is there twice"),
        ("qid\tquery\tlang\nq1\tx\tsv\n", QRELS,
         "q.tsv line 2: unknown language 'sv' (known: nb, nn, se, en)"),
        ("qid\tquery\nq2\tx\n", QRELS, "q.tsv: r.tsv judges none of its queries"),
    ],
)  # fmt: skip
def test_unusable_judgements_are_refused_in_one_line(tmp_path, queries, qrels, message):
    with pytest.raises(SourceInvalid) as refused:
        judged(tmp_path, queries, qrels)
    assert str(refused.value) == message


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SourceInvalid, match=r"none\.tsv: No such file or directory"):
        sources.judged_queries(
            queries=tmp_path / "none.tsv", qrels=written(tmp_path, "r.tsv", QRELS), lang="nb"
        )


@pytest.mark.parametrize("name", ["c.jsonl", "c.jsonl.gz"])
def test_records_become_search_documents(tmp_path, name):
    path = written(tmp_path, name, json.dumps(RECORD) + "\n\n" + json.dumps(RECORD | {"id": "b-1"}))
    first, second = sources.corpus(path, lang="en")
    assert (first.key, second.key, first.lang) == ("a-1", "b-1", "nb")
    assert (first.title, first.summary, first.synonyms) == (
        "Diabetes",
        "Om sukker",
        ("sukkersyke",),
    )
    assert (first.headings, first.topics) == (("Symptomer",), ("hormoner",))
    assert first.body == "Tørste & mer"


def test_a_term_list_gets_ids_of_its_name_and_codes(tmp_path):
    path = written(tmp_path, "icd10_nb.tsv.gz", "code\ttext\nE11\tDiabetes type 2\nA00\tKolera\n")
    found = [(each.key, each.lang, each.title) for each in sources.corpus(path, lang="nb")]
    assert found == [("icd10:E11", "nb", "Diabetes type 2"), ("icd10:A00", "nb", "Kolera")]


def test_excluded_ids_are_left_out(tmp_path):
    path = written(tmp_path, "c.jsonl", "\n".join(json.dumps(RECORD | {"id": i}) for i in "ab"))
    assert [each.key for each in sources.corpus(path, lang="nb", exclude="a*")] == ["b"]


def test_what_the_database_can_not_hold_becomes_a_space(tmp_path):
    path = written(tmp_path, "c.jsonl", json.dumps(RECORD | {"title": "a\x00b\ud800c"}))
    (found,) = sources.corpus(path, lang="nb")
    assert found.title == "a b c"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c.jsonl", "{",
         "c.jsonl line 1: not JSON (Expecting property name enclosed in double quotes)"),
        ("c.jsonl", "[1]", "c.jsonl line 1: not an object"),
        ("c.jsonl", "[" * 100_000, "c.jsonl line 1: not JSON (too deep)"),
        ("c.jsonl", '\n{"lang": "nb"}', "c.jsonl line 2: id must be a text"),
        ("c.jsonl", '{"id": "a", "lang": "nb", "synonyms": "x"}',
         "c.jsonl line 1: synonyms must be a list of texts"),
        ("c.jsonl", '{"id": "a", "lang": "sv"}',
         "c.jsonl line 1: unknown language 'sv' (known: nb, nn, se, en)"),
        ("c.jsonl", json.dumps(RECORD | {"id": "x" * 121}),
         "c.jsonl line 1: an id has 1 to 120 characters"),
        ("c_x.tsv", "code\ttext\nA00\n", "c_x.tsv line 2: a code and a text are needed"),
        ("c.csv", "", "c.csv: only .jsonl, .jsonl.gz, .tsv, .tsv.gz are read"),
    ],
)  # fmt: skip
def test_unusable_corpora_are_refused_in_one_line(tmp_path, name, text, message):
    with pytest.raises(SourceInvalid) as refused:
        list(sources.corpus(written(tmp_path, name, text), lang="nb"))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no gzip", "c.jsonl.gz: not a whole gzip file"),
        (
            gzip.compress(json.dumps(RECORD).encode(), mtime=0)[:-12],
            "c.jsonl.gz: not a whole gzip file",
        ),
        (gzip.compress(b"\xff\xfe", mtime=0), "c.jsonl.gz: not UTF-8 text"),
    ],
)
def test_broken_bytes_are_refused(tmp_path, content, message):
    path = tmp_path / "c.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(SourceInvalid) as refused:
        list(sources.corpus(path, lang="nb"))
    assert str(refused.value) == message
