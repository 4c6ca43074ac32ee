"""Why PostgreSQL gave up, out of what its programs say."""

import pytest

from cms.database.programs import reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("2026 [1] LOG:  starting PostgreSQL\n2026 [1] LOG:  database system is shut down\n", ""),
        (
            "x [1] LOG:  up\nx [1] FATAL:  first\nx [1] DETAIL:  more.\nx [2] PANIC:  last\n",
            "first; more; last",
        ),
        ("x [1] FATAL:  the database system is starting up\nx [2] PANIC:  no\n", "no"),
        ("initdb: error: not so\ninitdb: hint: HINT: try\n", "not so; try"),
        ("Bus error\n", "Bus error"),
    ],
)
def test_the_reason_is_the_first_complaint_and_the_last(text, said):
    assert reason(text) == said
