"""What the public may read of sign-offs that were taken back. Each is part of a query of its own.

The SQL here gives JSON: a list of what `revocations_of` reads.
"""

import json
from typing import Any

from editorial.editions.revocations.rules import Revocation

_MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
_ROWS = (
    "(SELECT coalesce(jsonb_agg(jsonb_build_array(r.signer_name, "  # noqa: S608 - constants
    f"{_MOMENT.format('r.signed_at')}, {_MOMENT.format('r.revoked_at')}, r.is_danger, {{newest}}) "
    "ORDER BY r.revoked_at, r.signoff_id), '[]') "
    "FROM editions_takenback r WHERE {where})"
)
# Under one edition `e`; and under any edition of an item `d`.
OF_EDITION = _ROWS.format(newest="false", where="r.signoff_id = ANY (e.signoff_ids)")
OF_ITEM = _ROWS.format(
    newest="EXISTS (SELECT 1 FROM editions_edition n WHERE n.id = d.edition_id "
    "AND r.signoff_id = ANY (n.signoff_ids))",
    where="r.content_id = d.content_id AND r.lang = d.lang",
)


def revocations_of(value: Any) -> tuple[Revocation, ...]:
    """The rows of `OF_EDITION` or `OF_ITEM`, the first that was taken back first."""
    rows = json.loads(value) if isinstance(value, str) else value
    return tuple(Revocation(*row) for row in rows)
