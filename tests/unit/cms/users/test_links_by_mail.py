"""A forgotten password: a link by mail, from the worker, and never a word about who exists."""

import re
import smtplib

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.users.models import UserProfile

from cms.users.tasks import TRIES, password_mail
from tests.factories import people

RESET = "/admin/password_reset/"
GOOD = "fjell-og-fjord-2031"


@pytest.fixture
def server(settings, db):
    settings.EMAIL_HOST = "mail.example"
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    settings.PUBLIC_BASE_URL = "https://house.example"


@pytest.fixture
def jobs():
    """Jobs are kept in memory; `jobs.run_worker(wait=False)` does them."""
    from procrastinate import testing
    from procrastinate.contrib.django import app

    connector = testing.InMemoryConnector()
    with app.replace_connector(connector) as replaced:
        yield replaced


def ask(email: str, **headers: str):
    return Client().post(RESET, {"email": email}, headers=headers)


@pytest.mark.parametrize(
    ("lang", "subject_and_opening"),
    [
        ("nb", ("Nytt passord til Helsekilde", "Noen har bedt om nytt passord")),
        ("nn", ("Nytt passord til Helsekilde", "Nokon har bede om nytt passord")),
        ("se", ("Ođđa beassansátni Helsekildei", "Soames lea jearran ođđa beassansáni")),
        ("en", ("Set a new password for Helsekilde", "Somebody has asked for a new password")),
    ],
)
def test_the_link_comes_in_the_persons_language_and_works(server, jobs, lang, subject_and_opening):
    subject, opening = subject_and_opening
    user = people.user("vakt")
    UserProfile.objects.create(user=user, preferred_language=lang)
    response = ask("VAKT@house.test")
    assert (response.status_code, response["Location"]) == (302, "/admin/password_reset/done/")
    assert mail.outbox == []  # the web process sends nothing
    jobs.run_worker(wait=False)
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == (subject, ["vakt@house.test"])
    assert sent.body.startswith(opening)
    assert "vakt" in sent.body
    link = re.search(r"https://house\.example(/admin/password/\S+)", sent.body)[1]
    client = Client()
    page = client.get(link)
    done = client.post(page["Location"], {"new_password1": GOOD, "new_password2": GOOD})
    assert done["Location"] == "/admin/login/"
    assert Client().login(username="vakt", password=GOOD)
    assert Client().get(link).status_code == 200  # used


def test_the_browsers_language_where_none_is_chosen(db, server, jobs):
    people.user("vakt")
    ask("vakt@house.test", accept_language="nn-NO,nn;q=0.9")
    jobs.run_worker(wait=False)
    assert mail.outbox[0].body.startswith("Nokon har bede")


def test_an_address_that_nobody_has_is_answered_alike(db, server, jobs):
    people.user("vakt")
    people.user("gone", is_active=False)
    answers = [ask(f"{name}@house.test") for name in ("vakt", "nobody", "gone")]
    assert {(each.status_code, each["Location"], each.content) for each in answers} == {
        (302, "/admin/password_reset/done/", b"")
    }
    # The same work, too: each is a job of the worker, which looks who it is.
    assert len(jobs.connector.jobs) == 3
    jobs.run_worker(wait=False)
    assert [sent.to for sent in mail.outbox] == [["vakt@house.test"]]


def test_a_mailbox_is_not_filled_and_an_address_not_used_for_it(db, server, jobs):
    people.user("vakt")
    made = [ask("vakt@house.test").status_code for _ in range(7)]
    assert made == [302] * 5 + [429] * 2
    jobs.run_worker(wait=False)
    assert len(mail.outbox) == 3


def test_what_is_no_address_is_said_and_not_counted(db, server, jobs):
    for _ in range(8):
        assert ask("no address").status_code == 200
    assert ask("vakt@house.test").status_code == 302


def test_without_a_mail_server_it_is_not_offered(db, settings):
    settings.EMAIL_HOST, settings.WAGTAIL_PASSWORD_RESET_ENABLED = "", False
    assert Client().get(RESET).status_code == 404
    assert ask("vakt@house.test").status_code == 404
    shown = Client().get("/admin/login/").text
    assert RESET not in shown
    assert "En administrator kan gi deg en lenke" in shown


def test_with_one_it_is(db, server):
    assert RESET in Client().get("/admin/login/").text


def test_a_mail_server_that_is_away_is_asked_again(db, server, monkeypatch, caplog):
    people.user("vakt")
    caplog.set_level("WARNING", logger="cms.users.tasks")
    tried = []

    def away(*_args, **_options):
        tried.append(1)
        raise ConnectionRefusedError("vakt@house.test")

    monkeypatch.setattr("cms.users.links.send_mail", away)
    for before in range(TRIES - 1):
        with pytest.raises(ConnectionRefusedError):
            password_mail.func(Context(before), email="vakt@house.test", lang="nb")
    password_mail.func(Context(TRIES - 1), email="vakt@house.test", lang="nb")
    assert len(tried) == TRIES
    assert [record.getMessage() for record in caplog.records] == [
        "A link to set a password could not be sent: ConnectionRefusedError"
    ]


class Context:
    """What the worker tells a job of itself."""

    def __init__(self, attempts: int) -> None:
        self.job = type("Job", (), {"attempts": attempts})()


class TestSendTestEmail:
    """`manage.py sendtestemail` says what happened, in a line."""

    def test_without_a_server_nothing_is_pretended(self, settings):
        settings.EMAIL_HOST = ""
        with pytest.raises(CommandError, match=r"^EMAIL_HOST is not set: no mail is sent from her"):
            call_command("sendtestemail", "a@house.example")

    def test_each_address_is_told(self, server, capsys):
        call_command("sendtestemail", "a@house.example", "b@house.example")
        assert [sent.to for sent in mail.outbox] == [["a@house.example"], ["b@house.example"]]
        assert capsys.readouterr().out == (
            "a@house.example: mail.example:25 took the mail from helsekilde@localhost.\n"
            "b@house.example: mail.example:25 took the mail from helsekilde@localhost.\n"
        )

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (ConnectionRefusedError(111, "Connection refused"),
             "ConnectionRefusedError: [Errno 111] Connection refused"),
            (smtplib.SMTPAuthenticationError(535, b"5.7.8 Wrong"),
             "SMTPAuthenticationError: (535, b'5.7.8 Wrong')"),
            (smtplib.SMTPServerDisconnected("Two\nlines"), "SMTPServerDisconnected: Two lines"),
            (TimeoutError(), "TimeoutError: no answer"),
        ],
    )  # fmt: skip
    def test_what_went_wrong_is_one_line(self, server, monkeypatch, error, said):
        def fail(_self):
            raise error

        monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
        with pytest.raises(CommandError) as refused:
            call_command("sendtestemail", "a@house.example")
        assert str(refused.value) == f"a@house.example: mail.example:25: {said}"

    def test_a_real_server_that_is_not_there(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        with pytest.raises(CommandError, match=r"127\.0\.0\.1:1: ConnectionRefusedError"):
            call_command("sendtestemail", "a@house.example")
