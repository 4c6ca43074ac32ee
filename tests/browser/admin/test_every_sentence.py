"""Every route of a text through the two steps; each sentence is compared with the log as it is.

A row says who does what, all that is said to them, and how the text then stands by SQL. What is
said and is not so is a fault, whichever of the two is right.
"""

from typing import Any

import pytest

from content_models.policy import risk_classes
from tests.browser.admin.walking import (
    Walk,
    changed,
    dated,
    given,
    go,
    is_so,
    late,
    opens,
    passed_on,
    public,
    resubmitted,
    row,
    signed_by,
    submitted,
    the_hour_comes,
)

pytestmark = pytest.mark.browser

SUBMITTED = "«Hals» er sendt til gjennomgang."
PASSED_ON = "«Hals» er sendt videre til medisinskfaglig godkjenning."
SENT_BACK = "«Hals» gikk tilbake til forfatteren med det du skrev."
PUBLIC = "Du har signert «Hals», og den er nå publisert."
ONE_MORE = "Du har signert «Hals». En kliniker til må signere før den publiseres."
PLANNED = "Du har signert «Hals». Den publiseres {when}."
OVER = "Dette steget pågår ikke lenger."
NOT_AS_SAID = (
    "Det som følger av signaturen din, er ikke det skjermen sa da du åpnet den. Slik er det nå: "
    "Din er den siste signaturen den trenger: Den er offentlig så snart du har signert. Den har "
    "ikke noe varselmerke. Les den en gang til før du signerer."
)
LOCKED = "Siden ble ikke lagret, fordi den er låst."
TEXT: dict[str, Any] = {"log": "published", "signed": 1, "public": "text"}

STEPS: dict[str, list[Any]] = {
    "straight to the public": [
        given(),
        row("author", "submits", SUBMITTED, step="desk"),
        row("desk", "passes on", PASSED_ON, step="clinicians"),
        row("clinician", "signs", PUBLIC, **TEXT),
    ],
    "one of two clinicians is not enough": [
        given(risk_class="A"),
        passed_on,
        row("clinician", "signs", ONE_MORE, step="clinicians", signed=1),
        row("second", "signs", PUBLIC, log="published", signed=2, public="text"),
    ],
    "sent back and changed, it starts at the desk": [
        given(),
        passed_on,
        row("clinician", "sends back", SENT_BACK, step="author"),
        changed(summary="Andre ord."),
        row("author", "submits", SUBMITTED, step="desk"),
        row("desk", "passes on", PASSED_ON, step="clinicians"),
        row("clinician", "signs", PUBLIC, **TEXT),
    ],
    "sent back and not changed, it goes to who asked": [
        given(),
        passed_on,
        row("clinician", "sends back", SENT_BACK, step="author"),
        row("author", "submits", SUBMITTED, step="clinicians"),
        row("clinician", "signs", PUBLIC, **TEXT),
    ],
    "half signed, asked about and not changed, the first signature stands": [
        given(risk_class="A"),
        passed_on,
        row("clinician", "signs", ONE_MORE, step="clinicians", signed=1),
        row("second", "sends back", SENT_BACK, step="author", signed=1),
        resubmitted,
        row("second", "signs", PUBLIC, log="published", signed=2, public="text"),
    ],
    "half signed and changed, both sign anew": [
        given(risk_class="A"),
        passed_on,
        signed_by("clinician"),
        row("second", "sends back", SENT_BACK, step="author", signed=1),
        changed(summary="Andre ord."),
        resubmitted,
        row("desk", "passes on", PASSED_ON, step="clinicians", signed=1),
        row("second", "signs", ONE_MORE, step="clinicians", signed=2),
        row("clinician", "signs", PUBLIC, log="published", signed=3, public="text"),
    ],
    "the desk sends it back": [
        given(),
        submitted,
        row("desk", "sends back", SENT_BACK, step="author"),
        row("author", "submits", SUBMITTED, step="desk"),
    ],
    "the author cancels, while a clinician reads": [
        given(),
        passed_on,
        opens("clinician", "signs"),
        row("author", "cancels", "Gjennomgangen av «Hals» er avbrutt."),
        late("clinician", "signs", OVER),
        row("author", "submits", SUBMITTED, step="desk"),
    ],
    "sent back, the author starts the review again": [
        given(),
        passed_on,
        row("clinician", "sends back", SENT_BACK, step="author"),
        row("author", "starts again", "Gjennomgangen av «Hals» er startet på nytt.", step="desk"),
    ],
    "on a date": [
        given(in_days=2),
        passed_on,
        row("clinician", "signs", PLANNED, signed=1, clock="{when}"),
        the_hour_comes,
        is_so(**TEXT),
    ],
    "public, and the next text on a date": [
        given(),
        public,
        changed(summary="Andre ord."),
        dated,
        passed_on,
        row("clinician", "signs", PLANNED, log="published", signed=2, public="text",
            clock="{when}"),
    ],
    "an author saves what lies on the desk": [
        given(),
        opens("author", "saves"),
        submitted,
        late("author", "saves", LOCKED, step="desk"),
    ],
}  # fmt: skip
TABS: dict[str, list[Any]] = {
    "two tabs of the desk": [
        given(),
        submitted,
        opens("desk", "passes on"),
        row("desk in another tab", "passes on", PASSED_ON, step="clinicians"),
        late("desk", "passes on", OVER, step="clinicians"),
    ],
    "two clinicians with one text": [
        given(),
        passed_on,
        opens("second", "signs"),
        row("clinician", "signs", PUBLIC, **TEXT),
        late("second", "signs", OVER, **TEXT),
    ],
    "two clinicians with a text that takes both": [
        given(risk_class="A"),
        passed_on,
        opens("second", "signs"),
        signed_by("clinician"),
        late("second", "signs", NOT_AS_SAID, step="clinicians", signed=1),
        late("second", "signs", PUBLIC, log="published", signed=2, public="text"),
    ],
    "sent back in one tab and signed in the other": [
        given(),
        passed_on,
        opens("clinician", "signs"),
        row("second", "sends back", SENT_BACK, step="author"),
        late("clinician", "signs", OVER, step="author"),
    ],
    "a double click of the desk": [
        given(),
        submitted,
        row("desk", "passes on by a double click", PASSED_ON, or_says=OVER, step="clinicians"),
    ],
    "a double click of a clinician": [
        given(),
        passed_on,
        row("clinician", "signs by a double click", PUBLIC, or_says=OVER, **TEXT),
    ],
    "submitted in two tabs": [
        given(),
        opens("author", "submits"),
        row("author in another tab", "submits", SUBMITTED, step="desk"),
        late("author", "submits", LOCKED, step="desk"),
    ],
}
LANGUAGES: dict[str, list[Any]] = {
    lang: [
        given(lang=lang),
        submitted,
        row("desk", "passes on", PASSED_ON, step="clinicians"),
        row("clinician", "signs", PUBLIC, **TEXT),
    ]
    for lang in ("nn", "se", "en")
}
ROUTES = {**STEPS, **TABS, **LANGUAGES}


@pytest.mark.parametrize("name", ROUTES)
def test_what_is_said_is_so(walk: Walk, name: str) -> None:
    go(walk, ROUTES[name])


def test_no_class_of_text_is_published_by_the_desk_alone() -> None:
    assert {code: found.quorum for code, found in risk_classes().items() if not found.quorum} == {}
