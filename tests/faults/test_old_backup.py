"""What the fault counts as a web process that had noticed, and shows the text all the same."""

import pytest

from tests.faults.old_backup import Answer, _relapses

SHOWN, STOPPED, AWAY = (200, False), (503, True), (503, False)


@pytest.mark.parametrize(
    ("lines", "relapses"),
    [
        ([[SHOWN, SHOWN, STOPPED, STOPPED]], 0),
        ([[SHOWN, STOPPED], [SHOWN, SHOWN, STOPPED]], 0),  # each process notices for itself
        ([[AWAY, SHOWN, STOPPED]], 0),  # the database was away, and nothing was noticed
        ([[SHOWN, STOPPED, SHOWN, STOPPED]], 1),
        ([[STOPPED, AWAY, SHOWN], [STOPPED, SHOWN]], 2),
    ],
)
def test_who_has_noticed_shows_it_no_more(lines, relapses):
    seen = [
        Answer(moment, status, number, says)
        for number, line in enumerate(lines)
        for moment, (status, says) in enumerate(line)
    ]
    assert _relapses(seen) == relapses
