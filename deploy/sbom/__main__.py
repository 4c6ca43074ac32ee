"""`python -m deploy.sbom`: write the bill of materials and the page of licences again."""

import sys

from deploy.sbom import bill, page
from deploy.sbom.decisions import decisions_read
from deploy.sbom.parts import ROOT, Unknown, parts


def main() -> int:
    """Exit code 1 with one line for each thing that is not known; then nothing is written."""
    decisions = decisions_read()
    try:
        rows = parts(decisions)
        written = {
            bill.FILE: bill.bill(rows, decisions),
            page.FILE: page.page(rows, decisions),
        }
    except Unknown as error:
        print(error, file=sys.stderr)
        return 1
    for file, text in written.items():
        file.write_text(text, encoding="utf-8")
        print(f"{file.relative_to(ROOT)} is written ({len(rows)} packages known).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
