"""What was typed wrongly behind `make demo` is said in one line."""

import socket

import pytest
from django.core.management import CommandError

from cms.management.commands.demo import Command, _port


@pytest.mark.parametrize(
    "text", ["", "abc", "22x", "-1", "0", "65536", "99999", "8 0", "٨٠", "9" * 5000]
)
def test_what_is_no_port_is_said_in_one_line(text):
    with pytest.raises(CommandError) as refused:
        _port(text)
    assert "is no port. Choose one: make demo PORT=9000" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 80


def test_a_port_is_read():
    assert [_port("1"), _port("8000"), _port(65535)] == [1, 8000, 65535]


def test_an_address_of_another_machine_is_not_blamed_on_the_port():
    with pytest.raises(CommandError, match=r"300\.1\.1\.1 is no address of this machine"):
        Command()._require_free("300.1.1.1", 8000)


def test_a_port_in_use_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            Command()._require_free("127.0.0.1", port)
