"""From an address to the search page: read it, search, shape the answer.

Call it with the page's language active.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.site.addresses import LANGUAGES, SUBJECT_SEGMENTS
from cms.site.searching import (
    Elsewhere,
    Facet,
    FacetValue,
    Hit,
    Pin,
    SearchPage,
    Topic,
)
from cms.site.vocabulary import kind_name
from search import results as found_by
from search import safety
from search.query.request import (
    LISTS,
    LONGEST_QUERY,
    RequestInvalid,
    SearchRequest,
    clean,
    parse,
)
from search.services import search_run
from search.statistics.counting import search_note

LANGUAGE_NAMES = dict(LANGUAGES)
FACET_NAMES: dict[str, Promise] = {
    "type": _("Type"),
    "topic": _("Topic"),
    "audience": _("For whom"),
    "language": _("Language"),
    "code": _("Medical code"),
}
TOO_LONG = _("Your question is too long. Use a few words, %(most)s characters at most.")
NOT_UNDERSTOOD = _("This address is not one of our searches. Search again below.")


def search_page(values: Mapping[str, Sequence[str]], *, lang: str) -> SearchPage:
    """Read an address, search, and shape the answer."""
    try:
        if "lang" in values:
            raise RequestInvalid({"lang": "unknown"})
        request = parse({**values, "lang": [lang]})
    except RequestInvalid as error:
        return _refused(values, problems=error.problems, lang=lang)
    if not request.q:
        return SearchPage()
    found = search_run(request)
    search_note(request=request, results=found, on_page=True)
    return _shaped(request, found)


def _refused(
    values: Mapping[str, Sequence[str]], *, problems: Mapping[str, str], lang: str
) -> SearchPage:
    """What can be said of an address that is no search: the help that it calls for, and why not."""
    typed = clean(next(iter(values.get("q", ())), ""))[:LONGEST_QUERY]
    is_long = problems.get("q") == "too-long"
    reason = TOO_LONG % {"most": LONGEST_QUERY} if is_long else NOT_UNDERSTOOD
    pins = safety.pins(typed, lang=lang)
    return SearchPage(query=typed, refused=str(reason), pinned=tuple(_pin(each) for each in pins))


def _shaped(request: SearchRequest, found: found_by.SearchResults) -> SearchPage:
    shaped = SearchPage(
        query=request.q,
        asked=True,
        pinned=tuple(_pin(each) for each in found.pins),
        phones=found.phones,
    )
    if found.served_by == "none":
        return replace(shaped, asked=False, unavailable=True)
    return replace(
        shaped,
        total=found.total,
        corrected=found.corrected,
        exact_url=_url(request, exact=True) if found.corrected else "",
        hits=tuple(_hit(each) for each in found.hits),
        facets=_facets(request, found),
        elsewhere=tuple(
            Elsewhere(
                lang=each.lang,
                name=LANGUAGE_NAMES[each.lang],
                url=_url(request, lang=each.lang),
                count=_counted(each.count),
            )
            for each in found.elsewhere
        ),
        near=tuple(
            Topic(each.name, f"/{request.lang}/{SUBJECT_SEGMENTS[request.lang]}/{each.id}")
            for each in found.near_topics
        ),
        first_url=_url(request) if request.cursor else "",
        next_url=_url(request, cursor=found.next_cursor) if found.next_cursor else "",
    )


def _counted(count: int) -> str:
    return f"{count}+" if count >= found_by.MOST_ELSEWHERE else str(count)


def _hit(hit: found_by.Hit) -> Hit:
    return Hit(
        lang=hit.lang,
        lang_name=LANGUAGE_NAMES[hit.lang],
        kind_name=kind_name(hit.type),
        url=f"/{hit.lang}/{hit.path}",
        title=hit.title,
        title_pieces=hit.title_segments,
        snippet=hit.snippet,
        status=hit.status,
        last_reviewed=hit.last_reviewed.isoformat(),
        also_in=tuple(LANGUAGE_NAMES[lang] for lang in hit.also_in),
    )


def _pin(pin: found_by.Pin) -> Pin:
    return Pin(
        level=pin.level,
        title=pin.title,
        text=pin.text,
        phones=pin.phones,
    )


def _facets(request: SearchRequest, found: found_by.SearchResults) -> tuple[Facet, ...]:
    """The facets that leave a choice, or that hold one that was made."""
    shaped = [
        Facet(
            name=str(FACET_NAMES[facet.name]),
            values=tuple(_value(request, facet.name, each) for each in facet.values),
        )
        for facet in found.facets
        if len(facet.values) > 1 or any(each.selected for each in facet.values)
    ]
    is_current = request.freshness == "current"
    if found.total or is_current:
        url = _url(request, freshness="any" if is_current else "current")
        fresh = FacetValue(str(_("Only what is not due for review")), None, url, is_current)
        shaped.append(Facet(name=str(_("Review")), values=(fresh,)))
    return tuple(shaped)


def _value(request: SearchRequest, parameter: str, value: found_by.FacetValue) -> FacetValue:
    name = LISTS[parameter]
    chosen = getattr(request.filters, name)
    left = tuple(each for each in chosen if each != value.id)
    narrowed = replace(request.filters, **{name: left if value.selected else (*chosen, value.id)})
    return FacetValue(
        name=value.name,
        count=value.count,
        url=_url(replace(request, filters=narrowed)),
        active=value.selected,
    )


def _url(
    request: SearchRequest, *, lang: str = "", exact: bool | None = None, freshness: str = "",
    cursor: str = "",
) -> str:  # fmt: skip
    """The address of this search with something changed; without a cursor its first page."""
    filters = [
        (parameter, value)
        for parameter, name in LISTS.items()
        for value in getattr(request.filters, name)
        # Another language is asked for all it has.
        if not (lang and parameter == "language")
    ]
    fresh = freshness or request.freshness
    pairs = [("q", request.q), *filters]
    if fresh != "any":
        pairs.append(("freshness", fresh))
    if request.exact if exact is None else exact:
        pairs.append(("exact", "1"))
    if cursor:
        pairs.append(("cursor", cursor))
    return f"/{lang or request.lang}/search?{urlencode(pairs)}"
