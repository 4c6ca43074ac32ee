"""The figures: nDCG with linear gain and log2 discount, success and zero results. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2


def ndcg(ranked: Sequence[str], judged: Mapping[str, int], *, depth: int = 10) -> float:
    """NDCG at `depth` of document ids, best first. 0 where nothing relevant was judged."""
    gain = sum(judged.get(doc, 0) / log2(place + 2) for place, doc in enumerate(ranked[:depth]))
    best = sorted((value for value in judged.values() if value > 0), reverse=True)[:depth]
    ideal = sum(value / log2(place + 2) for place, value in enumerate(best))
    return gain / ideal if ideal else 0.0


def success(ranked: Sequence[str], judged: Mapping[str, int], *, depth: int) -> float:
    """1 where one of the first `depth` documents is relevant, else 0."""
    return float(any(judged.get(doc, 0) > 0 for doc in ranked[:depth]))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(slots=True)
class Tally:
    """Sums over queries, and the report of them."""

    ndcg10: list[float] = field(default_factory=list)
    success1: list[float] = field(default_factory=list)
    success10: list[float] = field(default_factory=list)
    zero: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, ranked: Sequence[str], judged: Mapping[str, int], seconds: float) -> None:
        """Count one query."""
        self.ndcg10.append(ndcg(ranked, judged))
        self.success1.append(success(ranked, judged, depth=1))
        self.success10.append(success(ranked, judged, depth=10))
        self.zero += not ranked
        self.seconds.append(seconds)

    def report(self) -> dict[str, float]:
        """The figures: means, the number of queries without a result, times in milliseconds."""
        count = len(self.ndcg10) or 1
        return {
            "queries": len(self.ndcg10),
            "ndcg10": round(sum(self.ndcg10) / count, 4),
            "success1": round(sum(self.success1) / count, 4),
            "success10": round(sum(self.success10) / count, 4),
            "zero": self.zero,
            "p50_ms": round(1000 * percentile(self.seconds, 0.5), 2),
            "p95_ms": round(1000 * percentile(self.seconds, 0.95), 2),
        }
