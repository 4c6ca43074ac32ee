"""A page as an article: the object that the clinical digest covers.

The order of lists is the editor's; the order of keys does not matter (canonical form sorts them).
"""

from typing import Any

from content_models.projection.blocks import Lookups, project_sections


def project(page: Any) -> dict[str, Any]:
    """The article of any content page, in the shape of `docs/api/document.md`."""
    lang = page.locale.language_code
    raw = list(page.body.raw_data)
    return {
        "type": page.document_type,
        "lang": lang,
        "title": page.title,
        "summary": page.summary,
        "riskClass": page.risk_class,
        "licence": page.licence,
        "synonyms": page.synonym_list(),
        "topics": terms(page.topics, lang),
        "audiences": terms(page.audiences, lang),
        "lifeSituations": terms(page.life_situations, lang),
        "codes": [
            {"system": row.system, "code": row.code, "display": row.display}
            for row in page.medical_codes.all()
        ],
        "sections": project_sections(raw, Lookups.of(raw, lang=lang)),
        "references": [reference(row) for row in page.evidence_references.all()],
        "referencesWaiver": page.references_waiver,
    }


def terms(manager: Any, lang: str) -> list[dict[str, str]]:
    """Terms with their names in this language, by identifier; a missing name stays empty."""
    rows = sorted(manager.all(), key=lambda row: row.slug)
    return [{"id": row.slug, "name": row.name_in(lang)} for row in rows]


def reference(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "publisher": row.publisher,
        "kind": row.kind,
        "identifierType": row.identifier_type,
        "identifier": row.identifier,
        "year": row.year,
        "retrieved": row.retrieved.isoformat() if row.retrieved else None,
        "evidenceLevel": row.evidence_level,
        "evidenceScheme": row.evidence_scheme,
    }
