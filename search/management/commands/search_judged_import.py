"""`manage.py search_judged_import NAME --queries FILE --qrels FILE`: queries for previews."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_slug

from search.curation.judged_import import judged_set_replace
from search.curation.models import JudgedSet
from search.evaluation.sources import SourceInvalid, judged_queries


class Command(BaseCommand):
    help = (
        "Keep a set of judged queries, so that editors see what a synonym or a bet does to them. "
        "A set of the same name is replaced; --remove takes it out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="letters, digits, - and _")
        parser.add_argument("--queries", type=Path, help="TSV: qid, query, optionally lang")
        parser.add_argument("--qrels", type=Path, help="TSV: qid, doc_id, relevance")
        parser.add_argument("--lang", default="nb", help="language of queries without one")
        parser.add_argument("--remove", action="store_true", help="take the set out")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["name"]
        try:
            validate_slug(name)
        except ValidationError as error:
            raise CommandError(f"{name}: {' '.join(error.messages)}") from None
        if options["remove"]:
            gone, _rows = JudgedSet.objects.filter(name=name).delete()
            if not gone:
                raise CommandError(f"There is no judged set {name}.")
            self.stdout.write(f"{name}: removed")
            return
        if not options["queries"] or not options["qrels"]:
            raise CommandError("--queries and --qrels are needed.")
        try:
            queries = judged_queries(
                queries=options["queries"], qrels=options["qrels"], lang=options["lang"]
            )
        except SourceInvalid as error:
            raise CommandError(str(error)) from None
        found = judged_set_replace(name=name, queries=queries)
        self.stdout.write(
            f"{name}: {found.kept} queries kept, {found.without_items} without a relevant item here"
        )
