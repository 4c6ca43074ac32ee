"""Every way in which a text is stopped; each sentence is compared with the log as it is."""

from typing import Any

import pytest

from editorial.editions.wishes import services
from tests.browser.admin.walking import (
    Walk,
    changed,
    dated,
    given,
    go,
    is_so,
    late,
    off_the_clock,
    opens,
    other,
    passed_on,
    public,
    row,
    signed_by,
    stands,
    submitted,
    the_hour_comes,
    while_held,
)
from tests.holding import TAKE_ORDER, held

pytestmark = pytest.mark.browser

ONE_MORE = "Du har signert «Hals». En kliniker til må signere før den publiseres."
OVER = "Dette steget pågår ikke lenger."
SIGNED = (
    "En signert tekst av «Hals» var ikke publisert på {language}. Signaturene gjelder ikke lenger: "
    "Den trenger en ny gjennomgang."
)
WITHDRAWN = "«Hals» er trukket tilbake på: Norsk bokmål."
NOT_LIVE = (
    "En tekst er planlagt til {when}, men den er ikke signert lenger: Den publiseres ikke slik den "
    "står."
)
GONE: dict[str, Any] = {"log": "published withdrawn", "signed": 1, "public": "notice"}
TEXT: dict[str, Any] = {"log": "published", "signed": 1, "public": "text"}

