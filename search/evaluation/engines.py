"""The engines that can be measured, by name; each is loaded when it is asked for.

An engine's scratch factory takes documents and is a context manager: it yields an engine over just
these documents, and what it made is gone when it is left, however that happens.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from importlib.util import find_spec
from typing import Final, Protocol

from django.utils.module_loading import import_string

from search.documents import SearchDocument
from search.engines.base import SearchEngine
from search.query.build import Vocabulary


class MeasuredEngine(SearchEngine, Vocabulary, Protocol):
    """An engine together with what its index knows of words."""


class ScratchFactory(Protocol):
    """Makes an index of its own for one run."""

    def __call__(
        self, documents: Iterable[SearchDocument]
    ) -> AbstractContextManager[MeasuredEngine]: ...


_SCRATCH: Final = {
    "embedded": "search.evaluation.scratch.scratch_engine",
    "elasticsearch": "search.engines.elasticsearch.scratch.scratch_engine",
}
_INDEXED: Final = {
    "embedded": "search.engines.embedded.engine.EmbeddedEngine",
    "elasticsearch": "search.engines.elasticsearch.engine.ElasticsearchEngine",
}


def measurable() -> tuple[str, ...]:
    """Names of the engines that can be measured here."""
    return tuple(name for name, path in _SCRATCH.items() if _is_there(path))


def scratch_factory(name: str) -> ScratchFactory:
    """The scratch factory of an engine. Raises KeyError for an engine that is not there."""
    factory: ScratchFactory = import_string(_SCRATCH[name])
    return factory


def indexed_engine(name: str) -> MeasuredEngine:
    """The engine over what is published. Raises KeyError for an engine that is not there."""
    engine: MeasuredEngine = import_string(_INDEXED[name])()
    return engine


def _is_there(path: str) -> bool:
    return find_spec(path.rpartition(".")[0]) is not None
