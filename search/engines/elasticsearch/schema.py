"""What an index looks like: one for each family of languages, fed with terms that we analysed.

`terms` holds every term of a document as often as its weighted frequency says, in half steps, so
that Elasticsearch's own BM25 over this one field is the weighted BM25 of the embedded engine.
`named` holds those of its names alone. `answer` is all that a hit is answered with, as one value:
of two hundred hits, each further value would cost as much as all of this one.
"""

from typing import Any, Final

from elasticsearch_dsl import Binary, Boolean, Keyword, Long, Mapping, Text, analyzer

SCHEME: Final = 2  # to be raised with anything that makes an old index answer differently
STEPS: Final = 2  # tokens that one of weighted frequency is written as
K1: Final = 1.2
B: Final = 0.75
SPLIT: Final = analyzer("split", type="whitespace")


def mapping() -> Mapping:
    """The fields. Nothing is added by itself: an unknown field is an error of ours."""
    fields = Mapping()
    fields.meta("dynamic", "strict")
    # Terms are made anew from the edition whenever an index is built: no need to keep them.
    fields.meta("_source", excludes=["terms", "named"])
    for name in ("terms", "named"):
        fields.field(
            name, Text(analyzer=SPLIT, similarity="weighted", index_options="freqs", norms=True)
        )
    for name in ("lang", "kind", "topics", "audiences", "codes"):
        fields.field(name, Keyword())
    fields.field("key", Keyword())
    # Binary, for a keyword's value is looked up in a compressed dictionary.
    fields.field("answer", Binary(doc_values=True))
    fields.field("gone", Boolean())
    fields.field("seq", Long())
    return fields


def body(*, family: str, refresh: str = "1s") -> dict[str, Any]:
    """Settings and mappings of a new index."""
    fields = mapping()
    described: dict[str, Any] = fields.to_dict()
    described["_meta"] = {"scheme": SCHEME, "family": family}
    return {
        "settings": {
            "index": {
                # One shard: document frequencies are exact, and 100,000 documents are few.
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                "refresh_interval": refresh,
                "similarity": {"weighted": {"type": "BM25", "k1": K1 * STEPS, "b": B}},
            },
            "analysis": fields._collect_analysis(),
        },
        "mappings": described,
    }
