"""The bill of materials of an installation, as CycloneDX.

What the tool notes of the machine, the moment and the registry is left out, so that two runs agree
to the byte.
"""

import hashlib
import json
from typing import Any

from cyclonedx.validation.json import JsonStrictValidator

from deploy.sbom.decisions import Data, Decisions
from deploy.sbom.graph import asked_for, edges
from deploy.sbom.parts import REQUIREMENTS, ROOT, SCHEMA, Part, Unknown, tool

SCOPES = {"base": "required", "encoder": "optional"}
HOUSE = "helsekilde"
FILE = ROOT / "deploy" / "sbom" / "helsekilde.cdx.json"


def bill(rows: list[Part], decisions: Decisions) -> str:
    """The bill as CycloneDX JSON. Raises Unknown where it does not fit the schema."""
    shipped = [part for part in rows if part.lock in SCOPES]
    project = tool(
        "requirements",
        str(REQUIREMENTS / "base.txt"),
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    )["metadata"]["component"]
    data = [_data(each) for each in decisions.data]
    document = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SCHEMA.to_version()}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SCHEMA.to_version(),
        "version": 1,
        "metadata": {
            "component": {**project, "bom-ref": HOUSE},
            "tools": {"components": [
                {"type": "application", "group": "CycloneDX", "name": "cyclonedx-py"}
            ]},
            "properties": [{"name": "cdx:reproducible", "value": "true"}],
        },
        "components": [*map(_component, shipped), *data],
        "dependencies": _graph(shipped, data),
    }  # fmt: skip
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    error = JsonStrictValidator(SCHEMA).validate_str(text)
    if error:
        raise Unknown([f"The bill does not fit the CycloneDX schema: {error.data}"])
    return text


def _component(part: Part) -> dict[str, Any]:
    reason = part.conclusion.reason
    row = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "scope": SCOPES[part.lock],
        "licenses": [
            {
                "expression": part.conclusion.licence,
                "acknowledgement": "concluded" if reason else "declared",
            }
        ],
        "purl": part.purl,
        "externalReferences": [
            {
                "type": "distribution",
                "url": part.purl,
                "comment": f"the files that requirements/{part.lock}.txt accepts",
                "hashes": [{"alg": "SHA-256", "content": each} for each in part.hashes],
            }
        ],
    }
    if reason:
        row["properties"] = [{"name": f"{HOUSE}:licence-reason", "value": reason}]
    return row


def _data(data: Data) -> dict[str, Any]:
    return {
        "type": "data",
        "bom-ref": f"data:{data.name}",
        "publisher": data.publisher,
        "name": data.name,
        "version": data.version,
        "scope": "required",
        "licenses": [{"expression": data.licence, "acknowledgement": "declared"}],
        "components": [
            {
                "type": "file",
                "bom-ref": f"file:{name}",
                "name": name,
                "hashes": [
                    {
                        "alg": "SHA-256",
                        "content": hashlib.sha256((ROOT / name).read_bytes()).hexdigest(),
                    }
                ],
            }
            for name in data.files
        ],
        "properties": [{"name": f"{HOUSE}:changed", "value": data.changed}],
    }


def _graph(shipped: list[Part], data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    purls = {part.name: part.purl for part in shipped}
    roots = [
        each
        for lock in SCOPES
        for each in asked_for((REQUIREMENTS / f"{lock}.in").read_text(encoding="utf-8"))
    ]
    found = edges(roots, pinned=set(purls))
    first = sorted(purls[name] for name in found.get("", set())) + [row["bom-ref"] for row in data]
    return [
        {"ref": HOUSE, "dependsOn": first},
        *(
            {"ref": purl, "dependsOn": sorted(purls[each] for each in found.get(name, set()))}
            for name, purl in sorted(purls.items())
        ),
    ]
