"""Codes in queries and documents: `ICPC-2 T90`, `icd10 E11.9`, `E119`."""

import re
from typing import Final

_SYSTEMS: Final = {
    "icpc2": "ICPC-2", "icpc": "ICPC-2", "icd10": "ICD-10", "icd": "ICD-10", "mesh": "MeSH",
    "snomedct": "SNOMED-CT", "snomed": "SNOMED-CT", "sctid": "SNOMED-CT", "atc": "ATC",
}  # fmt: skip
_SYSTEM: Final = re.compile(
    r"\b(icpc[- ]?2|icpc|icd[- ]?10|icd|snomed(?:[- ]?ct)?|sctid|mesh|atc)\b[:\s]*", re.IGNORECASE
)
_CODE: Final = re.compile(
    r"(?<![\w.])"
    r"([A-Za-z]\d{2}(?:\.?\d{1,2})?|[A-Za-z]\d{2}[A-Za-z]{2}\d{2}|\d{6,18})"
    r"(?![\w.]\w)(?!\w)"
)
MARK: Final = "#"  # no word begins with it, so a code never meets a word in the index


def code_term(code: str, system: str = "") -> str:
    """The index term of a code, alone or within its system: `#e119`, `#icd-10:e119`."""
    bare = re.sub(r"[^a-z0-9]", "", code.lower())
    return f"{MARK}{system.lower()}:{bare}" if system else f"{MARK}{bare}"


def document_terms(codes: list[tuple[str, str]]) -> list[str]:
    """The terms of a document's codes, and of the ICD-10 categories that they belong to."""
    found: list[str] = []
    for system, code in codes:
        found += [code_term(code), code_term(code, system)]
        if system == "ICD-10" and "." in code:
            category = code.split(".")[0]
            found += [code_term(category), code_term(category, system)]
    return sorted(set(found))


def query_terms(query: str) -> list[str]:
    """The code terms that a query asks for; [] where it names none."""
    named = _SYSTEM.search(query)
    system = ""
    if named:
        system = _SYSTEMS[re.sub(r"[^a-z0-9]", "", named.group(1).lower())]
        query = query[: named.start()] + " " + query[named.end() :]
    return [code_term(match.group(1), system) for match in _CODE.finditer(query)]
