"""Rows of the public tables, written as the owner with the log's trigger off.

Only for states that a test must fix to the byte: an end in the past, a foreign chain, a gap. How
rows come about is shown elsewhere, by real publications.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connections

from content_models.digest import canonical, sha256_hex
from editorial.editions.append import EDITION_SCHEME

ASTHMA = UUID("2f6d1c1e-8a5f-4b0e-9a57-3d8f1f0b6c11")
COPD = UUID("7c0f6a52-1111-4222-8333-944455556666")
MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAMP = "2026-11-24T12:00:00Z"
ENDED = (
    "Denne siden vises ikke lenger: tiden den skulle stå ute er over, eller den skulle vært "
    "gjennomgått på nytt. Den skal ikke lenger brukes."
)


@dataclass
class Rows:
    """Appends editions to the log and keeps the public tables as the trigger would."""

    seq: int = 0
    head: bytes = bytes(32)
    numbers: dict[tuple[UUID, str], int] = field(default_factory=dict)

    def edition(
        self,
        *,
        content_id: UUID = ASTHMA,
        lang: str = "nb",
        path: str = "sykdom/astma",
        title: str = "Astma",
        action: str = "published",
        severity: str = "major",
        public_until: datetime | None = None,
        topics: tuple[str, ...] = ("lunger",),
        audiences: tuple[str, ...] = ("voksne",),
        codes: tuple[str, ...] = ("R96",),
        kind: str = "illness",
        pictures: tuple[str, ...] = (),
        modified_at: datetime = MOMENT,
        withdrawal: dict[str, Any] | None = None,
    ) -> tuple[str, bytes]:
        """Write one edition; returns its digest and the bytes of its document."""
        self.seq += 1
        number = self.numbers.get((content_id, lang), 0) + 1
        self.numbers[content_id, lang] = number
        article = _article(
            kind=kind, lang=lang, title=title, topics=topics, audiences=audiences, codes=codes
        )
        article["sections"][0]["blocks"] += [
            {"type": "image", "media": {"sha256": sha256, "contentType": "image/webp"}}
            for sha256 in pictures
        ]
        if action == "withdrawn":
            article = {"lang": lang, "title": title, "type": kind}
        envelope = _envelope(
            content_id=content_id, lang=lang, number=number, action=action, severity=severity,
            path=path, public_until=public_until, withdrawal=withdrawal,
            clinical_digest=sha256_hex(canonical(article)),
        )  # fmt: skip
        document = canonical({"article": article, **envelope})
        digest = sha256_hex(document)
        chain = hashlib.sha256(
            self.head + self.seq.to_bytes(8, "big") + bytes.fromhex(digest)
        ).digest()
        row = envelope["edition"]
        with owner() as connection:
            connection.execute("ALTER TABLE editions_edition DISABLE TRIGGER editions_enter_log")
            _insert(connection, "editions_edition", {
                "id": self.seq, "content_id": content_id, "lang": lang, "number": number,
                "action": action, "severity": severity, "status": row["status"], "kind": kind,
                "risk_class": "C", "path": path, "page_id": 1, "revision_id": None,
                "article": canonical(article), "envelope": canonical(envelope),
                "clinical_scheme": 1, "clinical_digest": row["clinicalDigest"],
                "edition_scheme": EDITION_SCHEME, "edition_digest": digest, "signoff_ids": [],
                "published_at": modified_at, "first_published_at": MOMENT,
                "last_clinical_change": MOMENT, "last_reviewed": MOMENT.date(),
                "next_review_due": "2029-11-24", "public_until": public_until,
                "receipt": f"receipt.of.{number}", "actor_id": None,
            })  # fmt: skip
            _insert(connection, "editions_logentry", {
                "seq": self.seq, "edition_id": self.seq, "previous_hash": self.head,
                "chain_hash": chain,
            })  # fmt: skip
            connection.execute(
                "DELETE FROM editions_publicdocument WHERE content_id = %s AND lang = %s",
                [content_id, lang],
            )
            _insert(connection, "editions_publicdocument", {
                "content_id": content_id, "lang": lang, "seq": self.seq, "edition_id": self.seq,
                "page_id": 1, "number": number,
                "state": "withdrawn" if action == "withdrawn" else "current",
                "status": row["status"], "kind": kind, "path": path, "title": title,
                "topics": list(topics), "audiences": list(audiences),
                "codes": [f"ICPC-2:{code}" for code in codes], "digest": digest,
                "clinical_digest": row["clinicalDigest"], "document": document,
                "summary": summary(article=article, envelope=envelope, digest=digest),
                "public_until": public_until, "last_reviewed": MOMENT.date(),
                "next_review_due": "2029-11-24", "modified_at": modified_at,
            })  # fmt: skip
            connection.execute(
                "INSERT INTO editions_publicpath (lang, path, content_id) VALUES (%s, %s, %s) "
                "ON CONFLICT DO NOTHING",
                [lang, path, content_id],
            )
            for sha256 in pictures:
                connection.execute(
                    "INSERT INTO editions_publicmedia (sha256, content_type) "
                    "VALUES (%s, 'image/webp') ON CONFLICT DO NOTHING",
                    [sha256],
                )
            connection.execute("ALTER TABLE editions_edition ENABLE TRIGGER editions_enter_log")
        self.head = chain
        return digest, document

    @property
    def cursor(self) -> str:
        """The cursor behind the newest edition."""
        return f"{self.seq}-{self.head.hex()[:16]}"


def summary(*, article: dict[str, Any], envelope: dict[str, Any], digest: str) -> bytes:
    """The bytes of an item's entry in a list."""
    edition = envelope["edition"]
    return canonical({
        "contentId": edition["contentId"], "lang": edition["lang"], "type": article["type"],
        "path": edition["path"], "title": article["title"], "summary": article.get("summary", ""),
        "topics": article.get("topics", []), "codes": article.get("codes", []),
        "number": edition["number"], "status": edition["status"], "digest": digest,
        "lastReviewed": edition["lastReviewed"], "nextReviewDue": edition["nextReviewDue"],
        "publishedAt": edition["publishedAt"], "firstPublishedAt": edition["firstPublishedAt"],
    })  # fmt: skip


