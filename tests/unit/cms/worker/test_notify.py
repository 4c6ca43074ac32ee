"""The supervisor is told by systemd's own protocol."""

import socket

import pytest

from cms.worker.notify import ALIVE, VARIABLE, notify


@pytest.mark.parametrize("name", ["notify", "@helsekilde-test-notify"])
def test_a_message_is_one_datagram(monkeypatch, tmp_path, name):
    shown = name if name.startswith("@") else str(tmp_path / name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind("\0" + shown[1:] if shown.startswith("@") else shown)
        monkeypatch.setenv(VARIABLE, shown)
        notify(ALIVE)
        assert ear.recv(100) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "relative", "/" + "x" * 200])
def test_nobody_there_is_no_error(monkeypatch, address):
    monkeypatch.setenv(VARIABLE, address)
    notify(ALIVE)
