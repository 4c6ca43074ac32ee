"""`manage.py search_words_build --nb FILE --nn FILE`: rebuild the derived Norwegian word data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from search.analysis import building
from search.analysis.words import DATA


class Command(BaseCommand):
    help = "Build compound parts and nynorsk pairs from Norsk Ordbank's headwords (CC BY 4.0)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--nb", type=Path, required=True, help="bokmål headwords, one a line")
        parser.add_argument("--nn", type=Path, required=True, help="nynorsk headwords, one a line")

    def handle(self, *_args: Any, **options: Any) -> None:
        sizes = building.build(
            nb=options["nb"], nn=options["nn"], rules=DATA / "nynorsk.yml", out=DATA
        )
        self.stdout.write(f"{sizes['parts']} compound parts, {sizes['pairs']} nynorsk pairs")
