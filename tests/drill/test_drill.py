"""From an empty machine to the first signed text, by the document alone."""

import re

import pytest

from tests.drill import machine
from tests.drill.document import Commands, steps
from tests.drill.drill import run
from tests.drill.people import TITLE
from tests.services import absent
from tests.services.browser import executable


@pytest.mark.long
def test_the_document_leads_to_a_signed_text_behind_a_proxy():
    if reasons := machine.missing():
        absent(f"No drill: {'; '.join(reasons)}.")
    if executable("") is None:
        absent("No drill: no Chromium for the people at their desks.")
    printed = run(tell=lambda _line: None)
    assert list(printed) == [step.line for step in steps() if isinstance(step, Commands)]
    said = "\n".join(printed.values())
    assert re.search(
        r"^Valid: \S+ nb edition 1 \(published\), signed by Kari Lege, key \S+\.$",
        said,
        re.MULTILINE,
    )
    # Read by a citizen when it was signed, and again after everything was started anew.
    assert sum(f"<title>{TITLE}" in text for text in printed.values()) == 2
    assert "1 entries, chain and digests hold, nothing found." in said
