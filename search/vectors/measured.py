"""An engine widened by meaning, over a scratch set of vectors, for judged queries."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from django.db import connections

from search.documents import SearchDocument
from search.engines.base import Candidate, EngineQuery
from search.engines.embedded.spelling import Correction, LookedUp
from search.evaluation.engines import MeasuredEngine
from search.evaluation.scratch import scratch_tables
from search.vectors import store
from search.vectors.encoder import Encoder
from search.vectors.hybrid import widened
from search.vectors.texts import document_vectors

ALIAS: Final = "default"
BATCH: Final = 256


class WidenedEngine:
    """`inner` with `encoder`; spells and suggests as `inner` does."""

    def __init__(self, inner: MeasuredEngine, encoder: Encoder) -> None:
        self.inner, self.encoder = inner, encoder
        self.name = f"{inner.name}+{encoder.name}"

    def rank(self, query: EngineQuery) -> Sequence[Candidate]:
        """See `SearchEngine.rank`."""
        found = self.inner.rank(query)
        return widened(query, found, encoder=self.encoder, reads=ALIAS)

    def replace(self, document: SearchDocument, *, number: int) -> None:
        """See `SearchEngine.replace`; the vector stays as it is."""
        self.inner.replace(document, number=number)

    def remove(self, *, key: str, lang: str, number: int) -> None:
        """See `SearchEngine.remove`; a vector without a document is never a candidate for long."""
        self.inner.remove(key=key, lang=lang, number=number)

    def look_up(
        self, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
    ) -> LookedUp:
        """See `Vocabulary.look_up`."""
        return self.inner.look_up(family=family, words=words, also=also, guess=guess)

    def corrections(
        self, *, family: str, near: Mapping[str, Sequence[str]], beside: Sequence[str] = ()
    ) -> dict[str, list[Correction]]:
        """See `Vocabulary.corrections`."""
        return self.inner.corrections(family=family, near=near, beside=beside)


@contextmanager
def scratch_vectors(documents: Sequence[SearchDocument], *, encoder: Encoder) -> Iterator[None]:
    """A scratch table of vectors over just these documents, dropped at the end."""
    with scratch_tables(["search_vector"]):
        with connections[ALIAS].cursor() as cursor:
            for start in range(0, len(documents), BATCH):
                batch = documents[start : start + BATCH]
                for document, vector in zip(batch, document_vectors(encoder, batch), strict=True):
                    store.replace(
                        cursor, key=document.key, lang=document.lang, number=1,
                        encoder=encoder.name, vector=vector,
                    )  # fmt: skip
            cursor.execute("ANALYZE search_vector")
        yield
