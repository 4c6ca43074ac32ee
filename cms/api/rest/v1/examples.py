"""One answer of each kind, for the description. The contract tests hold it to the shapes."""

from typing import Any

from content_models.digest import canonical, sha256_hex
from editorial.editions.append import EDITION_SCHEME

ITEM = "2f6d1c1e-8a5f-4b0e-9a57-3d8f1f0b6c11"
STAMP = "2026-11-24T12:00:00Z"
ARTICLE: dict[str, Any] = {
    "type": "illness",
    "lang": "en",
    "title": "Asthma",
    "summary": "Asthma makes it hard to breathe out. Most people live well with treatment.",
    "riskClass": "B",
    "licence": "NLOD-2.0",
    "synonyms": ["bronchial asthma"],
    "topics": [{"id": "lungs", "name": "Lungs"}],
    "audiences": [{"id": "adults", "name": "Adults"}],
    "lifeSituations": [],
    "codes": [{"system": "ICPC-2", "code": "R96", "display": "Asthma"}],
    "sections": [
        {
            "id": "9a2b7c51-0d3e-4f60-8a11-5c6d7e8f9012",
            "aspect": "help-emergency",
            "heading": "When to call 113",
            "blocks": [
                {
                    "id": "9a2b7c51-0d3e-4f60-8a11-5c6d7e8f9013",
                    "type": "care_card",
                    "level": "emergency",
                    "heading": "Call 113",
                    "html": "<p>You can hardly breathe, or your lips turn blue.</p>",
                    "phone": "113",
                }
            ],
        }
    ],
    "references": [
        {
            "title": "Global Strategy for Asthma Management and Prevention",
            "publisher": "GINA",
            "kind": "guideline",
            "identifierType": "URL",
            "identifier": "https://example.org/gina",
            "year": 2026,
            "retrieved": "2026-11-01",
            "evidenceLevel": "high",
            "evidenceScheme": "GRADE",
        }
    ],
    "referencesWaiver": "",
}
EDITION: dict[str, Any] = {
    "scheme": EDITION_SCHEME,
    "contentId": ITEM,
    "lang": "en",
    "number": 1,
    "action": "published",
    "severity": "major",
    "path": "illness/asthma",
    "status": "current",
    "publishedAt": STAMP,
    "firstPublishedAt": STAMP,
    "lastClinicalChange": STAMP,
    "lastReviewed": "2026-11-24",
    "nextReviewDue": "2028-11-24",
    "publicUntil": None,
    "clinicalScheme": 1,
    "clinicalDigest": sha256_hex(canonical(ARTICLE)),
    "signOffs": [
        {
            "role": "clinical",
            "name": "Kari Nordmann",
            "profession": "physician",
            "organisation": "Demonstration Hospital",
            "signedAt": STAMP,
            "checklist": "clinical-1",
        }
    ],
    "withdrawal": None,
}
DOCUMENT: dict[str, Any] = {
    "article": ARTICLE,
    "edition": EDITION,
    "editorial": {
        "demonstration": True,
        "machineTranslated": False,
    },
}
DIGEST = sha256_hex(canonical(DOCUMENT))
SUMMARY_PAGE: dict[str, Any] = {
    "items": [
        {
            **{name: ARTICLE[name] for name in ("lang", "type", "title", "summary")},
            **{name: ARTICLE[name] for name in ("topics", "codes")},
            **{name: EDITION[name] for name in ("contentId", "path", "number", "status")},
            **{name: EDITION[name] for name in ("lastReviewed", "nextReviewDue")},
            **{name: EDITION[name] for name in ("publishedAt", "firstPublishedAt")},
            "digest": DIGEST,
        }
    ],
    "next": "1204-9f2ab4c1d05e7788",
}
CHANGE_PAGE: dict[str, Any] = {
    "entries": [
        {
            "seq": 1204,
            "cursor": "1204-9f2ab4c1d05e7788",
            "contentId": ITEM,
            "lang": "en",
            "number": 1,
            "action": "published",
            "severity": "major",
            "path": "illness/asthma",
            "editionDigest": DIGEST,
            "at": STAMP,
        }
    ],
    "cursor": "1204-9f2ab4c1d05e7788",
    "hasMore": False,
}
EDITION_STATUS: dict[str, Any] = {
    "editionDigest": DIGEST,
    "contentId": ITEM,
    "lang": "en",
    "number": 1,
    "status": "revoked",
    "isReadable": True,
    "revocations": [
        {"name": "Kari Nordmann", "signedAt": STAMP, "revokedAt": STAMP, "isDanger": False}
    ],
    "newestDigest": DIGEST,
}
SEARCH_PAGE: dict[str, Any] = {
    "query": "asma",
    "lang": "en",
    "corrected": "asthma",
    "total": 1,
    "pins": [
        {
            "id": "breathless",
            "level": "emergency",
            "title": "Call 113 if you can hardly breathe",
            "text": "Do not wait and see.",
            "phones": [{"number": "113", "label": "Ambulance"}],
        }
    ],
    "hits": [
        {
            **{name: EDITION[name] for name in ("contentId", "lang", "path", "status")},
            **{name: EDITION[name] for name in ("lastReviewed", "nextReviewDue")},
            "type": "illness",
            "title": "Asthma",
            "titleSegments": [{"text": "Asthma", "marked": True}],
            "snippet": [
                {"text": "Asthma", "marked": True},
                {"text": " makes it hard to breathe out.", "marked": False},
            ],
            "topics": ARTICLE["topics"],
            "alsoIn": ["nb"],
        }
    ],
    "facets": [
        {
            "name": "type",
            "values": [{"id": "illness", "name": "Illness", "count": 1, "selected": False}],
        }
    ],
    "elsewhere": [{"lang": "nb", "count": 3}],
    "nearTopics": [],
    "phones": [],
    "next": None,
    "servedBy": "embedded",
}
SUGGEST_PAGE: dict[str, Any] = {
    "query": "ast",
    "lang": "en",
    "items": [
        {
            **{name: EDITION[name] for name in ("contentId", "lang", "path")},
            "type": "illness",
            "title": "Asthma",
            "titleSegments": [{"text": "Asthma", "marked": True}],
        }
    ],
    "pins": [],
    "servedBy": "embedded",
}
SUCCESS = {
    "Document": DOCUMENT,
    "SummaryPage": SUMMARY_PAGE,
    "ChangePage": CHANGE_PAGE,
    "EditionStatus": EDITION_STATUS,
    "SearchPage": SEARCH_PAGE,
    "SuggestPage": SUGGEST_PAGE,
}
