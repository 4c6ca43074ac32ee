"""What a picture asks of signatures that are taken back it asks of those under its editions."""

from django.db import connections

from editorial.editions.selectors_delivery import _MEDIA


def test_no_picture_reads_every_signature_that_was_taken_back(db):
    with connections["public"].cursor() as cursor:
        # Of tables as small as these each plan reads all otherwise.
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"EXPLAIN {_MEDIA.strip()}", {"sha256": "0" * 64})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    # The revocations, and the wishes to take back: by the number of the signature.
    assert plan.count("signoff_id = named.id") >= 2, plan
