"""The audit finds editions that were compared with no page, or with another one's."""

from tests.unit.editorial.editions.tampering import found

_CHANGED = "UPDATE editions_edition SET %s WHERE number = 1"
FOUND = {
    _CHANGED % "path = 'levevaner/<b>'": "its address is none",
    _CHANGED % "path = 'sykdom/sovn'": "its address is none",
    _CHANGED % "page_id = (SELECT max(page_id) FROM editions_edition)": "it names the page of",
    # One statement: all rows are of one transaction, and say one moment.
    "UPDATE editions_edition SET published_at = '2026-01-01'": "it was compared with no page",
}


def test_each_is_found_in_a_log_that_holds_some(log, tamper):
    assert found() == []
    for change in tamper.each({line: line for line in FOUND}, table="editions_edition"):
        findings = found()
        assert any(f"entry 1: {FOUND[change]}" in finding for finding in findings), change
