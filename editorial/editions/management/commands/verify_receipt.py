"""`manage.py verify_receipt FILE [--document FILE] [--jwks FILE] [--ask]`: exit code 0 or 1.

One line says what was signed; with `--ask` one more says whether the signatures still stand.
"""

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from editorial.editions.keys import public_jwks
from editorial.editions.receipts import ReceiptInvalid, receipt_verify
from editorial.editions.selectors_archive import receipt_by_digest

MAX_BYTES = 5_000_000


class Command(BaseCommand):
    help = "Verify a review receipt, and that a document is the one it is about."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the receipt, as the API answers with it")
        parser.add_argument("--document", type=Path, help="the document's bytes")
        parser.add_argument("--jwks", type=Path, help="a key set; without it this house's own")

        parser.add_argument(
            "--ask", action="store_true", help="ask this house whether the signatures still stand"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        token = self._read(options["file"]).decode("ascii", "replace")
        document = self._read(options["document"]) if options["document"] else None
        try:
            jwks = json.loads(self._read(options["jwks"])) if options["jwks"] else public_jwks()
            receipt = receipt_verify(token, jwks=jwks, document=document)
        except ReceiptInvalid as error:
            raise CommandError(f"Not valid: {error}") from error
        except ValueError as error:
            raise CommandError("The key set is no JSON Web Key Set.") from error
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        claims = receipt.claims
        people = ", ".join(row["name"] for row in claims["signOffs"]) or "nobody"
        self.stdout.write(
            f"Valid: {claims['contentId']} {claims['lang']} edition {claims['number']} "
            f"({claims['action']}), signed by {people}, key {receipt.kid}."
        )
        if options["ask"]:
            self.stdout.write(self._standing(claims["editionDigest"]))

    def _standing(self, digest: str) -> str:
        """Whether the signatures still stand, if this house knows the edition."""
        try:
            found = receipt_by_digest(digest=digest)
        except DatabaseError:
            return "The database cannot be asked whether the signatures still stand."
        if found is None:
            return "This house does not know the edition: ask its own whether the signatures stand."
        taken = [f"{row.name} on {row.revoked_at}" for row in found.since.revocations]
        if taken:
            return f"TAKEN BACK since by {', '.join(taken)}."
        return f"No signature under it was taken back; the edition is {found.since.standing}."

    def _read(self, path: Path) -> bytes:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise CommandError(f"{path} is too large.")
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} can not be read: {error.strerror}.") from error
