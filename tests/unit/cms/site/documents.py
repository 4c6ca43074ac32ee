"""Edition documents for tests, in the shape of the edition document: one with every block."""

from typing import Any
from uuid import UUID

from editorial.editions.append import EDITION_SCHEME

CONTENT_ID = UUID("0f6f2c1e-5b3a-4c8e-9d57-1a2b3c4d5e6f")
PICTURE = "a3" * 32


def _id(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


def _sections() -> list[dict[str, Any]]:
    return [
        {
            "id": _id(1), "aspect": "overview", "heading": "Hva er astma?",
            "blocks": [
                {"id": _id(101), "type": "text", "html": (
                    "<p>Astma er en betennelse i luftveiene som gjør at de blir "
                    "<strong>trange</strong> og fulle av slim. Da blir det tungt å "
                    "puste ut.</p><p>Plagene kommer og går. "
                    "De fleste kan leve <em>helt vanlig</em> med riktig behandling. Les mer om "
                    '<a href="/nb/behandling/inhalasjon">inhalasjonsmedisin</a>.</p>')},
                {"id": _id(102), "type": "image", "alt": "Tegning av en åpen og en trang luftvei.",
                 "media": {"sha256": PICTURE, "contentType": "image/webp", "width": 1200,
                           "height": 675},
                 "caption": "Ved astma hovner luftveiene opp innvendig.",
                 "credit": "Tegning: Helsekilde"},
            ],
        },
        {
            "id": _id(2), "aspect": "symptoms", "heading": "Symptomer",
            "blocks": [
                {"id": _id(201), "type": "text", "html": (
                    "<p>Vanlige tegn er:</p><ul><li>piping eller surkling i brystet</li>"
                    "<li>hoste, særlig om natten</li><li>tung pust ved anstrengelse</li></ul>"
                    "<h3>Hos små barn</h3><p>Barn kan bli slappe og ikke orke å leke.</p>")},
                {"id": _id(202), "type": "table", "caption": "Hvor godt er astmaen under kontroll?",
                 "headerRow": True, "headerColumn": True,
                 "rows": [["", "God kontroll", "Dårlig kontroll"],
                          ["Plager om dagen", "To dager i uken eller sjeldnere", "Hver dag"],
                          ["Våkner om natten", "Aldri", "Hver uke"]]},
            ],
        },
        {
            "id": _id(3), "aspect": "help-emergency", "heading": "Når trenger du hjelp?",
            "blocks": [
                {"id": _id(301), "type": "care_card", "level": "emergency", "phone": "113",
                 "heading": "Ring 113 ved alvorlig anfall",
                 "html": "<ul><li>du får nesten ikke puste</li><li>leppene blir blå</li>"
                         "<li>anfallsmedisinen virker ikke</li></ul>"},
                {"id": _id(302), "type": "care_card", "level": "urgent", "phone": "116117",
                 "heading": "Ring legevakten samme dag",
                 "html": "<p>Ring hvis du trenger anfallsmedisin oftere enn hver fjerde time.</p>"},
                {"id": _id(303), "type": "care_card", "level": "self-care", "phone": "",
                 "heading": "Dette kan du klare selv",
                 "html": "<p>Lett hoste etter trening går ofte over når du hviler.</p>"},
            ],
        },
        {
            "id": _id(4), "aspect": "self-care", "heading": "Hva kan du gjøre selv?",
            "blocks": [
                {"id": _id(401), "type": "do_dont",
                 "do": ["<p>Ta forebyggende medisin hver dag.</p>",
                        "<p>Ha anfallsmedisin med deg.</p>"],
                 "dont": ["<p>Røyk ikke, og unngå røyk fra andre.</p>"]},
                {"id": _id(402), "type": "steps", "items": [
                    {"heading": "Rist inhalatoren", "html": "<p>Ta av hetten først.</p>"},
                    {"heading": "Pust rolig ut", "html": "<p>Tøm lungene helt.</p>"},
                    {"heading": "Pust inn og trykk", "html": "<p>Hold pusten i ti sekunder.</p>"}]},
                {"id": _id(403), "type": "fact", "key": "asthma-reliever-limit", "version": 3,
                 "name": "Grense for anfallsmedisin",
                 "text": "Mer enn to ganger i uken betyr at du bør snakke med legen."},
                {"id": _id(404), "type": "video", "title": "Slik bruker du inhalator",
                 "url": "https://video.example/inhalator",
                 "transcript": "<p>Sitt rett opp. Rist inhalatoren i fem sekunder.</p>"},
            ],
        },
        {
            "id": _id(5), "aspect": "questions", "heading": "Ofte stilte spørsmål",
            "blocks": [
                {"id": _id(501), "type": "questions", "items": [
                    {"question": "Kan jeg trene med astma?", "html": "<p>Ja, trening er bra.</p>"},
                    {"question": "Vokser barn det av seg?", "html": "<p>Noen gjør det.</p>"}]},
            ],
        },
    ]  # fmt: skip


def rich_document(**edition: Any) -> dict[str, Any]:
    """An illness in bokmål with every type of block; `edition` overrides fields of the edition."""
    return {
        "article": {
            "type": "illness", "lang": "nb", "title": "Astma", "riskClass": "A",
            "summary": "Astma gjør luftveiene trange. Med riktig medisin lever de fleste som før.",
            "licence": "CC BY 4.0", "synonyms": ["bronkial astma"],
            "topics": [{"id": "lunger", "name": "Lunger og luftveier"},
                       {"id": "allergi", "name": "Allergi"}],
            "audiences": [{"id": "voksne", "name": "Voksne"}], "lifeSituations": [],
            "codes": [{"system": "ICPC-2", "code": "R96", "display": "Astma"},
                      {"system": "ICD-10", "code": "J45", "display": "Astma"}],
            "sections": _sections(),
            "references": [
                {"title": "Global strategy for asthma management", "publisher": "GINA",
                 "kind": "guideline", "identifierType": "URL",
                 "identifier": "https://guideline.example/gina", "year": 2026,
                 "retrieved": "2026-10-01", "evidenceLevel": "A", "evidenceScheme": "GRADE"},
                {"title": "Inhaled corticosteroids in adults", "publisher": "Journal of Examples",
                 "kind": "review", "identifierType": "DOI", "identifier": "10.1000/182",
                 "year": 2024, "retrieved": None, "evidenceLevel": "", "evidenceScheme": ""},
                {"title": "Lærebok i lungemedisin", "publisher": "Forlaget", "kind": "book",
                 "identifierType": "ISBN", "identifier": "9788200000000", "year": None,
                 "retrieved": None, "evidenceLevel": "", "evidenceScheme": ""}],
            "referencesWaiver": "",
        },
        "edition": {
            "scheme": EDITION_SCHEME, "contentId": str(CONTENT_ID), "lang": "nb",
            "number": 4, "action": "published", "severity": "major", "path": "sykdom/astma",
            "status": "current", "publishedAt": "2026-11-20T12:00:00Z",
            "firstPublishedAt": "2025-01-10T08:00:00Z",
            "lastClinicalChange": "2026-11-20T12:00:00Z", "lastReviewed": "2026-11-20",
            "nextReviewDue": "2027-11-20", "publicUntil": None, "clinicalScheme": 1,
            "clinicalDigest": "c" * 64,
            "signOffs": [
                {"role": "clinical", "name": "Kari Nordmann", "profession": "lege",
                 "organisation": "Helsekilde", "signedAt": "2026-11-20T11:30:00Z",
                 "checklist": "v1"},
                {"role": "clinical", "name": "Ola Hansen", "profession": "sykepleier",
                 "organisation": "Eksempel sykehus", "signedAt": "2026-11-19T09:00:00Z",
                 "checklist": "v1"}],
            "withdrawal": None, **edition,
        },
        "editorial": {"demonstration": True,
                      "machineTranslated": False},
    }  # fmt: skip


def withdrawn_document(**withdrawal: Any) -> dict[str, Any]:
    """The same item after its withdrawal: the text is gone, the notice stands."""
    document = rich_document(
        action="withdrawn", severity="safety", status="withdrawn", signOffs=[],
        publishedAt="2026-11-23T08:00:00Z",
        withdrawal={
            "reason": "unsafe", "notice": "Siden er trukket tilbake fordi doseringen var feil.",
            "replacement": None, "withdrawnAt": "2026-11-23T08:00:00Z", **withdrawal,
        },
    )  # fmt: skip
    document["article"] = {"lang": "nb", "title": "Astma", "type": "illness"}
    return document
