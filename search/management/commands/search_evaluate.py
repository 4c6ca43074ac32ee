"""`manage.py search_evaluate`: the figure of merit of an engine on judged queries.

Prints a table, or with `--json` one object as its last line. With `--corpus` the files are indexed
into a scratch index first, which is dropped again; without, what is published is measured.
"""

import json
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from search.documents import SearchDocument
from search.engines.base import EngineUnavailable
from search.evaluation import engines, run, sources
from search.evaluation.sources import SourceInvalid
from search.query.request import LANGUAGES
from search.vectors.encoder import active_encoder

_NAMES: Final = {
    "queries": "queries", "ndcg10": "nDCG@10", "success1": "success@1", "success10": "success@10",
    "zero": "zero", "p50_ms": "p50 ms", "p95_ms": "p95 ms",
}  # fmt: skip


class Command(BaseCommand):
    help = "Measure an engine on judged queries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=engines.measurable(), required=True)
        parser.add_argument("--queries", type=Path, required=True, help="TSV: qid, query[, lang]")
        parser.add_argument("--qrels", type=Path, required=True, help="TSV: qid, doc_id, relevance")
        parser.add_argument(
            "--corpus", type=Path, nargs="+", action="extend", default=[], metavar="FILE",
            help="index these records or term lists into a scratch index, and measure that",
        )  # fmt: skip
        parser.add_argument(
            "--exclude", default="", metavar="ID_GLOB", help="leave out the records with such ids"
        )
        parser.add_argument(
            "--lang", choices=LANGUAGES, default="nb",
            help="language of term lists, and of queries that have no lang column",
        )  # fmt: skip
        parser.add_argument(
            "--vectors", action="store_true",
            help="by meaning too: SEARCH_ENCODER encodes the records of --corpus first (minutes)",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="one object, as the last line")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["exclude"] and not options["corpus"]:
            raise CommandError("--exclude leaves out records of --corpus, and there is none.")
        if options["vectors"] and not (options["corpus"] and settings.SEARCH_ENCODER):
            raise CommandError("--vectors needs --corpus, and an encoder in SEARCH_ENCODER.")
        try:
            with _stoppable():
                report = self._report(options)
        except SourceInvalid as error:
            raise CommandError(str(error)) from error
        except (EngineUnavailable, DatabaseError) as error:
            line = " ".join(str(error).split()) or type(error).__name__
            raise CommandError(f"The {options['engine']} engine does not answer: {line}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self._table(report)

    def _report(self, options: dict[str, Any]) -> dict[str, Any]:
        queries = sources.judged_queries(
            queries=options["queries"], qrels=options["qrels"], lang=options["lang"]
        )
        with self._engine(options) as engine:
            return run.evaluate(_told(queries, "queries"), engine=engine, vocabulary=engine)

    def _engine(self, options: dict[str, Any]) -> AbstractContextManager[engines.MeasuredEngine]:
        if not options["corpus"]:
            return nullcontext(engines.indexed_engine(options["engine"]))
        for path in options["corpus"]:
            if not path.is_file():  # said before anything is indexed
                raise SourceInvalid(f"{path}: no such file")
        documents = chain.from_iterable(
            sources.corpus(path, lang=options["lang"], exclude=options["exclude"])
            for path in options["corpus"]
        )
        factory = engines.scratch_factory(options["engine"])
        if options["vectors"]:
            return _widened(factory, list(documents))
        return factory(_told(documents, "documents"))

    def _table(self, report: dict[str, Any]) -> None:
        rows = [("all", report), *report["by_lang"].items()]
        self.stdout.write("".join(["lang", *(f"{name:>12}" for name in _NAMES.values())]))
        for lang, figures in rows:
            cells = (f"{_shown(name, figures[name]):>12}" for name in _NAMES)
            self.stdout.write("".join([f"{lang:<4}", *cells]))


@contextmanager
def _widened(
    factory: engines.ScratchFactory, documents: list[SearchDocument]
) -> Iterator[engines.MeasuredEngine]:
    """The scratch engine, and a scratch set of vectors beside it."""
    from search.vectors.measured import WidenedEngine, scratch_vectors

    encoder = active_encoder()
    if encoder is None:
        raise CommandError("SEARCH_ENCODER is not set.")
    with (
        factory(_told(documents, "documents")) as inner,
        scratch_vectors(documents, encoder=encoder),
    ):
        yield WidenedEngine(inner, encoder)


def _shown(name: str, value: float) -> str:
    if name in ("queries", "zero"):
        return str(value)
    return f"{value:.2f}" if name.endswith("_ms") else f"{value:.4f}"


def _told(things: Iterable[Any], unit: str) -> Iterable[Any]:
    """The same things, counted on standard error as they go by."""
    return tqdm(things, unit=f" {unit}", file=sys.stderr, mininterval=2.0)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGTERM end the run as Ctrl-C does, so that the scratch index is dropped."""

    def stop(*_args: Any) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread, which alone gets signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
