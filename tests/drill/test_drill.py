"""From an empty machine to the first signed text, by the document alone."""

import re
from collections.abc import Iterator

import pytest

from tests.drill import machine
from tests.drill.document import Commands, steps
from tests.drill.drill import LINK, Drill, begun
from tests.drill.people import TITLE
from tests.services import absent
from tests.services.browser import executable

QUERY = "brystsmerter"
# Ends with the proxy's log, after a line of its own. `fetch` is the document's.
PROXY = f"""
ask() {{
    curl --silent --output /dev/null --write-out '%{{http_code}} %{{redirect_url}}\\n' \\
        --cacert /etc/helsekilde/tls/certificate.pem "$@" || true
}}
ask "http://helse.example/nb/search?q={QUERY}"
ask "https://helse.example/nb/search?q={QUERY}"
ask --header "X-Forwarded-Proto: http" https://helse.example/nb/
ask --header "Host: other.example" https://helse.example/nb/
ask --insecure --resolve other.example:443:127.0.0.1 https://other.example/nb/
ask https://helse.example/live
ask https://helse.example/ready
ask http://127.0.0.1:8000/live
ask http://127.0.0.1/live
ask http://127.0.0.1/ready
ask --interface 127.0.0.2 http://127.0.0.1/ready
ask http://127.0.0.1/
head --bytes=70000 /dev/zero | ask --data-binary @- https://helse.example/nb/search/followed
echo log:
cat /var/log/nginx/helsekilde.log /var/log/nginx/helsekilde-error.log
"""
ANSWERS = [
    f"301 https://helse.example/nb/search?q={QUERY}",
    "200",
    "200",  # what a client says of https does not count
    "000",  # no answer for another name
    "000",
    "404",
    "404",
    "200",  # a probe on the machine itself
    "200",  # a balancer, by the proxy's address
    "200",
    "000",  # somebody who is none
    "000",
    "413",
    "log:",
]


BACKUP = 11  # the section that makes it


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    """A machine of its own that each test of this file takes up where the one before left it."""
    if reasons := machine.missing():
        absent(f"No drill: {'; '.join(reasons)}.")
    if executable("") is None:
        absent("No drill: no Chromium for the people at their desks.")
    with begun(tell=lambda _line: None) as drill:
        yield drill


def ask_the_proxy(drill: Drill) -> list[str]:
    done, said = drill.machine.shell.run(PROXY)
    assert done, said
    return [line.strip() for line in said.splitlines()]


@pytest.mark.story
@pytest.mark.waits("drill")
def test_the_document_leads_to_a_signed_text_behind_a_proxy(drill: Drill) -> None:
    drill.run(before_section=BACKUP)
    said = "\n".join(drill.printed.values())
    assert re.search(
        r"^Valid: \S+ nb edition 1 \(published\), signed by Kari Lege, key \S+\.$",
        said,
        re.MULTILINE,
    )
    assert f"<title>{TITLE}" in said
    assert said.count('"status": "ok"') == 1
    proxy = ask_the_proxy(drill)
    assert proxy[: len(ANSWERS)] == ANSWERS
    log = "\n".join(proxy[len(ANSWERS) :])
    assert '"GET /nb/search HTTP/2.0" 200' in log
    assert QUERY not in log
    links = LINK.findall(said)
    assert len(links) == len({"admin", "nora", "didrik", "kari"})
    assert [link for link in links if link.removeprefix("https://helse.example") in log] == []


@pytest.mark.story
@pytest.mark.waits("drill")
def test_the_house_gets_up_again_and_is_brought_back_from_its_backup(drill: Drill) -> None:
    drill.run()
    assert list(drill.printed) == [step.line for step in steps() if isinstance(step, Commands)]
    said = "\n".join(drill.printed.values())
    # Read by a citizen when it was signed, when everything was started anew, and when the house
    # was brought back from its backup; and before, then and then all was well.
    assert sum(f"<title>{TITLE}" in text for text in drill.printed.values()) == 3
    assert said.count('"status": "ok"') == 3
    assert '"degraded"' not in said
    assert "1 entries, chain and digests hold, nothing found." in said
    # What the document makes is what `database_prepare` asks for.
    assert said.count("The database is migrated and every role has its rights.") == 2
    assert "CONNECTION LIMIT" not in said
    assert ask_the_proxy(drill)[: len(ANSWERS)] == ANSWERS
