"""Judged queries measure; they are never copied into what is measured."""

from pathlib import Path

from search.analysis.folding import fold
from search.analysis.shipped import key_of, stop_rows, synonym_rows
from search.evaluation.sources import judged_queries


def test_no_synonym_is_a_judged_query_whose_name_was_taken_out(shared_dir: Path) -> None:
    stops = frozenset(fold(row.word) for row in stop_rows() if row.family == "en")
    folder = shared_dir / "data" / "judged"
    judged = {
        key_of(query.text, family="en", stops=stops)
        for query in judged_queries(
            queries=folder / "en_synonym_unlisted.queries.tsv",
            qrels=folder / "en_synonym_unlisted.qrels.tsv",
            lang="en",
        )
    }
    sources = {
        key_of(source, family="en", stops=stops): source
        for row in synonym_rows("en")
        for source, _ in row.pairs()
    }
    assert {sources[key] for key in judged & set(sources)} == set()
