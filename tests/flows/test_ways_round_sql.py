"""The ways round the workflow again, as SQL of the two logins of the application."""

import pytest
from django.db import DatabaseError, connection, transaction

from editorial.editions.models import Edition
from tests.flows.test_ways_round import state_of

FORGERIES = {
    "update an edition": "UPDATE editions_edition SET path = 'x'",
    "delete an edition": "DELETE FROM editions_edition",
    "truncate the editions": "TRUNCATE editions_edition CASCADE",
    "update the log": "UPDATE editions_logentry SET chain_hash = previous_hash",
    "delete from the log": "DELETE FROM editions_logentry",
    "write the public table": "UPDATE editions_publicdocument SET document = 'x'",
    "empty the public table": "DELETE FROM editions_publicdocument",
    "take an address": "INSERT INTO editions_publicpath VALUES ('nb', 'x', gen_random_uuid())",
    "change a sign-off": "UPDATE signoff_signoff SET signer_name = 'x'",
    "delete a sign-off": "DELETE FROM signoff_signoff",
    "take a sign-off back and leave the text": (
        "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason) "
        "SELECT id, signed_by_id, 'x' FROM signoff_signoff"
    ),
    # PostgreSQL looks among the temporary tables first, where nobody says otherwise.
    "take one back, and show the trigger an empty table": (
        "CREATE TEMP TABLE editions_publicdocument (LIKE public.editions_publicdocument);"
        "CREATE TEMP TABLE editions_edition (LIKE public.editions_edition);"
        "GRANT ALL ON pg_temp.editions_publicdocument, pg_temp.editions_edition TO PUBLIC;"
        "INSERT INTO signoff_signoffrevocation (signoff_id, revoked_by_id, reason) "
        "SELECT id, signed_by_id, 'x' FROM signoff_signoff"
    ),
    "forget a contribution": "DELETE FROM signoff_contribution",
    "lower the quorum": "UPDATE content_models_riskclass SET quorum = 0",
    "switch a trigger off": "ALTER TABLE editions_edition DISABLE TRIGGER ALL",
    "be a replica": "SET session_replication_role = 'replica'",
    "take down without a word": "UPDATE wagtailcore_page SET live = false WHERE live",
    "delete the page": "DELETE FROM wagtailcore_page WHERE live",
    "sign without papers": (
        "INSERT INTO signoff_signoff SELECT (jsonb_populate_record(s, "
        '\'{"id": 999, "signed_by_id": 1, "task_state_id": null}\')).* FROM signoff_signoff s'
    ),
    "an edition without sign-off": (
        "INSERT INTO editions_edition SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'id', 999, 'number', 2, 'signoff_ids', '[]'::jsonb, 'edition_digest', repeat('a', 64)"
        "))).* FROM editions_edition e"
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_application_role_can_not_forge(live, forgery):
    before = state_of(live)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGERIES[forgery])
    assert state_of(live) == before
    assert Edition.objects.count() == 1


def test_the_public_role_reads_the_public_tables_only(live):
    from django.db import connections

    for table in ("wagtailcore_page", "wagtailcore_revision", "signoff_signoff", "users_user"):
        with pytest.raises(DatabaseError, match="permission denied"):
            connections["public"].cursor().execute(f"SELECT 1 FROM {table} LIMIT 1")
    with pytest.raises(DatabaseError):
        connections["public"].cursor().execute("DELETE FROM editions_publicdocument")
