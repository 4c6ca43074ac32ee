"""The sources of an article, from its document. Pure: no request, no database."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from cms.site.dates import day_of


@dataclass(frozen=True)
class Source:
    """A reference; `url` is empty where its identifier leads nowhere."""

    title: str
    publisher: str
    year: int | None
    label: str
    url: str
    retrieved: date | None
    evidence: str


def source_of(reference: dict[str, Any]) -> Source:
    """What is shown of a reference of a document."""
    label, url = _identifier(reference["identifierType"], reference["identifier"])
    level, scheme = reference["evidenceLevel"], reference["evidenceScheme"]
    return Source(
        title=reference["title"],
        publisher=reference["publisher"],
        year=reference["year"],
        label=label,
        url=url,
        retrieved=day_of(reference["retrieved"]),
        evidence=f"{scheme} {level}".strip() if level else "",
    )


def _identifier(kind: str, value: str) -> tuple[str, str]:
    """What to show of an identifier, and where it leads; only web addresses become links."""
    if kind == "DOI" and value:
        return f"doi:{value}", f"https://doi.org/{quote(value, safe='/')}"
    if kind == "PMID" and value:
        return f"PMID {value}", f"https://pubmed.ncbi.nlm.nih.gov/{quote(value, safe='')}/"
    if kind == "URL" and value.startswith(("https://", "http://")):
        return value.split("://", 1)[1].split("/", 1)[0], value
    return (f"{kind} {value}", "") if value and kind != "none" else ("", "")
