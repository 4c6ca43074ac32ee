"""Public addresses of the citizens' site, in each language's own words.

```
/                       language choice, or a redirect to the reader's own language
/{lang}/                home
/{lang}/search          search
/{lang}/{kind}          everything of one kind, e.g. /nb/sykdom; ?letter= and ?page= narrow it
/{lang}/{subject}/{id}  everything on one topic, e.g. /nb/emne/hjerte
/{lang}/{path}          an article; its path comes from its edition
```

A parameter that no page knows is left alone here, unlike in the API: mail programs and social
media put theirs on every link that somebody shares.
"""

from functools import cache

from django.conf import settings

from content_models.pages import PAGE_TYPES

LANGUAGES: tuple[tuple[str, str], ...] = (
    ("nb", "Bokmål"),
    ("nn", "Nynorsk"),
    ("se", "Davvisámegiella"),
    ("en", "English"),
)
LANGUAGE_CODES = tuple(code for code, _name in LANGUAGES)
LANGUAGE_NAMES = dict(LANGUAGES)
# Not one of the type segments, so that a topic list can never stand in the way of an article.
SUBJECT_SEGMENTS = {"nb": "emne", "nn": "emne", "se": "suorgi", "en": "subject"}
# What browsers ask for when they mean one of ours.
ALIASES = {"no": "nb", "sme": "se"}


@cache
def _segments() -> dict[str, dict[str, str]]:
    """First part of the address by kind and language, as the kinds of page declare it."""
    return {page_type.document_type: dict(page_type.path_segments) for page_type in PAGE_TYPES}


def kind_segment(*, lang: str, kind: str) -> str:
    """The first part of the addresses of a kind of article, e.g. `sykdom`."""
    return _segments()[kind][lang]


def kind_of_segment(*, lang: str, segment: str) -> str | None:
    """The kind whose addresses start with `segment`; None where there is none."""
    for kind, segments in _segments().items():
        if segments[lang] == segment:
            return kind
    return None


def absolute(path: str) -> str:
    """`path` with the site's own scheme and host, for canonical links and site maps."""
    return f"{settings.PUBLIC_BASE_URL}{path}"


def best_language(accept_language: str) -> str | None:
    """The best of our languages for an Accept-Language header; None where it names none of them.

    `nb-NO` counts as `nb`. Equal weights keep the reader's order. A weight that is no number, and
    a weight of nought, count as "not this one".
    """
    choices: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language.split(",")[:30]):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        code = ALIASES.get(primary, primary)
        weight = _weight(parameters)
        if code in LANGUAGE_CODES and weight > 0:
            choices.append((-weight, position, code))
    return min(choices)[2] if choices else None


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
