"""Mail that cannot be sent undoes nothing that a person did, and is told to whoever sent it."""

import logging
import smtplib
import socket

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings

import cms.mail
from cms.database.patience import patience

SOFT = "cms.mail.SoftEmailBackend"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(cms.mail, "_rested_until", 0.0)


@pytest.fixture(params=["nobody", "silent", "refusing"])
def server(request):
    """A mail server on which nobody listens, that says nothing, or that is closed today."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        if request.param == "nobody":
            port = listening.getsockname()[1]
            listening.close()
        else:
            port = listening.getsockname()[1]
        with override_settings(
            EMAIL_BACKEND=SOFT, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=0.5
        ):
            if request.param == "refusing":
                import threading

                def refuse():
                    client, _address = listening.accept()
                    client.sendall(b"554 closed\r\n")
                    client.close()

                threading.Thread(target=refuse, daemon=True).start()
            yield port


def send():
    return mail.send_mail("Til gjennomgang", "Tekst", "house@house.test", ["lege@house.test"])


def test_in_a_request_it_is_a_line_in_the_log(db, server, caplog):
    with patience(5), caplog.at_level(logging.ERROR, logger="cms.mail"):
        with transaction.atomic():
            with mail.get_connection() as connection:
                message = mail.EmailMessage("a", "b", "c@house.test", ["d@house.test"])
                assert connection.send_messages([message]) == 1
            assert caplog.records == []
        assert len(caplog.records) == 1
        assert send() == 1
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith("1 mails were not sent: ")
    assert second == "The mail server rests: 1 mails were not sent."


def test_a_command_is_told(db, server):
    with pytest.raises((OSError, smtplib.SMTPException)):
        send()


def test_what_is_rolled_back_writes_to_nobody(db, server, caplog):
    def broken():
        with transaction.atomic():
            send()
            raise ZeroDivisionError

    with (
        patience(5),
        caplog.at_level(logging.ERROR, logger="cms.mail"),
        pytest.raises(ZeroDivisionError),
    ):
        broken()
    assert caplog.records == []
