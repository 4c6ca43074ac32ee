"""What is written down once stays: asked of every table, so that none is forgotten.

A table of ours keeps its rows unless it stands in `CHANGING`: whoever adds one says why its rows
change, or has them kept by triggers, which fire for the owner too, and by what is granted.
"""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from cms.database.declared import declared
from cms.database.owner import as_owner
from tests.factories.pages import draft

OURS = ("cms", "content_models", "editorial", "search")
CHANGING = {
    "what editors write, and the gate compares with what was signed": {
        "content_models_audience", "content_models_bodysystem", "content_models_evidencereference",
        "content_models_fact", "content_models_factversion", "content_models_hubpage",
        "content_models_illnesspage", "content_models_lifesituation",
        "content_models_lifestylepage", "content_models_medicalcode",
        "content_models_patientrightspage", "content_models_topic", "content_models_treatmentpage",
    },
    "papers, whose every change is kept in people_authoritychange": {
        "people_credential", "people_interestdeclaration", "people_reviewerprofile", "users_user",
    },
    "words and bets, whose every change is kept in curation_change": {
        "curation_bet", "curation_stopword", "curation_synonym", "curation_version",
    },
    "questions by which the search is measured": {"curation_judgedquery", "curation_judgedset"},
    "policy, which migrations alone write": {
        "content_models_riskclass", "signoff_checklistversion",
    },
    "what the public reads now, which triggers alone write, out of the log": {
        "editions_publicdocument", "editions_publicmedia", "editions_publicpath",
        "editions_publicrevocation",
    },
    "steps of a review, as Wagtail has them; signoff_step_begins keeps how they ended": {
        "workflow_clinicalsignofftask", "workflow_clinicaltaskstate", "workflow_deskreviewtask",
        "workflow_desktaskstate",
    },
    "how far something has come": {
        "clocks_clockrefusal", "clocks_clockrun", "editions_clockreading",
        "editions_consumercursor", "editions_parkeditem", "users_adminsession", "users_attempt",
    },
    "made anew from the log, or counted": {
        "search_document", "search_name", "search_posting", "search_spelling", "search_word",
        "statistics_countedday", "statistics_countedquery", "statistics_pendingcount",
    },
}  # fmt: skip
BEFORE_ROW_CHANGE, BEFORE_TRUNCATE = 1 | 2 | 8 | 16, 2 | 32
_GUARDS = """
SELECT t.tgtype, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal AND t.tgenabled = 'O' AND t.tgqual IS NULL
"""


def tables_kept() -> list[str]:
    """Every table of ours that is not said to change, but those that join two others."""
    ours = {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in OURS
        for model in config.get_models()
        if model._meta.managed
    }
    return sorted(ours - set().union(*CHANGING.values()))


def guards(table: str) -> set[int]:
    """The kinds of trigger of a table that refuse whatever they are asked."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDS, [table])
        return {
            kind
            for kind, source in cursor.fetchall()
            if "RAISE EXCEPTION" in source and "RETURN" not in source and "IF " not in source
        }


def changes_of(table: str) -> list[str]:
    """Statements that change rows of a table, take them away, and empty it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND attidentity = '' ORDER BY attnum LIMIT 1",
            [table],
        )
        (column,) = cursor.fetchone()
    return [
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ]


def test_every_table_of_ours_is_kept_or_said_to_change(db):
    kept = tables_kept()
    assert {
        "people_authoritychange", "content_models_riskclasschange", "signoff_telling",
        "editions_sweeprun", "signoff_contribution", "editions_logentry", "curation_change",
    } < set(kept)  # fmt: skip
    lacking = [t for t in kept if not {BEFORE_ROW_CHANGE, BEFORE_TRUNCATE} <= guards(t)]
    assert lacking == []
    assert set().union(*CHANGING.values()) & set(declared("append_only_tables")) == set()


def test_nobody_changes_a_row_that_is_kept(house, published):
    """Not the application, by its rights; and not the owner, by the triggers."""
    published(draft(author=house["author"]))
    statements = {table: changes_of(table) for table in tables_kept()}
    for statement in [each for some in statements.values() for each in some]:
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with as_owner(), connection.cursor() as cursor:
        for table, some in statements.items():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            has_rows = cursor.fetchone()[0]
            for statement in some if has_rows else some[2:]:
                with pytest.raises(DatabaseError, match=r"kept|evidence|append-only|given once"):
                    cursor.execute(statement)
