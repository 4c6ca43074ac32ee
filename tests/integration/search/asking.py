"""Ask as the public does."""

from search.query.request import parse
from search.results import SearchResults
from search.services import search_run


def ask(q: str, lang: str = "nb", **others: str) -> SearchResults:
    """One page of results."""
    return search_run(parse({"q": [q], "lang": [lang], **{k: [v] for k, v in others.items()}}))


def titles(found: SearchResults) -> list[str]:
    return [hit.title for hit in found.hits]


def text(segments: tuple) -> str:
    """Segments as one string, what matches between brackets."""
    return "".join(f"[{each.text}]" if each.marked else each.text for each in segments)