STOPS: dict[str, list[Any]] = {
    "taken down without a notice of its own": [
        given(),
        public,
        row("chief", "takes down", WITHDRAWN, **GONE),
    ],
    "withdrawn while a clinician reads the next text": [
        given(),
        public,
        changed(summary="Andre ord."),
        passed_on,
        opens("second", "signs"),
        row("duty", "withdraws", WITHDRAWN,
            "Gjennomgangen av «Hals» på Norsk bokmål er avsluttet.", **GONE),
        late("second", "signs", OVER,
             "Denne teksten ble trukket tilbake {today}: Den trenger en ny gjennomgang.", **GONE),
    ],
    "withdrawn from the clock": [
        given(in_days=2),
        passed_on,
        signed_by("clinician"),
        row("duty", "withdraws",
            "«Hals» skal ikke lenger publiseres på Norsk bokmål. Den skulle ut {when}.", signed=1),
    ],
    "withdrawn in all languages": [
        given(),
        public,
        other("nn", dated, passed_on, signed_by("clinician")),
        other("en", submitted),
        other("se", dated, passed_on, signed_by("clinician"), off_the_clock),
        row("duty", "withdraws", WITHDRAWN,
            "Gjennomgangen av «Hals» på English er avsluttet.",
            "«Hals» skal ikke lenger publiseres på Norsk nynorsk. Den skulle ut {when}.",
            SIGNED.format(language="Davvisámegiella"), **GONE),
        stands("nn", signed=1),
        stands("en"),
        stands("se", signed=1),
    ],
    "withdrawn when it was off the clock": [
        given(in_days=2),
        passed_on,
        signed_by("clinician"),
        row("desk", "takes off the clock",
            "Versjon {revision} av «Hals» er ikke lenger planlagt.", signed=1),
        row("duty", "withdraws", SIGNED.format(language="Norsk bokmål"), signed=1),
        changed(go_live_at=None),
        row("chief", "publishes in bulk",
            "Ikke signert: 0 av 1 klinikere har signert nøyaktig denne teksten.",
            "Tidligere signaturer på denne teksten gjelder ikke lenger: de er for gamle, teksten "
            "er erstattet eller trukket tilbake siden, eller gjennomgangen deres ble avbrutt.",
            signed=1),
    ],
    "hidden while somebody holds the log": [
        given(),
        public,
        while_held(lambda _walk: held(TAKE_ORDER)),
        row("duty", "withdraws",
            "«Hals» er skjult, men ikke i loggen ennå: Norsk bokmål. Publikum leser meldingen. "
            "Arbeiderprosessen prøver hvert sekund til tilbaketrekkingen står i loggen.",
            log="published", signed=1, public="notice", waits=True),
    ],
    "signed while somebody holds the log": [
        given(),
        passed_on,
        while_held(lambda _walk: held(TAKE_ORDER)),
        row("clinician", "signs",
            "En annen transaksjon holder loggen, og ingenting ble skrevet. Prøv igjen om litt. "
            "Varer det ved, kan de som drifter huset, finne og avslutte den (manage.py log_lock).",
            step="clinicians"),
    ],
    "a signature taken back, for a danger": [
        given(),
        public,
        row("clinician", "takes back for a danger",
            "Signaturen er trukket tilbake, og «Hals» er trukket tilbake fra publikum.",
            **{**GONE, "signed": 0}),
    ],
    "a signature taken back, for a mistake": [
        given(),
        public,
        row("chief", "takes back as a mistake",
            "Signaturen er trukket tilbake, og «Hals» er trukket tilbake fra publikum.",
            **{**GONE, "signed": 0}),
    ],
    "one of two signatures taken back before the other is given": [
        given(risk_class="A"),
        passed_on,
        signed_by("clinician"),
        row("clinician", "takes back as a mistake", "Signaturen på «Hals» er trukket tilbake.",
            step="clinicians"),
        row("second", "signs", ONE_MORE, step="clinicians", signed=1),
    ],
    "a signature taken back on the clock": [
        given(in_days=2),
        passed_on,
        signed_by("clinician"),
        row("clinician", "takes back as a mistake", "Signaturen på «Hals» er trukket tilbake.",
            NOT_LIVE, clock="{when}"),
        the_hour_comes,
        is_so(clock="{when}"),
    ],
    "taken back in a tab that stood open while the text was withdrawn": [
        given(),
        public,
        opens("clinician", "takes back for a danger"),
        row("duty", "withdraws", WITHDRAWN, **GONE),
        late("clinician", "takes back for a danger", "Signaturen på «Hals» er trukket tilbake.",
             **{**GONE, "signed": 0}),
    ],
    "deleted in bulk": [
        given(),
        public,
        row("chief", "deletes in bulk",
            "«Hals» ble ikke slettet: Den, eller en tekst under den, har vært signert eller "
            "publisert, og det er dokumentasjon. Ta den ned eller trekk den tilbake i stedet.",
            **TEXT),
    ],
    "taken down in bulk": [
        given(),
        public,
        row("chief", "takes down in bulk", WITHDRAWN, **GONE),
    ],
    "taken down by the desk, which has the next text": [
        given(),
        public,
        changed(summary="Andre ord."),
        submitted,
        row("desk", "takes down", WITHDRAWN,
            "Gjennomgangen av «Hals» på Norsk bokmål er avsluttet.", **GONE),
    ],
    "a signature taken back while the next text is on the clock": [
        given(),
        public,
        changed(summary="Andre ord."),
        dated,
        passed_on,
        signed_by("second"),
        row("second", "takes back as a mistake", "Signaturen på «Hals» er trukket tilbake.",
            NOT_LIVE, clock="{when}", **TEXT),
    ],
}  # fmt: skip
BUTTONS: dict[str, list[Any]] = {
    "published in bulk, not signed, with a date": [
        given(in_days=2),
        row("chief", "publishes in bulk",
            "Ikke signert: 0 av 1 klinikere har signert nøyaktig denne teksten."),
    ],
    "published in bulk, signed, at another address": [
        given(),
        public,
        changed(by="desk", slug="halsen"),
        row("chief", "publishes in bulk", "1 tekst er publisert slik den er skrevet nå.",
            **{**TEXT, "log": "published moved"}),
    ],
    "published in bulk, signed, at another address on a date": [
        given(),
        public,
        changed(by="desk", slug="halsen"),
        dated,
        row("chief", "publishes in bulk", "«Hals» publiseres {when}.", clock="{when}", **TEXT),
    ],
    "published again, with nothing new": [
        given(),
        public,
        row("chief", "publishes", 'Siden "Hals" er publisert.', **TEXT),
    ],
    "published at another address on a date": [
        given(),
        public,
        changed(by="desk", slug="halsen"),
        dated,
        row("chief", "publishes",
            "«Hals» er publisert, og denne versjonen er planlagt for publisering.",
            clock="{when}", **TEXT),
    ],
}  # fmt: skip
ROUTES = {**STOPS, **BUTTONS}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The request gives up after one try, which is the worker's turn then."""
    monkeypatch.setattr(services, "REQUEST_SECONDS", 0)
    monkeypatch.setattr(services, "LOCK_SECONDS", 0.2)


@pytest.mark.parametrize("name", ROUTES)
def test_what_is_said_is_so(walk: Walk, name: str) -> None:
    go(walk, ROUTES[name])
