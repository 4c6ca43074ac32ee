"""The vector of a document: half what it is called, half what it says."""

from collections.abc import Sequence
from typing import Final

from search.documents import SearchDocument
from search.vectors.encoder import Encoder, Vector

MOST_SYNONYMS: Final = 8
MOST_HEADINGS: Final = 3
LONGEST: Final = 700  # characters; what comes first says what a health text is about


def vector_text(document: SearchDocument) -> str:
    """Names, summary, first headings and the beginning of the body."""
    parts = (
        document.title,
        *document.synonyms[:MOST_SYNONYMS],
        document.summary,
        *document.headings[:MOST_HEADINGS],
        document.body,
    )
    return ". ".join(part for part in parts if part)[:LONGEST]


def document_vectors(encoder: Encoder, documents: Sequence[SearchDocument]) -> list[Vector]:
    """The mean of the vectors of title and text of each document; shorter than 1.

    A question's inner product with it is the mean of both likenesses. Over whole judged sets that
    found more than either alone: titles answer questions, texts know other names.
    """
    titles = encoder.encode([document.title for document in documents])
    texts = encoder.encode([vector_text(document) for document in documents])
    return [
        tuple((one + other) / 2 for one, other in zip(title, text, strict=True))
        for title, text in zip(titles, texts, strict=True)
    ]
