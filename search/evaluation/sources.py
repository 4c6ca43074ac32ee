"""Judged queries and corpora, as files: TSV queries and judgements, JSON Lines or term lists."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO

from search.documents import SearchDocument, plain

_HEADING = re.compile(r"<h[2-4][^>]*>(.*?)</h[2-4]>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the relevance of the documents that were judged for it."""

    qid: str
    text: str
    lang: str
    judged: dict[str, int]


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8")
    return path.open(encoding="utf-8")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with _open(path) as handle:
        yield from csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)


def judged_queries(*, queries: Path, qrels: Path, lang: str) -> list[JudgedQuery]:
    """The queries that have judgements; `lang` is that of files without such a column."""
    judged: dict[str, dict[str, int]] = {}
    for row in _rows(qrels):
        judged.setdefault(row["qid"], {})[row["doc_id"]] = int(row["relevance"])
    return [
        JudgedQuery(row["qid"], row["query"], row.get("lang") or lang, judged[row["qid"]])
        for row in _rows(queries)
        if row["qid"] in judged
    ]


def corpus(path: Path, *, lang: str, exclude: str = "") -> Iterator[SearchDocument]:
    """The records of a corpus file. Raises ValueError for a kind of file that is not known."""
    name = path.name.removesuffix(".gz")
    if name.endswith(".jsonl"):
        found = _records(path)
    elif name.endswith(".tsv"):
        found = _terms(path, prefix=name.removesuffix(".tsv").split("_")[0], lang=lang)
    else:
        raise ValueError(f"{path.name}: only .jsonl, .jsonl.gz, .tsv and .tsv.gz are read")
    for document in found:
        if not (exclude and fnmatch(document.key, exclude)):
            yield document


def _records(path: Path) -> Iterator[SearchDocument]:
    with _open(path) as handle:
        for line in handle:
            record = json.loads(line)
            html = record.get("body_html", "")
            yield SearchDocument(
                key=record["id"],
                lang=record["lang"],
                title=record.get("title", ""),
                summary=record.get("summary", ""),
                synonyms=tuple(record.get("synonyms", ())),
                headings=tuple(plain(heading) for heading in _HEADING.findall(html)),
                body=plain(_HEADING.sub(" ", html)),
                topics=tuple(record.get("topics", ())),
            )


def _terms(path: Path, *, prefix: str, lang: str) -> Iterator[SearchDocument]:
    with _open(path) as handle:
        reader = csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(reader)
        for row in reader:
            yield SearchDocument(key=f"{prefix}:{row[0]}", lang=lang, title=row[1])
