"""How the Elasticsearch indices stand beside what is public."""

from dataclasses import dataclass

from elasticsearch import Elasticsearch

from search.analysis.groups import group_of
from search.engines.elasticsearch import indices
from search.engines.elasticsearch.connection import IndexMissing, Unreachable, asked
from search.engines.elasticsearch.reading import current_counts
from search.engines.elasticsearch.rebuilding import rebuilder_alone


@dataclass(frozen=True, slots=True)
class FamilyStatus:
    """`index` is "" where there is none; `public` is how many documents there should be."""

    family: str
    index: str
    documents: int
    tombstones: int
    public: int


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """`error` is "" where the server answers; then `version` is known."""

    version: str
    error: str
    families: tuple[FamilyStatus, ...]
    orphans: tuple[str, ...]
    former: tuple[str, ...]
    is_rebuilding: bool


def server_status(client: Elasticsearch, *, prefix: str) -> ServerStatus:
    """Ask the server. Never raises for one that does not answer."""
    try:
        version = str(asked(client.info).body["version"]["number"])
        found = indices.behind(client, prefix=prefix)
        families = tuple(
            _family(client, family, found, prefix=prefix) for family in indices.FAMILIES
        )
        with rebuilder_alone() as held:
            return ServerStatus(
                version=version,
                error="",
                families=families,
                orphans=tuple(indices.orphans(client, prefix=prefix)),
                former=tuple(indices.former(client, prefix=prefix)),
                is_rebuilding=not held,
            )
    except (Unreachable, IndexMissing) as error:
        return ServerStatus("", str(error), (), (), (), is_rebuilding=False)


def _family(
    client: Elasticsearch, family: str, found: dict[str, list[str]], *, prefix: str
) -> FamilyStatus:
    shown = indices.alias(family, prefix=prefix)
    public = sum(n for lang, n in current_counts().items() if group_of(lang) == family)
    index = next((name for name, aliases in found.items() if shown in aliases), "")
    if not index:
        return FamilyStatus(family, "", 0, 0, public)
    documents, tombstones = (_count(client, index, is_gone=gone) for gone in (False, True))
    return FamilyStatus(family, index, documents, tombstones, public)


def _count(client: Elasticsearch, index: str, *, is_gone: bool) -> int:
    query = {"term": {"gone": is_gone}}
    return int(asked(lambda: client.count(index=index, query=query)).body["count"])
