"""`manage.py search_vectors`: encode what is published and has no vector yet."""

import sys
from typing import Any

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from search.analysis.groups import languages_of
from search.vectors.encoder import active_encoder
from search.vectors.following import vectors_build


class Command(BaseCommand):
    help = "Encode every public document that lacks a vector of the encoder in SEARCH_ENCODER."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            encoder = active_encoder()
        except ImportError as error:
            raise CommandError(f"SEARCH_ENCODER can not be loaded: {error}") from error
        if encoder is None:
            raise CommandError("SEARCH_ENCODER is not set: search goes by words alone.")
        languages = sorted(lang for family in encoder.families for lang in languages_of(family))
        with tqdm(unit="document", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:
            done = vectors_build(encoder=encoder, languages=languages, progress=bar.update)
        self.stdout.write(f"{done} documents encoded with {encoder.name}.")