def clear() -> None:
    """Empty the log and the public tables, which only their owner can, with the guards off."""
    tables = ("edition", "logentry", "publicdocument", "publicpath", "publicmedia")
    names = ", ".join(f"editions_{table}" for table in tables)
    assert connections["default"].settings_dict["NAME"].startswith("helsekilde_test_")
    with owner() as connection:
        for switch in ("DISABLE", "ENABLE"):
            if switch == "ENABLE":
                connection.execute(f"TRUNCATE {names} CASCADE")
            for table in ("edition", "logentry"):
                connection.execute(f"ALTER TABLE editions_{table} {switch} TRIGGER USER")


def owner() -> psycopg.Connection[Any]:
    """A connection of the owner to the database that the running test uses."""
    login = settings.DATABASE_OWNER
    return psycopg.connect(
        dbname=connections["default"].settings_dict["NAME"],
        user=login["USER"],
        password=login["PASSWORD"] or None,
        host=login["HOST"] or None,
        port=login["PORT"] or None,
    )


def _insert(connection: psycopg.Connection[Any], table: str, values: dict[str, Any]) -> None:
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))


def _article(
    *,
    kind: str,
    lang: str,
    title: str,
    topics: tuple[str, ...],
    audiences: tuple[str, ...],
    codes: tuple[str, ...],
) -> dict[str, Any]:
    return {
        "type": kind, "lang": lang, "title": title, "summary": "Kort sagt.", "riskClass": "C",
        "licence": "CC0-1.0", "synonyms": [], "lifeSituations": [],
        "topics": [{"id": topic, "name": topic.title()} for topic in topics],
        "audiences": [{"id": audience, "name": audience.title()} for audience in audiences],
        "codes": [{"system": "ICPC-2", "code": code, "display": ""} for code in codes],
        "sections": [{
            "id": "11111111-0000-4000-8000-000000000001", "aspect": "overview",
            "heading": "Hva er det?", "blocks": [{
                "id": "11111111-0000-4000-8000-000000000002", "type": "text",
                "html": "<p>Blåsejente på veien.</p>",
            }],
        }],
        "references": [], "referencesWaiver": "Prøvetekst.",
    }  # fmt: skip


def _envelope(
    *,
    content_id: UUID,
    lang: str,
    number: int,
    action: str,
    severity: str,
    path: str,
    public_until: datetime | None,
    withdrawal: dict[str, Any] | None,
    clinical_digest: str,
) -> dict[str, Any]:
    until = public_until.strftime("%Y-%m-%dT%H:%M:%SZ") if public_until else None
    return {
        "edition": {
            "scheme": EDITION_SCHEME, "contentId": str(content_id), "lang": lang,
            "number": number, "action": action, "severity": severity, "path": path,
            "status": "withdrawn" if action == "withdrawn" else "current", "publishedAt": STAMP,
            "firstPublishedAt": STAMP, "lastClinicalChange": STAMP, "lastReviewed": "2026-11-24",
            "nextReviewDue": "2029-11-24", "publicUntil": until, "clinicalScheme": 1,
            "clinicalDigest": clinical_digest, "withdrawal": withdrawal,
            "signOffs": [] if action == "withdrawn" else [{
                "role": "clinical", "name": "Kari Lege", "profession": "lege",
                "organisation": "Prøvesykehuset", "signedAt": STAMP, "checklist": "clinical_v1",
            }],
        },
        "editorial": {
            "demonstration": True,
            "machineTranslated": False,
        },
    }  # fmt: skip
