"""`manage.py search_rebuild`: build the search indices anew while editions keep coming in.

It may be interrupted and run again at any time: an index is swapped in when it is whole, or not.
"""

from typing import Any, Final

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection
from tqdm import tqdm

from editorial.editions.consumers import registry
from editorial.editions.consumers.services import consumer_run
from search.analysis.groups import group_of
from search.indexing import index_rebuild
from search.query.request import LANGUAGES

EMBEDDED: Final = "embedded"
ELASTICSEARCH: Final = "elasticsearch"


class Command(BaseCommand):
    help = "Build the search indices anew, beside the live ones, and swap them in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--engine", choices=[EMBEDDED, ELASTICSEARCH], help="without it: every one in use"
        )
        parser.add_argument(
            "--lang", choices=LANGUAGES, action="append", default=[],
            help="Elasticsearch only: the index of this language (nb and nn share one)",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        engine, langs = options["engine"], options["lang"]
        if langs and engine != ELASTICSEARCH:
            raise CommandError(
                "The embedded index is one for all languages: --lang goes with --engine "
                f"{ELASTICSEARCH}."
            )
        if engine == ELASTICSEARCH and not settings.ELASTICSEARCH_URL:
            raise CommandError("ELASTICSEARCH_URL is empty: there is no Elasticsearch to rebuild.")
        try:
            if engine != ELASTICSEARCH:
                self._embedded()
            if engine != EMBEDDED and settings.ELASTICSEARCH_URL:
                self._elasticsearch(langs)
        except KeyboardInterrupt:
            raise CommandError("Interrupted; what was live is live. Run it again.") from None

    def _embedded(self) -> None:
        with tqdm(desc=EMBEDDED, unit=" items", disable=None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            rebuilt = index_rebuild(progress=progress)
        self.stdout.write(
            f"{EMBEDDED}: {rebuilt.documents} documents, {rebuilt.removed} stale ones removed."
        )

    def _elasticsearch(self, langs: list[str]) -> None:
        from search.engines.elasticsearch import connection as server
        from search.engines.elasticsearch import indices
        from search.engines.elasticsearch.connection import IndexMissing, Unreachable
        from search.engines.elasticsearch.rebuilding import RebuildBusy, rebuild
        from search.engines.elasticsearch.writing import Refused

        families = sorted({group_of(lang) for lang in langs}) or list(indices.FAMILIES)
        with tqdm(desc=ELASTICSEARCH, unit=" items", total=_items(), disable=None) as bar:
            try:
                built = rebuild(
                    server.client(), prefix=settings.ELASTICSEARCH_INDEX_PREFIX,
                    families=families, progress=lambda done: bar.update(done - bar.n),
                )  # fmt: skip
            except (Unreachable, IndexMissing) as error:
                raise CommandError(f"Elasticsearch takes nothing now: {error}") from error
            except (RebuildBusy, Refused) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(
            f"{ELASTICSEARCH}: {built.documents} documents of {', '.join(families)} up to entry "
            f"{built.until}, {built.dropped} old indices dropped."
        )
        if ELASTICSEARCH in registry.names():
            consumer_run(name=ELASTICSEARCH, is_forced=True)


def _items() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM editions_publicdocument")
        count: int = cursor.fetchone()[0]
    return count
