"""Judged queries and corpora, as files: TSV queries and judgements, JSON Lines or term lists.

Every refusal is a `SourceInvalid` of one line, which names the file and the line in it.
"""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any, Final

from search.documents import SearchDocument, plain
from search.query.request import LANGUAGES

_HEADING = re.compile(r"<h[2-4][^>]*>(.*?)</h[2-4]>", re.DOTALL | re.IGNORECASE)
LONGEST_ID: Final = 120
QUERY_COLUMNS: Final = ("qid", "query")
QREL_COLUMNS: Final = ("qid", "doc_id", "relevance")
KINDS: Final = (".jsonl", ".jsonl.gz", ".tsv", ".tsv.gz")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL's text can not hold


class SourceInvalid(ValueError):
    """A file can not be used. The message is one line."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the relevance of the documents that were judged for it."""

    qid: str
    text: str
    lang: str
    judged: dict[str, int]


@contextmanager
def _open(path: Path) -> Iterator[IO[str]]:
    """The file as text; what goes wrong while it is read is a SourceInvalid too."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rb") as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        else:
            with path.open(encoding="utf-8-sig", newline="") as handle:
                yield handle
    except UnicodeDecodeError:
        raise SourceInvalid(f"{path.name}: not UTF-8 text") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise SourceInvalid(f"{path.name}: not a whole gzip file") from None
    except OSError as error:
        raise SourceInvalid(f"{path}: {error.strerror or error}") from None


def _table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every line that is not empty."""
    with _open(path) as handle:
        reader = csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        try:
            for row in reader:
                if row:
                    yield reader.line_num, [_UNSTORABLE.sub(" ", cell) for cell in row]
        except csv.Error as error:
            raise SourceInvalid(f"{path.name} line {reader.line_num}: {error}") from None


def _rows(path: Path, *, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and values by column; the needed columns are there and not empty."""
    lines = _table(path)
    header = next(lines, (0, []))[1]
    missing = [name for name in needed if name not in header]
    if missing:
        raise SourceInvalid(
            f"{path.name}: the first line must name the columns {', '.join(needed)}; "
            f"{', '.join(missing)} is missing"
        )
    for number, row in lines:
        values = dict(zip(header, row, strict=False))
        empty = [name for name in needed if not values.get(name, "").strip()]
        if empty or len(row) > len(header):
            problem = f"no value for {', '.join(empty)}" if empty else "more values than columns"
            raise SourceInvalid(f"{path.name} line {number}: {problem}")
        yield number, values


def _language(value: str, *, at: str) -> str:
    if value not in LANGUAGES:
        raise SourceInvalid(f"{at}: unknown language {value!r} (known: {', '.join(LANGUAGES)})")
    return value


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for number, row in _rows(path, needed=QREL_COLUMNS):
        value = row["relevance"].strip()
        if not (value.isascii() and value.isdigit() and len(value) < 4):  # noqa: PLR2004
            raise SourceInvalid(
                f"{path.name} line {number}: relevance {value!r} is not a number from 0"
            )
        found = judged.setdefault(row["qid"], {})
        if found.setdefault(row["doc_id"], int(value)) != int(value):
            raise SourceInvalid(
                f"{path.name} line {number}: {row['qid']} and {row['doc_id']} are judged twice"
            )
    return judged


def judged_queries(*, queries: Path, qrels: Path, lang: str) -> list[JudgedQuery]:
    """The queries that have judgements; `lang` is that of files without such a column.

    Raises SourceInvalid, also where not one query is judged.
    """
    _language(lang, at="--lang")
    judged = _judgements(qrels)
    seen: set[str] = set()
    found = []
    for number, row in _rows(queries, needed=QUERY_COLUMNS):
        at = f"{queries.name} line {number}"
        if row["qid"] in seen:
            raise SourceInvalid(f"{at}: the query {row['qid']} is there twice")
        seen.add(row["qid"])
        spoken = _language(row.get("lang") or lang, at=at)
        if row["qid"] in judged:
            found.append(JudgedQuery(row["qid"], row["query"], spoken, judged[row["qid"]]))
    if not found:
        raise SourceInvalid(f"{queries.name}: {qrels.name} judges none of its queries")
    return found


def corpus(path: Path, *, lang: str, exclude: str = "") -> Iterator[SearchDocument]:
    """The records of a corpus file. Raises SourceInvalid for one that can not be used."""
    name = path.name.removesuffix(".gz")
    if name.endswith(".jsonl"):
        found = _records(path)
    elif name.endswith(".tsv"):
        found = _terms(path, prefix=name.removesuffix(".tsv").split("_")[0], lang=lang)
    else:
        raise SourceInvalid(f"{path.name}: only {', '.join(KINDS)} are read")
    for number, document in found:
        if not document.key or len(document.key) > LONGEST_ID:
            raise SourceInvalid(
                f"{path.name} line {number}: an id has 1 to {LONGEST_ID} characters"
            )
        if not (exclude and fnmatchcase(document.key, exclude)):
            yield document


def _records(path: Path) -> Iterator[tuple[int, SearchDocument]]:
    with _open(path) as handle:
        for number, line in enumerate(handle, start=1):
            if not line.strip():
                continue
            at = f"{path.name} line {number}"
            try:
                record = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                why = error.msg if isinstance(error, json.JSONDecodeError) else "too deep"
                raise SourceInvalid(f"{at}: not JSON ({why})") from None
            if not isinstance(record, dict):
                raise SourceInvalid(f"{at}: not an object")
            yield number, _document(record, at=at)


def _document(record: dict[str, Any], *, at: str) -> SearchDocument:
    html = _text(record, "body_html", at=at)
    return SearchDocument(
        key=_text(record, "id", at=at, needed=True),
        lang=_language(_text(record, "lang", at=at, needed=True), at=at),
        title=_text(record, "title", at=at),
        summary=_text(record, "summary", at=at),
        synonyms=_texts(record, "synonyms", at=at),
        headings=tuple(plain(heading) for heading in _HEADING.findall(html)),
        body=plain(_HEADING.sub(" ", html)),
        topics=_texts(record, "topics", at=at),
    )


def _text(record: dict[str, Any], name: str, *, at: str, needed: bool = False) -> str:
    value = record.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value):
        raise SourceInvalid(f"{at}: {name} must be a text")
    return _UNSTORABLE.sub(" ", value)


def _texts(record: dict[str, Any], name: str, *, at: str) -> tuple[str, ...]:
    values = record.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise SourceInvalid(f"{at}: {name} must be a list of texts")
    return tuple(_UNSTORABLE.sub(" ", value) for value in values)


def _terms(path: Path, *, prefix: str, lang: str) -> Iterator[tuple[int, SearchDocument]]:
    lines = _table(path)
    next(lines, None)
    for number, row in lines:
        if len(row) < 2 or not row[0].strip():  # noqa: PLR2004
            raise SourceInvalid(f"{path.name} line {number}: a code and a text are needed")
        yield number, SearchDocument(key=f"{prefix}:{row[0]}", lang=lang, title=row[1])
