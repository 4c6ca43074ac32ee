"""Choices to narrow the results by, with names from the editions in the reader's language. Pure.

Call it with the reader's language active: the names of the types are interface text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.engines.base import Filters
from search.hydration import Item
from search.query.request import LISTS
from search.results import Facet, FacetValue

MOST_VALUES: Final = 12
KIND_NAMES: Final[dict[str, Promise]] = {
    "illness": _("Illness"),
    "treatment": _("Treatment"),
    "lifestyle": _("Lifestyle"),
    "patient-rights": _("Your rights"),
    "hub": _("Theme"),
}
# Each language is called what its readers call it.
LANGUAGE_NAMES: Final = {
    "nb": "Bokmål", "nn": "Nynorsk", "se": "Davvisámegiella", "en": "English",
}  # fmt: skip
Names = Callable[[str], str]


def facets_of(
    items: Sequence[Item], *, filters: Filters, audiences: dict[str, str], lang: str
) -> tuple[Facet, ...]:
    """The facets of these results, the commonest values first; what is chosen is always there."""
    ordered = sorted(items, key=lambda item: item.lang != lang)
    values: dict[str, tuple[Iterable[str], Names]] = {
        "type": ((item.kind for item in items), lambda kind: str(KIND_NAMES.get(kind, kind))),
        "topic": (
            (topic for item in items for topic in item.topics),
            lambda topic: _topic_name(topic, ordered),
        ),
        "audience": (
            (audience for item in items for audience in item.audiences),
            lambda audience: audiences.get(audience) or audience,
        ),
        "language": (
            (form for item in items for form in item.forms),
            lambda form: LANGUAGE_NAMES.get(form, form),
        ),
        "code": (
            (code for item in items for code in item.codes),
            lambda code: _code_name(code, ordered),
        ),
    }
    found = []
    for name, (every, naming) in values.items():
        chosen = getattr(filters, LISTS[name])
        counts = Counter(every)
        if counts or chosen:
            found.append(Facet(name=name, values=_values(counts, chosen=chosen, naming=naming)))
    return tuple(found)


def _values(
    counts: Counter[str], *, chosen: tuple[str, ...], naming: Names
) -> tuple[FacetValue, ...]:
    # Ties are broken by the id, so that the same results always offer the same choices.
    common = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]
    kept = [*(value for value in chosen if value not in common), *common]
    return tuple(
        FacetValue(id=value, name=naming(value), count=counts[value], selected=value in chosen)
        for value in kept
    )


def _topic_name(topic: str, items: Sequence[Item]) -> str:
    """What the first edition that carries the topic calls it."""
    for item in items:
        if topic in item.topics:
            for each in item.summarised()["topics"]:
                if each["id"] == topic and each["name"]:
                    return str(each["name"])
    return topic


def _code_name(code: str, items: Sequence[Item]) -> str:
    """`ICPC-2 T90: Diabetes`, or without what it stands for where no edition says it."""
    system, _, value = code.partition(":")
    for item in items:
        if code in item.codes:
            for each in item.summarised()["codes"]:
                if (each["system"], each["code"]) == (system, value) and each.get("display"):
                    return f"{system} {value}: {each['display']}"
    return f"{system} {value}"
